-- migrate:up
ALTER TABLE abilities
  ADD COLUMN dynamic_header_keys jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN dynamic_headers_required boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN abilities.dynamic_header_keys IS 'Names of the request headers that change from call to call';

-- migrate:down
ALTER TABLE abilities
  DROP COLUMN dynamic_headers_required,
  DROP COLUMN dynamic_header_keys;
