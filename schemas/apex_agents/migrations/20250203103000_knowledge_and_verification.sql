-- migrate:up
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

-- migrate:down
DROP TABLE provenance_trail;
DROP TABLE verifications;
DROP TABLE data_connectors;
DROP TABLE knowledge_base;
