-- Semiont: people, and the current state of their annotations. PostgreSQL 15.
-- Keys are made by the application, and so is "updatedAt": neither has a default.

CREATE TABLE users (
  id text PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text,
  image text,
  domain text NOT NULL,
  provider text NOT NULL DEFAULT 'google',
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL,
  "providerId" text NOT NULL,
  "isAdmin" boolean NOT NULL DEFAULT false,
  "isActive" boolean NOT NULL DEFAULT true,
  "lastLogin" timestamp(3),
  "termsAcceptedAt" timestamp(3),
  UNIQUE (provider, "providerId")
);

CREATE INDEX users_domain_idx ON users (domain);

COMMENT ON COLUMN users."providerId" IS 'The subject under which the identity provider knows the person';

CREATE TABLE annotations (
  id text PRIMARY KEY,
  "resourceId" text NOT NULL,
  "creatorId" text NOT NULL,
  motivation text NOT NULL,
  target jsonb NOT NULL,
  body jsonb NOT NULL DEFAULT '[]',
  "eventSequence" bigint NOT NULL,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL,
  "entityTypes" jsonb NOT NULL DEFAULT '[]',
  CONSTRAINT "annotations_eventSequence_check" CHECK ("eventSequence" >= 0)
);

CREATE INDEX "annotations_resourceId_idx" ON annotations ("resourceId", "createdAt");
CREATE INDEX "annotations_creatorId_idx" ON annotations ("creatorId");
CREATE INDEX annotations_motivation_idx ON annotations (motivation);
CREATE INDEX "annotations_entityTypes_idx" ON annotations USING gin ("entityTypes");

-- No foreign key to users: a rebuild replays events in their own order, also those of people who have left.
COMMENT ON TABLE annotations IS 'Projection of the event log: may be emptied and rebuilt at any time';
COMMENT ON COLUMN annotations."eventSequence" IS 'Last event that is contained in this row';

CREATE TABLE articles (
  id text PRIMARY KEY,
  title text NOT NULL,
  content text NOT NULL,
  "authorId" text NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL
);

CREATE INDEX "articles_authorId_idx" ON articles ("authorId");
