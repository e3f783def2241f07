-- migrate:up
ALTER TABLE users ADD COLUMN "providerId" text;

-- Until now an account was known by its address alone.
UPDATE users SET "providerId" = email;

ALTER TABLE users ALTER COLUMN "providerId" SET NOT NULL;
ALTER TABLE users ADD UNIQUE (provider, "providerId");

COMMENT ON COLUMN users."providerId" IS 'The subject under which the identity provider knows the person';

ALTER TABLE users
  ADD COLUMN "isAdmin" boolean NOT NULL DEFAULT false,
  ADD COLUMN "isActive" boolean NOT NULL DEFAULT true,
  ADD COLUMN "lastLogin" timestamp(3);

-- migrate:down
ALTER TABLE users
  DROP COLUMN "lastLogin",
  DROP COLUMN "isActive",
  DROP COLUMN "isAdmin",
  DROP COLUMN "providerId";
