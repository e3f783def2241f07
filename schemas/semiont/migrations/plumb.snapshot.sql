-- plumb.snapshot 1 20250616100000 30d6c1cdf8d7ca544d1f23f450dd737d: the whole schema behind the last migration, written by plumb

CREATE TABLE "annotations" (
  "id" text NOT NULL,
  "resourceId" text NOT NULL,
  "creatorId" text NOT NULL,
  "motivation" text NOT NULL,
  "target" jsonb NOT NULL,
  "body" jsonb NOT NULL DEFAULT '[]',
  "eventSequence" bigint NOT NULL,
  "createdAt" timestamp(3) without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) without time zone NOT NULL,
  "entityTypes" jsonb NOT NULL DEFAULT '[]',
  CONSTRAINT "annotations_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "annotations_eventSequence_check" CHECK ("eventSequence" >= 0)
);
COMMENT ON TABLE "annotations" IS 'Projection of the event log: may be emptied and rebuilt at any time';
COMMENT ON COLUMN "annotations"."eventSequence" IS 'Last event that is contained in this row';
CREATE INDEX "annotations_creatorId_idx" ON "annotations" ("creatorId");
CREATE INDEX "annotations_entityTypes_idx" ON "annotations" USING "gin" ("entityTypes");
CREATE INDEX "annotations_motivation_idx" ON "annotations" ("motivation");
CREATE INDEX "annotations_resourceId_idx" ON "annotations" ("resourceId", "createdAt");

CREATE TABLE "users" (
  "id" text NOT NULL,
  "email" text NOT NULL CONSTRAINT "users_email_key" UNIQUE,
  "name" text,
  "image" text,
  "domain" text NOT NULL,
  "provider" text NOT NULL DEFAULT 'google',
  "createdAt" timestamp(3) without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) without time zone NOT NULL,
  "providerId" text NOT NULL,
  "isAdmin" boolean NOT NULL DEFAULT false,
  "isActive" boolean NOT NULL DEFAULT true,
  "lastLogin" timestamp(3) without time zone,
  "termsAcceptedAt" timestamp(3) without time zone,
  CONSTRAINT "users_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "users_provider_providerId_key" UNIQUE ("provider", "providerId")
);
COMMENT ON COLUMN "users"."providerId" IS 'The subject under which the identity provider knows the person';
CREATE INDEX "users_domain_idx" ON "users" ("domain");

CREATE TABLE "articles" (
  "id" text NOT NULL,
  "title" text NOT NULL,
  "content" text NOT NULL,
  "authorId" text NOT NULL CONSTRAINT "articles_authorId_fkey" REFERENCES "users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "createdAt" timestamp(3) without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) without time zone NOT NULL,
  CONSTRAINT "articles_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "articles_authorId_idx" ON "articles" ("authorId");
