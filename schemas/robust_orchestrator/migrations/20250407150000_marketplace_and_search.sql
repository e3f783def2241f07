-- migrate:up
CREATE TYPE listing_status AS ENUM ('pending', 'published', 'rejected', 'withdrawn');

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

ALTER TABLE workflows ADD COLUMN published_version_id uuid
  REFERENCES workflow_versions (id) ON DELETE SET NULL;

COMMENT ON COLUMN workflows.published_version_id IS 'The version that new executions run; NULL until the first is published';

CREATE INDEX workflows_search_idx ON workflows
  USING gin (to_tsvector('english', name || ' ' || coalesce(description, '')));
CREATE INDEX executions_unfinished_idx ON executions (organization_id, created_at)
  WHERE status IN ('queued', 'running');

-- migrate:down
DROP INDEX executions_unfinished_idx;
DROP INDEX workflows_search_idx;

ALTER TABLE workflows DROP COLUMN published_version_id;

DROP TABLE marketplace_items;
DROP TYPE listing_status;
