-- plumb.snapshot 1 20250905083000 4310b7095d39975dd8d0dc587154f7d3: the whole schema behind the last migration, written by plumb

CREATE TABLE "abilities" (
  "ability_id" text NOT NULL,
  "vector_id" integer NOT NULL,
  "ability_name" text NOT NULL,
  "service_name" text NOT NULL,
  "description" text NOT NULL,
  "embedding" jsonb NOT NULL,
  "dynamic_header_keys" jsonb NOT NULL DEFAULT '[]',
  "dynamic_headers_required" boolean NOT NULL DEFAULT false,
  "metadata" jsonb,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "abilities_pkey" PRIMARY KEY ("ability_id"),
  CONSTRAINT "abilities_embedding_check" CHECK (jsonb_array_length(embedding) = 3072)
);
COMMENT ON TABLE "abilities" IS 'Backup of the vector store, and what relational queries read';
COMMENT ON COLUMN "abilities"."embedding" IS 'Array of 3072 numbers';
COMMENT ON COLUMN "abilities"."dynamic_header_keys" IS 'Names of the request headers that change from call to call';
CREATE INDEX "idx_abilities_ability_name" ON "abilities" ("ability_name");
CREATE INDEX "idx_abilities_created_at" ON "abilities" ("created_at");
CREATE INDEX "idx_abilities_service_name" ON "abilities" ("service_name");
CREATE UNIQUE INDEX "idx_abilities_vector_id" ON "abilities" ("vector_id");
