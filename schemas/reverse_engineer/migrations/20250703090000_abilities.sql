-- migrate:up
CREATE TABLE abilities (
  ability_id text PRIMARY KEY,
  vector_id integer NOT NULL,
  ability_name text NOT NULL,
  service_name text NOT NULL,
  description text NOT NULL,
  embedding jsonb NOT NULL
);

CREATE INDEX idx_abilities_service_name ON abilities (service_name);

COMMENT ON TABLE abilities IS 'Backup of the vector store, and what relational queries read';
COMMENT ON COLUMN abilities.embedding IS 'Array of 3072 numbers';

-- migrate:down
DROP TABLE abilities;
