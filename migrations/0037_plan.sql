-- Work plans: what a step says beyond its name, drafts that two may edit, and when items and tasks are due

-- edits: counts the changes of a draft, so that who edits a former state of it is told
ALTER TABLE plan_version ADD COLUMN edits BIGINT NOT NULL DEFAULT 1;
ALTER TABLE plan_version ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;

-- supports: support tasks may be added; strict: no reason lets it close too early; needs: what the course must
-- have before it opens
ALTER TABLE plan_step ADD COLUMN purpose_fr TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_step ADD COLUMN purpose_en TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_step ADD COLUMN supports SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE plan_step ADD COLUMN strict SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE plan_step ADD COLUMN needs TEXT NOT NULL DEFAULT '';
CREATE INDEX plan_edge_from ON plan_edge (from_id);

-- due_known: 0 nothing known, 1 proposed by the rule, 2 confirmed by somebody
ALTER TABLE item ADD COLUMN due_at BIGINT NOT NULL DEFAULT 253402300799999;
ALTER TABLE item ADD COLUMN due_known SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN due_by BIGINT;
CREATE INDEX item_plan ON item (plan_version_id) WHERE done_at IS NULL;

-- was: the phase before the item was cancelled, for when it is revived; decision: of an agreement, 'yes' or 'no'
ALTER TABLE service_task ADD COLUMN due_at BIGINT NOT NULL DEFAULT 253402300799999;
ALTER TABLE service_task ADD COLUMN due_known SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE service_task ADD COLUMN due_by BIGINT;
ALTER TABLE service_task ADD COLUMN was SMALLINT;
ALTER TABLE service_task ADD COLUMN decision TEXT NOT NULL DEFAULT '';
ALTER TABLE service_task ADD COLUMN decided_by BIGINT;

-- A point that a plan brings, in the second language; '' when an agent typed it
ALTER TABLE check_box ADD COLUMN label_en TEXT NOT NULL DEFAULT '';
