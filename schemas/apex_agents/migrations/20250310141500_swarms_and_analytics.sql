-- migrate:up
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

-- migrate:down
DROP TABLE usage_metrics;
DROP TABLE analytics_events;
DROP TABLE swarm_messages;
DROP TABLE swarms;
