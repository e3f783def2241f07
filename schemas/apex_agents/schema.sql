-- Apex Agents: agents, workflows, knowledge and trust. PostgreSQL.
-- Columns that came with a later release stand last in their table, as they do in the database.

-- Accounts

CREATE TABLE organizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(255) NOT NULL,
  slug varchar(100) NOT NULL UNIQUE,
  tier varchar(20) NOT NULL DEFAULT 'starter',
  status varchar(20) NOT NULL DEFAULT 'active',
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  billing_email varchar(320),
  monthly_budget numeric(10,4)
);

CREATE TABLE users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid REFERENCES organizations (id),
  email varchar(320) NOT NULL UNIQUE,
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
  updated_at timestamp NOT NULL DEFAULT now(),
  reset_token varchar(255),
  reset_token_expires_at timestamp,
  api_key varchar(64) UNIQUE,
  api_key_created_at timestamp,
  subscription_status varchar(20) NOT NULL DEFAULT 'trial',
  subscription_started_at timestamp,
  subscription_ends_at timestamp,
  billing_customer_id varchar(100)
);

CREATE INDEX users_organization_idx ON users (organization_id);
CREATE INDEX users_reset_token_idx ON users (reset_token);
CREATE INDEX users_subscription_idx ON users (subscription_status, subscription_ends_at);

COMMENT ON COLUMN users.api_key IS 'Hash of the key, never the key itself';

CREATE TABLE team_invitations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id uuid NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  invited_by uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email varchar(320) NOT NULL,
  role varchar(20) NOT NULL DEFAULT 'user',
  status varchar(20) NOT NULL DEFAULT 'pending',
  token varchar(64) NOT NULL UNIQUE,
  expires_at timestamp NOT NULL,
  accepted_at timestamp,
  created_at timestamp NOT NULL DEFAULT now(),
  UNIQUE (organization_id, email)
);

CREATE INDEX team_invitations_status_idx ON team_invitations (status);

CREATE TABLE subscription_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  event_type varchar(50) NOT NULL,
  from_tier varchar(20),
  to_tier varchar(20),
  amount numeric(10,4) NOT NULL DEFAULT 0,
  currency char(3) NOT NULL DEFAULT 'USD',
  metadata jsonb,
  created_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX subscription_events_user_idx ON subscription_events (user_id, created_at);
CREATE INDEX subscription_events_type_idx ON subscription_events (event_type);

-- Agents and workflows

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

-- Knowledge and data

CREATE TABLE knowledge_base (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  title varchar(500) NOT NULL,
  content text NOT NULL,
  source_type varchar(50) NOT NULL,
  source_id varchar(255),
  source_url text,
  embedding_id varchar(255),
  tags jsonb NOT NULL DEFAULT '[]'::jsonb,
  metadata jsonb,
  status varchar(20) NOT NULL DEFAULT 'active',
  access_count integer NOT NULL DEFAULT 0,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX knowledge_base_user_idx ON knowledge_base (user_id);
CREATE INDEX knowledge_base_organization_idx ON knowledge_base (organization_id);
CREATE INDEX knowledge_base_source_idx ON knowledge_base (source_type, source_id);
CREATE INDEX knowledge_base_embedding_idx ON knowledge_base (embedding_id);

COMMENT ON COLUMN knowledge_base.embedding_id IS 'Key of the vector in the vector store';

CREATE TABLE data_connectors (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  name varchar(255) NOT NULL,
  type varchar(50) NOT NULL,
  status varchar(20) NOT NULL DEFAULT 'active',
  config jsonb NOT NULL,
  credentials text,
  sync_interval_minutes integer NOT NULL DEFAULT 60,
  last_sync_at timestamp,
  last_error text,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT data_connectors_sync_interval_check CHECK (sync_interval_minutes > 0)
);

CREATE INDEX data_connectors_user_idx ON data_connectors (user_id);
CREATE INDEX data_connectors_type_idx ON data_connectors (type);
CREATE INDEX data_connectors_status_idx ON data_connectors (status, last_sync_at);

COMMENT ON COLUMN data_connectors.credentials IS 'Encrypted by the application';

-- Verification and trust

CREATE TABLE verifications (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  execution_id uuid REFERENCES executions (id) ON DELETE CASCADE,
  claim text NOT NULL,
  source_type varchar(50) NOT NULL,
  source_id varchar(255),
  status varchar(20) NOT NULL DEFAULT 'pending',
  verdict varchar(20),
  confidence numeric(3,2),
  evidence jsonb NOT NULL DEFAULT '[]'::jsonb,
  reviewed_by uuid REFERENCES users (id),
  reviewed_at timestamp,
  created_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT verifications_confidence_check CHECK (confidence >= 0 AND confidence <= 1)
);

CREATE INDEX verifications_user_idx ON verifications (user_id);
CREATE INDEX verifications_execution_idx ON verifications (execution_id);
CREATE INDEX verifications_status_idx ON verifications (status);
CREATE INDEX verifications_source_idx ON verifications (source_type, source_id);

COMMENT ON COLUMN verifications.reviewed_by IS 'The person who confirmed or overruled the verdict';

CREATE TABLE provenance_trail (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  verification_id uuid NOT NULL REFERENCES verifications (id) ON DELETE CASCADE,
  source_type varchar(50) NOT NULL,
  source_id varchar(255),
  source_url text,
  excerpt text,
  content_hash char(64),
  confidence numeric(3,2) NOT NULL DEFAULT 0.50,
  retrieved_at timestamp NOT NULL DEFAULT now(),
  metadata jsonb,
  CONSTRAINT provenance_trail_confidence_check CHECK (confidence >= 0 AND confidence <= 1)
);

CREATE INDEX provenance_trail_verification_idx ON provenance_trail (verification_id);
CREATE INDEX provenance_trail_source_idx ON provenance_trail (source_type, source_id);

-- Collaboration

CREATE TABLE swarms (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  name varchar(255) NOT NULL,
  description text,
  strategy varchar(50) NOT NULL DEFAULT 'sequential',
  status varchar(20) NOT NULL DEFAULT 'draft',
  config jsonb NOT NULL DEFAULT '{}'::jsonb,
  max_agents integer NOT NULL DEFAULT 5,
  created_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now(),
  CONSTRAINT swarms_max_agents_check CHECK (max_agents > 0)
);

CREATE INDEX swarms_user_idx ON swarms (user_id);
CREATE INDEX swarms_status_idx ON swarms (status);

CREATE TABLE swarm_messages (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  swarm_id uuid NOT NULL REFERENCES swarms (id) ON DELETE CASCADE,
  execution_id uuid REFERENCES executions (id) ON DELETE CASCADE,
  from_agent_id uuid NOT NULL REFERENCES agents (id),
  to_agent_id uuid REFERENCES agents (id),
  message_type varchar(50) NOT NULL,
  content jsonb NOT NULL,
  created_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX swarm_messages_swarm_idx ON swarm_messages (swarm_id, created_at);
CREATE INDEX swarm_messages_from_agent_idx ON swarm_messages (from_agent_id);
CREATE INDEX swarm_messages_to_agent_idx ON swarm_messages (to_agent_id);

COMMENT ON COLUMN swarm_messages.to_agent_id IS 'NULL for a message to the whole swarm';

-- Analytics

CREATE TABLE analytics_events (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  event_type varchar(100) NOT NULL,
  session_id varchar(100),
  properties jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp NOT NULL DEFAULT now()
);

CREATE INDEX analytics_events_user_idx ON analytics_events (user_id, created_at);
CREATE INDEX analytics_events_type_idx ON analytics_events (event_type, created_at);

CREATE TABLE usage_metrics (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id uuid REFERENCES organizations (id),
  resource_type varchar(50) NOT NULL,
  period_start date NOT NULL,
  quantity bigint NOT NULL DEFAULT 0,
  cost numeric(10,4) NOT NULL DEFAULT 0,
  success_rate numeric(5,2),
  created_at timestamp NOT NULL DEFAULT now(),
  UNIQUE (user_id, resource_type, period_start)
);

CREATE INDEX usage_metrics_organization_idx ON usage_metrics (organization_id, period_start);
