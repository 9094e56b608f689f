-- The points of a published plan's step are one list for all tasks of the step, until somebody changes one of them on a
-- task: only then it has rows of its own (check_box), which remember of which point they are.
CREATE TABLE plan_point (
        id @id,
        step_id BIGINT NOT NULL REFERENCES plan_step(id),
        nth BIGINT NOT NULL,
        code TEXT NOT NULL,
        label TEXT NOT NULL,
        label_en TEXT NOT NULL,
        required SMALLINT NOT NULL,
        UNIQUE (step_id, nth)
);
ALTER TABLE plan_step ADD COLUMN points_shared BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service_task ADD COLUMN points_shared BIGINT NOT NULL DEFAULT 0;
ALTER TABLE check_box ADD COLUMN plan_point_id BIGINT;
