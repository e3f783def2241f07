-- migrate:up
CREATE TABLE users (
  id text PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text,
  image text,
  domain text NOT NULL,
  provider text NOT NULL DEFAULT 'google',
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL
);

CREATE INDEX users_domain_idx ON users (domain);

-- migrate:down
DROP TABLE users;
