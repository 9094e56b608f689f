-- An intention may name a course that is not in the list yet: the department's word makes it

-- course_id NULL: none yet, what it is to be stands in the row; state 40: taken back by who stated it
CREATE TABLE course_intention_one (
        id @id,
        course_id BIGINT REFERENCES course(id),
        code TEXT NOT NULL DEFAULT '',
        term TEXT NOT NULL DEFAULT '',
        title TEXT NOT NULL DEFAULT '',
        sort_fold @fold NOT NULL DEFAULT '',
        department_id BIGINT REFERENCES department(id),
        approach_id BIGINT NOT NULL REFERENCES approach(id),
        by_id BIGINT NOT NULL REFERENCES person(id),
        note TEXT NOT NULL DEFAULT '',
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30,40)),
        made_at BIGINT NOT NULL,
        decided_at BIGINT,
        decided_by BIGINT REFERENCES person(id),
        reason TEXT NOT NULL DEFAULT '',
        CHECK (course_id IS NOT NULL OR department_id IS NOT NULL),
        UNIQUE (course_id, approach_id)
);
INSERT INTO course_intention_one (course_id, approach_id, by_id, note, state, made_at, decided_at, decided_by, reason)
SELECT course_id, approach_id, by_id, note, state, made_at, decided_at, decided_by, reason FROM course_intention ORDER BY id;
DROP TABLE course_intention;
ALTER TABLE course_intention_one RENAME TO course_intention;

CREATE INDEX course_intention_waiting ON course_intention (id) WHERE state = 10;
CREATE INDEX course_intention_by ON course_intention (by_id, id);
-- One waits for each course that is not there yet and each approach
CREATE UNIQUE INDEX course_intention_fresh ON course_intention (sort_fold, approach_id) WHERE course_id IS NULL AND state = 10;
