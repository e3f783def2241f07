-- migrate:up
ALTER TABLE abilities
  ADD COLUMN metadata jsonb,
  ADD COLUMN created_at timestamp NOT NULL DEFAULT now(),
  ADD COLUMN updated_at timestamp NOT NULL DEFAULT now();

CREATE INDEX idx_abilities_created_at ON abilities (created_at);

-- migrate:down
ALTER TABLE abilities
  DROP COLUMN updated_at,
  DROP COLUMN created_at,
  DROP COLUMN metadata;
