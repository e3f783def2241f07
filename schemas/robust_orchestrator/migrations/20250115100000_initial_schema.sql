-- migrate:up
CREATE TYPE user_status AS ENUM ('invited', 'active', 'suspended');
CREATE TYPE workflow_engine AS ENUM ('graph', 'agent', 'script', 'container');
CREATE TYPE workflow_status AS ENUM ('draft', 'active', 'archived');
CREATE TYPE execution_status AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled');
CREATE TYPE execution_trigger AS ENUM ('manual', 'schedule', 'webhook', 'api');

CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;

COMMENT ON FUNCTION set_updated_at() IS 'Keeps updated_at true whoever writes the row';

CREATE TABLE organizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(200) NOT NULL,
  slug varchar(63) NOT NULL UNIQUE,
  plan varchar(20) NOT NULL DEFAULT 'free',
  max_concurrent_executions integer NOT NULL DEFAULT 5 CHECK (max_concurrent_executions > 0),
  settings jsonb NOT NULL DEFAULT '{}',
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE organizations IS 'The tenant: deleting one deletes all that belongs to it';

CREATE TRIGGER organizations_set_updated_at BEFORE UPDATE ON organizations
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  email varchar(320) NOT NULL UNIQUE,
  display_name varchar(200) NOT NULL DEFAULT '',
  avatar_url text,
  password_hash text,
  status user_status NOT NULL DEFAULT 'invited',
  email_verified boolean NOT NULL DEFAULT false,
  preferences jsonb NOT NULL DEFAULT '{}',
  last_login_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN users.password_hash IS 'NULL for those who sign in through an identity provider';

CREATE INDEX users_organization_idx ON users (organization_id, status);

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE workflows (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  created_by uuid REFERENCES users (id) ON DELETE SET NULL,
  name varchar(200) NOT NULL,
  description text,
  engine_type workflow_engine NOT NULL DEFAULT 'graph',
  status workflow_status NOT NULL DEFAULT 'draft',
  tags jsonb NOT NULL DEFAULT '[]',
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, name)
);

CREATE INDEX workflows_engine_type_idx ON workflows (engine_type, status);

CREATE TRIGGER workflows_set_updated_at BEFORE UPDATE ON workflows
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE workflow_versions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  workflow_id uuid NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
  version integer NOT NULL CHECK (version > 0),
  definition jsonb NOT NULL,
  checksum char(64) NOT NULL,
  changelog text,
  created_by uuid REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (workflow_id, version)
);

COMMENT ON TABLE workflow_versions IS 'Written once, never updated';

CREATE TABLE executions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  workflow_id uuid NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
  workflow_version_id uuid REFERENCES workflow_versions (id) ON DELETE SET NULL,
  started_by uuid REFERENCES users (id) ON DELETE SET NULL,
  triggered_by execution_trigger NOT NULL DEFAULT 'manual',
  status execution_status NOT NULL DEFAULT 'queued',
  input jsonb NOT NULL DEFAULT '{}',
  output jsonb,
  error text,
  cost numeric(12,6) NOT NULL DEFAULT 0,
  duration_ms bigint,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT executions_times_check CHECK (finished_at >= started_at)
);

CREATE INDEX executions_status_idx ON executions (status, created_at DESC);
CREATE INDEX executions_workflow_idx ON executions (workflow_id, created_at DESC);

CREATE TRIGGER executions_set_updated_at BEFORE UPDATE ON executions
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- migrate:down
DROP TABLE executions;
DROP TABLE workflow_versions;
DROP TABLE workflows;
DROP TABLE users;
DROP TABLE organizations;

DROP FUNCTION set_updated_at();

DROP TYPE execution_trigger;
DROP TYPE execution_status;
DROP TYPE workflow_status;
DROP TYPE workflow_engine;
DROP TYPE user_status;
