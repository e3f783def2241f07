-- migrate:up
CREATE TABLE organizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(255) NOT NULL,
  slug varchar(100) NOT NULL UNIQUE,
  tier varchar(20) NOT NULL DEFAULT 'starter',
  status varchar(20) NOT NULL DEFAULT 'active',
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid REFERENCES organizations (id),
  email varchar(255) NOT NULL UNIQUE,
  password_hash text,
  name varchar(255),
  avatar_url text,
  role varchar(20) NOT NULL DEFAULT 'user',
  tier varchar(20) NOT NULL DEFAULT 'trial',
  status varchar(20) NOT NULL DEFAULT 'active',
  email_verified boolean NOT NULL DEFAULT false,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  last_login_at timestamp,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX users_organization_idx ON users (organization_id);

CREATE TABLE agents (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  name varchar(255) NOT NULL,
  description text,
  type varchar(50) NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'active',
  config jsonb NOT NULL,
  capabilities jsonb NOT NULL DEFAULT '[]'::jsonb,
  system_prompt text,
  is_template boolean NOT NULL DEFAULT false,
  execution_count integer NOT NULL DEFAULT 0,
  success_rate numeric(5,2),
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX agents_user_idx ON agents (user_id);
CREATE INDEX agents_organization_idx ON agents (organization_id);
CREATE INDEX agents_type_idx ON agents (type);
CREATE INDEX agents_status_idx ON agents (status);

CREATE TABLE agent_tools (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  agent_id uuid NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  name varchar(100) NOT NULL,
  type varchar(50) NOT NULL,
  description text,
  config jsonb NOT NULL DEFAULT '{}'::jsonb,
  enabled boolean NOT NULL DEFAULT true,
  usage_count integer NOT NULL DEFAULT 0,
  created_at timestamp NOT NULL DEFAULT now(),
  UNIQUE (agent_id, name)
);

CREATE INDEX agent_tools_type_idx ON agent_tools (type);

CREATE TABLE workflows (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  name varchar(255) NOT NULL,
  description text,
  status varchar(20) NOT NULL DEFAULT 'draft',
  trigger_config jsonb,
  steps jsonb NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  version integer NOT NULL DEFAULT 1,
  is_template boolean NOT NULL DEFAULT false,
  execution_count integer NOT NULL DEFAULT 0,
  success_rate numeric(5,2),
  last_run_at timestamp,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX workflows_user_idx ON workflows (user_id);
CREATE INDEX workflows_organization_idx ON workflows (organization_id);
CREATE INDEX workflows_status_idx ON workflows (status);

CREATE TABLE executions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  workflow_id uuid REFERENCES workflows (id) ON DELETE CASCADE,
  agent_id uuid REFERENCES agents (id),
  status varchar(20) NOT NULL DEFAULT 'pending',
  inputs jsonb,
  outputs jsonb,
  metrics jsonb,
  error_message text,
  tokens_used integer NOT NULL DEFAULT 0,
  cost numeric(10,4) NOT NULL DEFAULT 0,
  duration_ms integer,
  started_at timestamp NOT NULL DEFAULT now(),
  completed_at timestamp,
  CONSTRAINT executions_subject_check CHECK (workflow_id IS NOT NULL OR agent_id IS NOT NULL)
);

CREATE INDEX executions_user_idx ON executions (user_id);
CREATE INDEX executions_workflow_idx ON executions (workflow_id);
CREATE INDEX executions_agent_idx ON executions (agent_id);
CREATE INDEX executions_status_idx ON executions (status, started_at);
CREATE INDEX executions_started_at_idx ON executions (started_at);

CREATE TABLE execution_steps (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  execution_id uuid NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
  agent_id uuid REFERENCES agents (id),
  step_number integer NOT NULL,
  step_name varchar(255) NOT NULL,
  step_type varchar(50) NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'pending',
  inputs jsonb,
  outputs jsonb,
  error_message text,
  tokens_used integer NOT NULL DEFAULT 0,
  cost numeric(10,4) NOT NULL DEFAULT 0,
  started_at timestamp,
  completed_at timestamp,
  UNIQUE (execution_id, step_number)
);

CREATE INDEX execution_steps_status_idx ON execution_steps (status);

-- migrate:down
DROP TABLE execution_steps;
DROP TABLE executions;
DROP TABLE workflows;
DROP TABLE agent_tools;
DROP TABLE agents;
DROP TABLE users;
DROP TABLE organizations;
