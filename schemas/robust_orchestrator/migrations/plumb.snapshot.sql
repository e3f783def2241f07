-- plumb.snapshot 1 20250530113000 0d3cc117c71786e7692236b8ab93626c: the whole schema behind the last migration, written by plumb

CREATE TYPE "audit_action" AS ENUM ('create', 'update', 'delete', 'login', 'logout', 'execute', 'export');

CREATE TYPE "execution_status" AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'timed_out');

CREATE TYPE "execution_trigger" AS ENUM ('manual', 'schedule', 'webhook', 'api');

CREATE TYPE "listing_status" AS ENUM ('pending', 'published', 'rejected', 'withdrawn');

CREATE TYPE "user_status" AS ENUM ('invited', 'active', 'suspended');

CREATE TYPE "workflow_engine" AS ENUM ('graph', 'agent', 'script', 'container');

CREATE TYPE "workflow_status" AS ENUM ('draft', 'active', 'archived');

SET check_function_bodies = false;

CREATE FUNCTION "set_updated_at" () RETURNS trigger LANGUAGE "plpgsql"
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;
COMMENT ON FUNCTION "set_updated_at" () IS 'Keeps updated_at true whoever writes the row';

CREATE TABLE "organizations" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "name" character varying(200) NOT NULL,
  "slug" character varying(63) NOT NULL CONSTRAINT "organizations_slug_key" UNIQUE,
  "plan" character varying(20) NOT NULL DEFAULT 'free',
  "max_concurrent_executions" integer NOT NULL DEFAULT 5 CONSTRAINT "organizations_max_concurrent_executions_check" CHECK (max_concurrent_executions > 0),
  "settings" jsonb NOT NULL DEFAULT '{}',
  "is_active" boolean NOT NULL DEFAULT true,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);
COMMENT ON TABLE "organizations" IS 'The tenant: deleting one deletes all that belongs to it';

CREATE TABLE "users" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid NOT NULL CONSTRAINT "users_organization_id_fkey" REFERENCES "organizations" ("id") ON DELETE CASCADE,
  "email" character varying(320) NOT NULL,
  "display_name" character varying(200) NOT NULL DEFAULT '',
  "avatar_url" text,
  "password_hash" text,
  "status" "user_status" NOT NULL DEFAULT 'invited',
  "email_verified" boolean NOT NULL DEFAULT false,
  "preferences" jsonb NOT NULL DEFAULT '{}',
  "last_login_at" timestamp with time zone,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  "deleted_at" timestamp with time zone,
  CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
COMMENT ON COLUMN "users"."password_hash" IS 'NULL for those who sign in through an identity provider';
COMMENT ON COLUMN "users"."deleted_at" IS 'Set on request for erasure; the address is free again from then on';
CREATE UNIQUE INDEX "users_email_idx" ON "users" ((lower(email))) WHERE (deleted_at IS NULL);
CREATE INDEX "users_organization_idx" ON "users" ("organization_id", "status");

CREATE TABLE "audit_logs" (
  "id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  "organization_id" uuid NOT NULL,
  "actor_id" uuid CONSTRAINT "audit_logs_actor_id_fkey" REFERENCES "users" ("id") ON DELETE SET NULL,
  "action" "audit_action" NOT NULL,
  "entity_type" character varying(50) NOT NULL,
  "entity_id" uuid,
  "changes" jsonb,
  "ip_address" character varying(45),
  "user_agent" text,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "audit_logs_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "audit_logs_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "audit_logs" IS 'Append only';
COMMENT ON COLUMN "audit_logs"."actor_id" IS 'NULL for the system itself, and after an account was erased';
CREATE INDEX "audit_logs_entity_idx" ON "audit_logs" ("entity_type", "entity_id");
CREATE INDEX "audit_logs_organization_idx" ON "audit_logs" ("organization_id", "created_at" DESC);

CREATE TABLE "workflow_versions" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "workflow_id" uuid NOT NULL,
  "version" integer NOT NULL CONSTRAINT "workflow_versions_version_check" CHECK (version > 0),
  "definition" jsonb NOT NULL,
  "checksum" character(64) NOT NULL,
  "changelog" text,
  "created_by" uuid CONSTRAINT "workflow_versions_created_by_fkey" REFERENCES "users" ("id") ON DELETE SET NULL,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "workflow_versions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "workflow_versions_workflow_id_version_key" UNIQUE ("workflow_id", "version")
);
COMMENT ON TABLE "workflow_versions" IS 'Written once, never updated';

CREATE TABLE "workflows" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid NOT NULL,
  "created_by" uuid CONSTRAINT "workflows_created_by_fkey" REFERENCES "users" ("id") ON DELETE SET NULL,
  "name" character varying(200) NOT NULL,
  "description" text,
  "engine_type" "workflow_engine" NOT NULL DEFAULT 'graph',
  "status" "workflow_status" NOT NULL DEFAULT 'draft',
  "tags" jsonb NOT NULL DEFAULT '[]',
  "settings" jsonb NOT NULL DEFAULT '{}',
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  "published_version_id" uuid,
  CONSTRAINT "workflows_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "workflows_organization_id_name_key" UNIQUE ("organization_id", "name"),
  CONSTRAINT "workflows_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE CASCADE,
  CONSTRAINT "workflows_published_version_id_fkey" FOREIGN KEY ("published_version_id") REFERENCES "workflow_versions" ("id") ON DELETE SET NULL
);
COMMENT ON COLUMN "workflows"."published_version_id" IS 'The version that new executions run; NULL until the first is published';
CREATE INDEX "workflows_engine_type_idx" ON "workflows" ("engine_type", "status");
CREATE INDEX "workflows_search_idx" ON "workflows" USING "gin" ((to_tsvector('english', name || ' ' || coalesce(description, ''))));

CREATE TABLE "executions" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid NOT NULL CONSTRAINT "executions_organization_id_fkey" REFERENCES "organizations" ("id") ON DELETE CASCADE,
  "workflow_id" uuid NOT NULL,
  "workflow_version_id" uuid,
  "started_by" uuid CONSTRAINT "executions_started_by_fkey" REFERENCES "users" ("id") ON DELETE SET NULL,
  "triggered_by" "execution_trigger" NOT NULL DEFAULT 'manual',
  "status" "execution_status" NOT NULL DEFAULT 'queued',
  "input" jsonb NOT NULL DEFAULT '{}',
  "output" jsonb,
  "error_message" text,
  "cost" numeric(12,6) NOT NULL DEFAULT 0,
  "duration_ms" bigint,
  "started_at" timestamp with time zone,
  "finished_at" timestamp with time zone,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "executions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "executions_times_check" CHECK (finished_at >= started_at),
  CONSTRAINT "executions_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows" ("id") ON DELETE CASCADE,
  CONSTRAINT "executions_workflow_version_id_fkey" FOREIGN KEY ("workflow_version_id") REFERENCES "workflow_versions" ("id") ON DELETE SET NULL
);
CREATE INDEX "executions_status_idx" ON "executions" ("status", "created_at" DESC);
CREATE INDEX "executions_unfinished_idx" ON "executions" ("organization_id", "created_at") WHERE (status IN ('queued', 'running'));
CREATE INDEX "executions_workflow_idx" ON "executions" ("workflow_id", "created_at" DESC);

CREATE TABLE "marketplace_items" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid NOT NULL CONSTRAINT "marketplace_items_organization_id_fkey" REFERENCES "organizations" ("id") ON DELETE CASCADE,
  "workflow_version_id" uuid NOT NULL,
  "published_by" uuid CONSTRAINT "marketplace_items_published_by_fkey" REFERENCES "users" ("id") ON DELETE SET NULL,
  "title" character varying(200) NOT NULL,
  "summary" character varying(500) NOT NULL DEFAULT '',
  "description" text,
  "category" character varying(50) NOT NULL DEFAULT 'general',
  "price" numeric(10,2) NOT NULL DEFAULT 0 CONSTRAINT "marketplace_items_price_check" CHECK (price >= 0),
  "currency" character(3) NOT NULL DEFAULT 'USD',
  "rating" numeric(3,2) CONSTRAINT "marketplace_items_rating_check" CHECK (rating BETWEEN 0 AND 5),
  "download_count" integer NOT NULL DEFAULT 0,
  "status" "listing_status" NOT NULL DEFAULT 'pending',
  "published_at" timestamp with time zone,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "marketplace_items_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "marketplace_items_workflow_version_id_fkey" FOREIGN KEY ("workflow_version_id") REFERENCES "workflow_versions" ("id") ON DELETE CASCADE
);
CREATE INDEX "marketplace_items_category_idx" ON "marketplace_items" ("category", "rating" DESC NULLS LAST) WHERE (status = 'published');
CREATE INDEX "marketplace_items_search_idx" ON "marketplace_items" USING "gin" ((to_tsvector('english', title || ' ' || summary || ' ' || coalesce(description, ''))));

CREATE TABLE "retention_policies" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid NOT NULL CONSTRAINT "retention_policies_organization_id_fkey" REFERENCES "organizations" ("id") ON DELETE CASCADE,
  "entity_type" character varying(50) NOT NULL,
  "keep_days" integer NOT NULL CONSTRAINT "retention_policies_keep_days_check" CHECK (keep_days > 0),
  "enabled" boolean NOT NULL DEFAULT true,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "retention_policies_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "retention_policies_organization_id_entity_type_key" UNIQUE ("organization_id", "entity_type")
);

CREATE TABLE "roles" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid CONSTRAINT "roles_organization_id_fkey" REFERENCES "organizations" ("id") ON DELETE CASCADE,
  "name" character varying(50) NOT NULL,
  "description" text,
  "permissions" jsonb NOT NULL DEFAULT '[]',
  "is_system" boolean NOT NULL DEFAULT false,
  "created_at" timestamp with time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "roles_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "roles_organization_id_name_key" UNIQUE ("organization_id", "name")
);
COMMENT ON COLUMN "roles"."organization_id" IS 'NULL for the roles that every organization has';

CREATE TABLE "user_roles" (
  "user_id" uuid NOT NULL,
  "role_id" uuid NOT NULL,
  "granted_by" uuid CONSTRAINT "user_roles_granted_by_fkey" REFERENCES "users" ("id") ON DELETE SET NULL,
  "granted_at" timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT "user_roles_pkey" PRIMARY KEY ("user_id", "role_id"),
  CONSTRAINT "user_roles_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles" ("id") ON DELETE CASCADE,
  CONSTRAINT "user_roles_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "user_roles_role_idx" ON "user_roles" ("role_id");

ALTER TABLE "workflow_versions" ADD CONSTRAINT "workflow_versions_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows" ("id") ON DELETE CASCADE;

CREATE TRIGGER "executions_set_updated_at" BEFORE UPDATE ON "executions" FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER "marketplace_items_set_updated_at" BEFORE UPDATE ON "marketplace_items" FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER "organizations_set_updated_at" BEFORE UPDATE ON "organizations" FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER "retention_policies_set_updated_at" BEFORE UPDATE ON "retention_policies" FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER "roles_set_updated_at" BEFORE UPDATE ON "roles" FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER "users_set_updated_at" BEFORE UPDATE ON "users" FOR EACH ROW EXECUTE FUNCTION set_updated_at();

CREATE TRIGGER "workflows_set_updated_at" BEFORE UPDATE ON "workflows" FOR EACH ROW EXECUTE FUNCTION set_updated_at();
