CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL
);
CREATE INDEX book_title ON book (title);
