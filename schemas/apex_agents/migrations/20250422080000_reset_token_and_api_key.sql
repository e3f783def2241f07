-- migrate:up
-- An address may have 64 characters before the @ and 255 behind it.
ALTER TABLE users ALTER COLUMN email TYPE varchar(320);

ALTER TABLE users
  ADD COLUMN reset_token varchar(255),
  ADD COLUMN reset_token_expires_at timestamp,
  ADD COLUMN api_key varchar(64) UNIQUE,
  ADD COLUMN api_key_created_at timestamp;

CREATE INDEX users_reset_token_idx ON users (reset_token);

COMMENT ON COLUMN users.api_key IS 'Hash of the key, never the key itself';

-- migrate:down
ALTER TABLE users
  DROP COLUMN api_key_created_at,
  DROP COLUMN api_key,
  DROP COLUMN reset_token_expires_at,
  DROP COLUMN reset_token;

-- Fails while an address of more than 255 characters is stored.
ALTER TABLE users ALTER COLUMN email TYPE varchar(255);
