-- migrate:up
ALTER TABLE abilities ADD CONSTRAINT abilities_embedding_check
  CHECK (jsonb_array_length(embedding) = 3072);

CREATE UNIQUE INDEX idx_abilities_vector_id ON abilities (vector_id);
CREATE INDEX idx_abilities_ability_name ON abilities (ability_name);

-- migrate:down
DROP INDEX idx_abilities_ability_name;
DROP INDEX idx_abilities_vector_id;

ALTER TABLE abilities DROP CONSTRAINT abilities_embedding_check;
