-- migrate:up
CREATE TABLE articles (
  id text PRIMARY KEY,
  title text NOT NULL,
  content text NOT NULL,
  "authorId" text NOT NULL REFERENCES users (id) ON UPDATE CASCADE ON DELETE RESTRICT,
  "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updatedAt" timestamp(3) NOT NULL
);

CREATE INDEX "articles_authorId_idx" ON articles ("authorId");

ALTER TABLE annotations ADD COLUMN "entityTypes" jsonb NOT NULL DEFAULT '[]';
CREATE INDEX "annotations_entityTypes_idx" ON annotations USING gin ("entityTypes");

ALTER TABLE users ADD COLUMN "termsAcceptedAt" timestamp(3);

-- migrate:down
ALTER TABLE users DROP COLUMN "termsAcceptedAt";

DROP INDEX "annotations_entityTypes_idx";
ALTER TABLE annotations DROP COLUMN "entityTypes";

DROP TABLE articles;
