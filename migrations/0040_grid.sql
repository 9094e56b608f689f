-- course grids: imports that wait between their steps, lines that remember what they said

-- state: 10 waiting, 15 being applied, 20 applied, 30 undone; body: the rows of the file, columns: which is what;
-- name_fold: whose lines can be withdrawn by it
ALTER TABLE grid ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE grid ADD COLUMN body TEXT NOT NULL DEFAULT '';
ALTER TABLE grid ADD COLUMN columns TEXT NOT NULL DEFAULT '';
ALTER TABLE grid ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE grid ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE grid ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE grid ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE grid ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;

-- name_fold: of the grid that has the line; body: what it said last; withdrawn_at: its grid lists it no longer, the
-- group decides: confirmed_at (its item is cancelled) or kept_at (kept all the same, not proposed again)
ALTER TABLE grid_line ADD COLUMN name_fold @fold NOT NULL DEFAULT '';
ALTER TABLE grid_line ADD COLUMN body TEXT NOT NULL DEFAULT '';
ALTER TABLE grid_line ADD COLUMN confirmed_at BIGINT;
ALTER TABLE grid_line ADD COLUMN kept_at BIGINT;
CREATE INDEX grid_line_name ON grid_line (name_fold);
CREATE INDEX grid_line_item ON grid_line (item_id);
CREATE INDEX grid_line_withdrawn ON grid_line (withdrawn_at, course_id, approach_id) WHERE withdrawn_at IS NOT NULL AND confirmed_at IS NULL;

-- Cells put right while looking at the review; the file is as it came
CREATE TABLE grid_fix (
        grid_id BIGINT NOT NULL REFERENCES grid(id),
        row BIGINT NOT NULL,
        field SMALLINT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (grid_id, row, field)
);

-- What applying did, in order: 10 a course was written, 20 a line was made, 30 changed, 40 withdrawn, 50 revived;
-- before: what undo puts back; seen: the versions of the item and its tasks (or of the course) afterwards
CREATE TABLE grid_act (
        id @id,
        grid_id BIGINT NOT NULL REFERENCES grid(id),
        kind SMALLINT NOT NULL CHECK (kind IN (10,20,30,40,50)),
        course_id BIGINT NOT NULL REFERENCES course(id),
        approach_id BIGINT,
        item_id BIGINT,
        seen BIGINT NOT NULL DEFAULT 0,
        before TEXT NOT NULL DEFAULT ''
);
CREATE INDEX grid_act_grid ON grid_act (grid_id, id);

-- One grid is applied at a time
CREATE TABLE grid_gate (
        id SMALLINT PRIMARY KEY
);
INSERT INTO grid_gate (id) VALUES (1);
