-- plumb.snapshot 1 20250605120000 44dbeff386c318dfec7672dbfecddc11: the whole schema behind the last migration, written by plumb

CREATE TABLE "organizations" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "name" character varying(255) NOT NULL,
  "slug" character varying(100) NOT NULL CONSTRAINT "organizations_slug_key" UNIQUE,
  "tier" character varying(20) NOT NULL DEFAULT 'starter',
  "status" character varying(20) NOT NULL DEFAULT 'active',
  "settings" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  "billing_email" character varying(320),
  "monthly_budget" numeric(10,4),
  CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "users" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid CONSTRAINT "users_organization_id_fkey" REFERENCES "organizations" ("id"),
  "email" character varying(320) NOT NULL,
  "password_hash" text,
  "name" character varying(255),
  "avatar_url" text,
  "role" character varying(20) NOT NULL DEFAULT 'user',
  "tier" character varying(20) NOT NULL DEFAULT 'trial',
  "status" character varying(20) NOT NULL DEFAULT 'active',
  "email_verified" boolean NOT NULL DEFAULT false,
  "settings" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "last_login_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  "reset_token" character varying(255),
  "reset_token_expires_at" timestamp without time zone,
  "api_key" character varying(64) CONSTRAINT "users_api_key_key" UNIQUE,
  "api_key_created_at" timestamp without time zone,
  "subscription_status" character varying(20) NOT NULL DEFAULT 'trial',
  "subscription_started_at" timestamp without time zone,
  "subscription_ends_at" timestamp without time zone,
  "billing_customer_id" character varying(100),
  CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "users_email_key" UNIQUE ("email")
);
COMMENT ON COLUMN "users"."api_key" IS 'Hash of the key, never the key itself';
CREATE INDEX "users_organization_idx" ON "users" ("organization_id");
CREATE INDEX "users_reset_token_idx" ON "users" ("reset_token");
CREATE INDEX "users_subscription_idx" ON "users" ("subscription_status", "subscription_ends_at");

CREATE TABLE "agents" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid CONSTRAINT "agents_organization_id_fkey" REFERENCES "organizations" ("id"),
  "name" character varying(255) NOT NULL,
  "description" text,
  "type" character varying(50) NOT NULL,
  "status" character varying(20) NOT NULL DEFAULT 'active',
  "config" jsonb NOT NULL,
  "capabilities" jsonb NOT NULL DEFAULT '[]'::jsonb,
  "system_prompt" text,
  "is_template" boolean NOT NULL DEFAULT false,
  "execution_count" integer NOT NULL DEFAULT 0,
  "success_rate" numeric(5,2),
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "agents_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "agents_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "agents_organization_idx" ON "agents" ("organization_id");
CREATE INDEX "agents_status_idx" ON "agents" ("status");
CREATE INDEX "agents_type_idx" ON "agents" ("type");
CREATE INDEX "agents_user_idx" ON "agents" ("user_id");

CREATE TABLE "agent_tools" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "agent_id" uuid NOT NULL CONSTRAINT "agent_tools_agent_id_fkey" REFERENCES "agents" ("id") ON DELETE CASCADE,
  "name" character varying(100) NOT NULL,
  "type" character varying(50) NOT NULL,
  "description" text,
  "config" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "enabled" boolean NOT NULL DEFAULT true,
  "usage_count" integer NOT NULL DEFAULT 0,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "agent_tools_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "agent_tools_agent_id_name_key" UNIQUE ("agent_id", "name")
);
CREATE INDEX "agent_tools_type_idx" ON "agent_tools" ("type");

CREATE TABLE "analytics_events" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid,
  "organization_id" uuid CONSTRAINT "analytics_events_organization_id_fkey" REFERENCES "organizations" ("id"),
  "event_type" character varying(100) NOT NULL,
  "session_id" character varying(100),
  "properties" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "analytics_events_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "analytics_events_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "analytics_events_type_idx" ON "analytics_events" ("event_type", "created_at");
CREATE INDEX "analytics_events_user_idx" ON "analytics_events" ("user_id", "created_at");

CREATE TABLE "data_connectors" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid CONSTRAINT "data_connectors_organization_id_fkey" REFERENCES "organizations" ("id"),
  "name" character varying(255) NOT NULL,
  "type" character varying(50) NOT NULL,
  "status" character varying(20) NOT NULL DEFAULT 'active',
  "config" jsonb NOT NULL,
  "credentials" text,
  "sync_interval_minutes" integer NOT NULL DEFAULT 60,
  "last_sync_at" timestamp without time zone,
  "last_error" text,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "data_connectors_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "data_connectors_sync_interval_check" CHECK (sync_interval_minutes > 0),
  CONSTRAINT "data_connectors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "data_connectors"."credentials" IS 'Encrypted by the application';
CREATE INDEX "data_connectors_status_idx" ON "data_connectors" ("status", "last_sync_at");
CREATE INDEX "data_connectors_type_idx" ON "data_connectors" ("type");
CREATE INDEX "data_connectors_user_idx" ON "data_connectors" ("user_id");

CREATE TABLE "workflows" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid CONSTRAINT "workflows_organization_id_fkey" REFERENCES "organizations" ("id"),
  "name" character varying(255) NOT NULL,
  "description" text,
  "status" character varying(20) NOT NULL DEFAULT 'draft',
  "trigger_config" jsonb,
  "steps" jsonb NOT NULL,
  "settings" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "version" integer NOT NULL DEFAULT 1,
  "is_template" boolean NOT NULL DEFAULT false,
  "execution_count" integer NOT NULL DEFAULT 0,
  "success_rate" numeric(5,2),
  "last_run_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "workflows_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "workflows_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "workflows_organization_idx" ON "workflows" ("organization_id");
CREATE INDEX "workflows_status_idx" ON "workflows" ("status");
CREATE INDEX "workflows_user_idx" ON "workflows" ("user_id");

CREATE TABLE "executions" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid,
  "workflow_id" uuid,
  "agent_id" uuid CONSTRAINT "executions_agent_id_fkey" REFERENCES "agents" ("id"),
  "status" character varying(20) NOT NULL DEFAULT 'pending',
  "inputs" jsonb,
  "outputs" jsonb,
  "metrics" jsonb,
  "error_message" text,
  "tokens_used" integer NOT NULL DEFAULT 0,
  "cost" numeric(10,4) NOT NULL DEFAULT 0,
  "duration_ms" integer,
  "started_at" timestamp without time zone NOT NULL DEFAULT now(),
  "completed_at" timestamp without time zone,
  CONSTRAINT "executions_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "executions_subject_check" CHECK (workflow_id IS NOT NULL OR agent_id IS NOT NULL),
  CONSTRAINT "executions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id"),
  CONSTRAINT "executions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE,
  CONSTRAINT "executions_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflows" ("id") ON DELETE CASCADE
);
CREATE INDEX "executions_agent_idx" ON "executions" ("agent_id");
CREATE INDEX "executions_started_at_idx" ON "executions" ("started_at");
CREATE INDEX "executions_status_idx" ON "executions" ("status", "started_at");
CREATE INDEX "executions_user_idx" ON "executions" ("user_id");
CREATE INDEX "executions_workflow_idx" ON "executions" ("workflow_id");

CREATE TABLE "execution_steps" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "execution_id" uuid NOT NULL,
  "agent_id" uuid CONSTRAINT "execution_steps_agent_id_fkey" REFERENCES "agents" ("id"),
  "step_number" integer NOT NULL,
  "step_name" character varying(255) NOT NULL,
  "step_type" character varying(50) NOT NULL,
  "status" character varying(20) NOT NULL DEFAULT 'pending',
  "inputs" jsonb,
  "outputs" jsonb,
  "error_message" text,
  "tokens_used" integer NOT NULL DEFAULT 0,
  "cost" numeric(10,4) NOT NULL DEFAULT 0,
  "started_at" timestamp without time zone,
  "completed_at" timestamp without time zone,
  CONSTRAINT "execution_steps_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "execution_steps_execution_id_step_number_key" UNIQUE ("execution_id", "step_number"),
  CONSTRAINT "execution_steps_execution_id_fkey" FOREIGN KEY ("execution_id") REFERENCES "executions" ("id") ON DELETE CASCADE
);
CREATE INDEX "execution_steps_status_idx" ON "execution_steps" ("status");

CREATE TABLE "knowledge_base" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid CONSTRAINT "knowledge_base_organization_id_fkey" REFERENCES "organizations" ("id"),
  "title" character varying(500) NOT NULL,
  "content" text NOT NULL,
  "source_type" character varying(50) NOT NULL,
  "source_id" character varying(255),
  "source_url" text,
  "embedding_id" character varying(255),
  "tags" jsonb NOT NULL DEFAULT '[]'::jsonb,
  "metadata" jsonb,
  "status" character varying(20) NOT NULL DEFAULT 'active',
  "access_count" integer NOT NULL DEFAULT 0,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "knowledge_base_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "knowledge_base_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "knowledge_base"."embedding_id" IS 'Key of the vector in the vector store';
CREATE INDEX "knowledge_base_embedding_idx" ON "knowledge_base" ("embedding_id");
CREATE INDEX "knowledge_base_organization_idx" ON "knowledge_base" ("organization_id");
CREATE INDEX "knowledge_base_source_idx" ON "knowledge_base" ("source_type", "source_id");
CREATE INDEX "knowledge_base_user_idx" ON "knowledge_base" ("user_id");

CREATE TABLE "verifications" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid,
  "execution_id" uuid CONSTRAINT "verifications_execution_id_fkey" REFERENCES "executions" ("id") ON DELETE CASCADE,
  "claim" text NOT NULL,
  "source_type" character varying(50) NOT NULL,
  "source_id" character varying(255),
  "status" character varying(20) NOT NULL DEFAULT 'pending',
  "verdict" character varying(20),
  "confidence" numeric(3,2),
  "evidence" jsonb NOT NULL DEFAULT '[]'::jsonb,
  "reviewed_by" uuid,
  "reviewed_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "verifications_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "verifications_confidence_check" CHECK (confidence >= 0 AND confidence <= 1),
  CONSTRAINT "verifications_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id"),
  CONSTRAINT "verifications_reviewed_by_fkey" FOREIGN KEY ("reviewed_by") REFERENCES "users" ("id"),
  CONSTRAINT "verifications_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON COLUMN "verifications"."reviewed_by" IS 'The person who confirmed or overruled the verdict';
CREATE INDEX "verifications_execution_idx" ON "verifications" ("execution_id");
CREATE INDEX "verifications_source_idx" ON "verifications" ("source_type", "source_id");
CREATE INDEX "verifications_status_idx" ON "verifications" ("status");
CREATE INDEX "verifications_user_idx" ON "verifications" ("user_id");

CREATE TABLE "provenance_trail" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "verification_id" uuid NOT NULL CONSTRAINT "provenance_trail_verification_id_fkey" REFERENCES "verifications" ("id") ON DELETE CASCADE,
  "source_type" character varying(50) NOT NULL,
  "source_id" character varying(255),
  "source_url" text,
  "excerpt" text,
  "content_hash" character(64),
  "confidence" numeric(3,2) NOT NULL DEFAULT 0.50,
  "retrieved_at" timestamp without time zone NOT NULL DEFAULT now(),
  "metadata" jsonb,
  CONSTRAINT "provenance_trail_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "provenance_trail_confidence_check" CHECK (confidence >= 0 AND confidence <= 1)
);
CREATE INDEX "provenance_trail_source_idx" ON "provenance_trail" ("source_type", "source_id");
CREATE INDEX "provenance_trail_verification_idx" ON "provenance_trail" ("verification_id");

CREATE TABLE "subscription_events" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid CONSTRAINT "subscription_events_organization_id_fkey" REFERENCES "organizations" ("id"),
  "event_type" character varying(50) NOT NULL,
  "from_tier" character varying(20),
  "to_tier" character varying(20),
  "amount" numeric(10,4) NOT NULL DEFAULT 0,
  "currency" character(3) NOT NULL DEFAULT 'USD',
  "metadata" jsonb,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "subscription_events_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "subscription_events_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "subscription_events_type_idx" ON "subscription_events" ("event_type");
CREATE INDEX "subscription_events_user_idx" ON "subscription_events" ("user_id", "created_at");

CREATE TABLE "swarms" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid CONSTRAINT "swarms_organization_id_fkey" REFERENCES "organizations" ("id"),
  "name" character varying(255) NOT NULL,
  "description" text,
  "strategy" character varying(50) NOT NULL DEFAULT 'sequential',
  "status" character varying(20) NOT NULL DEFAULT 'draft',
  "config" jsonb NOT NULL DEFAULT '{}'::jsonb,
  "max_agents" integer NOT NULL DEFAULT 5,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  "updated_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "swarms_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "swarms_max_agents_check" CHECK (max_agents > 0),
  CONSTRAINT "swarms_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "swarms_status_idx" ON "swarms" ("status");
CREATE INDEX "swarms_user_idx" ON "swarms" ("user_id");

CREATE TABLE "swarm_messages" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "swarm_id" uuid NOT NULL,
  "execution_id" uuid CONSTRAINT "swarm_messages_execution_id_fkey" REFERENCES "executions" ("id") ON DELETE CASCADE,
  "from_agent_id" uuid NOT NULL CONSTRAINT "swarm_messages_from_agent_id_fkey" REFERENCES "agents" ("id"),
  "to_agent_id" uuid,
  "message_type" character varying(50) NOT NULL,
  "content" jsonb NOT NULL,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "swarm_messages_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "swarm_messages_swarm_id_fkey" FOREIGN KEY ("swarm_id") REFERENCES "swarms" ("id") ON DELETE CASCADE,
  CONSTRAINT "swarm_messages_to_agent_id_fkey" FOREIGN KEY ("to_agent_id") REFERENCES "agents" ("id")
);
COMMENT ON COLUMN "swarm_messages"."to_agent_id" IS 'NULL for a message to the whole swarm';
CREATE INDEX "swarm_messages_from_agent_idx" ON "swarm_messages" ("from_agent_id");
CREATE INDEX "swarm_messages_swarm_idx" ON "swarm_messages" ("swarm_id", "created_at");
CREATE INDEX "swarm_messages_to_agent_idx" ON "swarm_messages" ("to_agent_id");

CREATE TABLE "team_invitations" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "organization_id" uuid NOT NULL,
  "invited_by" uuid NOT NULL CONSTRAINT "team_invitations_invited_by_fkey" REFERENCES "users" ("id") ON DELETE CASCADE,
  "email" character varying(320) NOT NULL,
  "role" character varying(20) NOT NULL DEFAULT 'user',
  "status" character varying(20) NOT NULL DEFAULT 'pending',
  "token" character varying(64) NOT NULL,
  "expires_at" timestamp without time zone NOT NULL,
  "accepted_at" timestamp without time zone,
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "team_invitations_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "team_invitations_organization_id_email_key" UNIQUE ("organization_id", "email"),
  CONSTRAINT "team_invitations_token_key" UNIQUE ("token"),
  CONSTRAINT "team_invitations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE CASCADE
);
CREATE INDEX "team_invitations_status_idx" ON "team_invitations" ("status");

CREATE TABLE "usage_metrics" (
  "id" uuid NOT NULL DEFAULT gen_random_uuid(),
  "user_id" uuid NOT NULL,
  "organization_id" uuid CONSTRAINT "usage_metrics_organization_id_fkey" REFERENCES "organizations" ("id"),
  "resource_type" character varying(50) NOT NULL,
  "period_start" date NOT NULL,
  "quantity" bigint NOT NULL DEFAULT 0,
  "cost" numeric(10,4) NOT NULL DEFAULT 0,
  "success_rate" numeric(5,2),
  "created_at" timestamp without time zone NOT NULL DEFAULT now(),
  CONSTRAINT "usage_metrics_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "usage_metrics_user_id_resource_type_period_start_key" UNIQUE ("user_id", "resource_type", "period_start"),
  CONSTRAINT "usage_metrics_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "usage_metrics_organization_idx" ON "usage_metrics" ("organization_id", "period_start");
