-- migrate:up
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
  CONSTRAINT "annotations_eventSequence_check" CHECK ("eventSequence" >= 0)
);

CREATE INDEX "annotations_resourceId_idx" ON annotations ("resourceId", "createdAt");
CREATE INDEX "annotations_creatorId_idx" ON annotations ("creatorId");
CREATE INDEX annotations_motivation_idx ON annotations (motivation);

COMMENT ON TABLE annotations IS 'Projection of the event log: may be emptied and rebuilt at any time';
COMMENT ON COLUMN annotations."eventSequence" IS 'Last event that is contained in this row';

-- migrate:down
DROP TABLE annotations;
