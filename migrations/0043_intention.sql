-- what a teacher means to do with a course, before it is a line of a grid

-- state: 10 proposed, 20 validated (its line is in the grid of the term's intentions), 30 refused
CREATE TABLE course_intention (
        id @id,
        course_id BIGINT NOT NULL REFERENCES course(id),
        approach_id BIGINT NOT NULL REFERENCES approach(id),
        by_id BIGINT NOT NULL REFERENCES person(id),
        note TEXT NOT NULL DEFAULT '',
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30)),
        made_at BIGINT NOT NULL,
        decided_at BIGINT,
        decided_by BIGINT REFERENCES person(id),
        reason TEXT NOT NULL DEFAULT '',
        UNIQUE (course_id, approach_id)
);
CREATE INDEX course_intention_waiting ON course_intention (id) WHERE state = 10;
CREATE INDEX course_intention_by ON course_intention (by_id, id);
