-- migrate:up
CREATE TYPE audit_action AS ENUM ('create', 'update', 'delete', 'login', 'logout', 'execute', 'export');

ALTER TYPE execution_status ADD VALUE 'timed_out';

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

-- migrate:down
DROP TABLE audit_logs;
DROP TABLE user_roles;
DROP TABLE roles;

-- A label cannot be taken out of a type, so the type is made anew without it.
ALTER TABLE executions ALTER COLUMN status DROP DEFAULT;
ALTER TYPE execution_status RENAME TO execution_status_with_timed_out;
CREATE TYPE execution_status AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled');
ALTER TABLE executions ALTER COLUMN status TYPE execution_status
  USING (CASE status WHEN 'timed_out' THEN 'failed' ELSE status::text END)::execution_status;
ALTER TABLE executions ALTER COLUMN status SET DEFAULT 'queued';
DROP TYPE execution_status_with_timed_out;

DROP TYPE audit_action;
