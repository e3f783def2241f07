// An application that brings its own database up to date when it starts: start_up app.db schema.sql
#include <plumb/backends/soci/soci_session.h>
#include <plumb/plumb.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <iostream>

int main(int, char** argv) try {
  soci::session db(soci::sqlite3, argv[1]);
  const auto connection = plumb::wrap(db);
  std::cout << plumb::push(*connection, plumb::Source::file(argv[2])).summary();
  db << "INSERT INTO book (title) VALUES ('A book')";
} catch (const plumb::Error& error) {
  std::cerr << "not started: " << error.what() << '\n';
  return error.code() == plumb::Code::Refused ? 4 : 1;
}
