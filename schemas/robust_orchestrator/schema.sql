-- Robust AI Orchestrator: tenants, workflows with their versions, executions, marketplace. PostgreSQL.
-- Every row belongs to an organization; whoever changes a row leaves an entry in audit_logs.

CREATE TYPE user_status AS ENUM ('invited', 'active', 'suspended');
CREATE TYPE workflow_engine AS ENUM ('graph', 'agent', 'script', 'container');
CREATE TYPE workflow_status AS ENUM ('draft', 'active', 'archived');
CREATE TYPE execution_status AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out');
CREATE TYPE execution_trigger AS ENUM ('manual', 'schedule', 'webhook', 'api');
CREATE TYPE listing_status AS ENUM ('pending', 'published', 'rejected', 'withdrawn');
CREATE TYPE audit_action AS ENUM ('create', 'update', 'delete', 'login', 'logout', 'execute', 'export');

CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;

COMMENT ON FUNCTION set_updated_at() IS 'Keeps updated_at true whoever writes the row';

-- Tenants and people

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
  email varchar(320) NOT NULL,
  display_name varchar(200) NOT NULL DEFAULT '',
  avatar_url text,
  password_hash text,
  status user_status NOT NULL DEFAULT 'invited',
  email_verified boolean NOT NULL DEFAULT false,
  preferences jsonb NOT NULL DEFAULT '{}',
  last_login_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  deleted_at timestamptz
);

COMMENT ON COLUMN users.password_hash IS 'NULL for those who sign in through an identity provider';
COMMENT ON COLUMN users.deleted_at IS 'Set on request for erasure; the address is free again from then on';

-- An address is unique among living accounts, whatever its case.
CREATE UNIQUE INDEX users_email_idx ON users (lower(email)) WHERE deleted_at IS NULL;
CREATE INDEX users_organization_idx ON users (organization_id, status);

CREATE TRIGGER users_set_updated_at BEFORE UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE roles (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid REFERENCES organizations (id) ON DELETE CASCADE,
  name varchar(50) NOT NULL,
  description text,
  permissions jsonb NOT NULL DEFAULT '[]',
  is_system boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (organization_id, name)
);

COMMENT ON COLUMN roles.organization_id IS 'NULL for the roles that every organization has';

CREATE TRIGGER roles_set_updated_at BEFORE UPDATE ON roles
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TABLE user_roles (
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role_id uuid NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
  granted_by uuid REFERENCES users (id) ON DELETE SET NULL,
  granted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, role_id)
);

CREATE INDEX user_roles_role_idx ON user_roles (role_id);

-- Workflows

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
  published_version_id uuid,
  UNIQUE (organization_id, name)
);

COMMENT ON COLUMN workflows.published_version_id IS 'The version that new executions run; NULL until the first is published';

CREATE INDEX workflows_engine_type_idx ON workflows (engine_type, status);
CREATE INDEX workflows_search_idx ON workflows
  USING gin (to_tsvector('english', name || ' ' || coalesce(description, '')));

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

-- The two tables refer to each other, so this one comes when both are there.
ALTER TABLE workflows ADD CONSTRAINT workflows_published_version_id_fkey
  FOREIGN KEY (published_version_id) REFERENCES workflow_versions (id) ON DELETE SET NULL;

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
  error_message text,
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
CREATE INDEX executions_unfinished_idx ON executions (organization_id, created_at)
  WHERE status IN ('queued', 'running');

CREATE TRIGGER executions_set_updated_at BEFORE UPDATE ON executions
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Marketplace

CREATE TABLE marketplace_items (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  workflow_version_id uuid NOT NULL REFERENCES workflow_versions (id) ON DELETE CASCADE,
  published_by uuid REFERENCES users (id) ON DELETE SET NULL,
  title varchar(200) NOT NULL,
  summary varchar(500) NOT NULL DEFAULT '',
  description text,
  category varchar(50) NOT NULL DEFAULT 'general',
  price numeric(10,2) NOT NULL DEFAULT 0 CHECK (price >= 0),
  currency char(3) NOT NULL DEFAULT 'USD',
  rating numeric(3,2) CHECK (rating BETWEEN 0 AND 5),
  download_count integer NOT NULL DEFAULT 0,
  status listing_status NOT NULL DEFAULT 'pending',
  published_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX marketplace_items_category_idx ON marketplace_items (category, rating DESC NULLS LAST)
  WHERE status = 'published';
CREATE INDEX marketplace_items_search_idx ON marketplace_items
  USING gin (to_tsvector('english', title || ' ' || summary || ' ' || coalesce(description, '')));

CREATE TRIGGER marketplace_items_set_updated_at BEFORE UPDATE ON marketplace_items
  FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Audit and retention

CREATE TABLE audit_logs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  actor_id uuid REFERENCES users (id) ON DELETE SET NULL,
  action audit_action NOT NULL,
  entity_type varchar(50) NOT NULL,
  entity_id uuid,
  changes jsonb,
  ip_address varchar(45),
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE audit_logs IS 'Append only';
COMMENT ON COLUMN audit_logs.actor_id IS 'NULL for the system itself, and after an account was erased';

CREATE INDEX audit_logs_organization_idx ON audit_logs (organization_id, created_at DESC);
CREATE INDEX audit_logs_entity_idx ON audit_logs (entity_type, entity_id);

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
