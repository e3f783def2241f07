-- migrate:up
ALTER TABLE organizations
  ADD COLUMN billing_email varchar(320),
  ADD COLUMN monthly_budget numeric(10,4);

ALTER TABLE users
  ADD COLUMN subscription_status varchar(20) NOT NULL DEFAULT 'trial',
  ADD COLUMN subscription_started_at timestamp,
  ADD COLUMN subscription_ends_at timestamp,
  ADD COLUMN billing_customer_id varchar(100);

CREATE INDEX users_subscription_idx ON users (subscription_status, subscription_ends_at);

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

-- migrate:down
DROP TABLE subscription_events;
DROP TABLE team_invitations;

ALTER TABLE users
  DROP COLUMN billing_customer_id,
  DROP COLUMN subscription_ends_at,
  DROP COLUMN subscription_started_at,
  DROP COLUMN subscription_status;

ALTER TABLE organizations
  DROP COLUMN monthly_budget,
  DROP COLUMN billing_email;
