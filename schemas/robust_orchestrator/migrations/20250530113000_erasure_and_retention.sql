-- migrate:up
ALTER TABLE users ADD COLUMN deleted_at timestamptz;

COMMENT ON COLUMN users.deleted_at IS 'Set on request for erasure; the address is free again from then on';

-- An address is unique among living accounts, whatever its case.
CREATE UNIQUE INDEX users_email_idx ON users (lower(email)) WHERE deleted_at IS NULL;
ALTER TABLE users DROP CONSTRAINT users_email_key;

ALTER TABLE executions RENAME COLUMN error TO error_message;

CREATE TABLE retention_policies (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  entity_type varchar(50) NOT NULL,
  keep_days integer NOT NULL CHECK (keep_days > 0),
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, entity_type)
);

CREATE TRIGGER retention_policies_set_updated_at BEFORE UPDATE ON retention_policies
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- migrate:down
DROP TABLE retention_policies;

ALTER TABLE executions RENAME COLUMN error_message TO error;

-- Fails while an erased account holds an address that is in use again.
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);
DROP INDEX users_email_idx;

ALTER TABLE users DROP COLUMN deleted_at;
