-- courses as records: sessions with what they need, presenters with four facts, super-users

-- version: of the sheet; activity_at: the first activity as announced; sort_fold: code and term, folded,
-- the order of lists
ALTER TABLE course ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE course ADD COLUMN activity_at BIGINT;
ALTER TABLE course ADD COLUMN sort_fold @fold NOT NULL DEFAULT '';
UPDATE course SET activity_at = first_at, sort_fold = lower(code || ' ' || term);
CREATE INDEX course_sort ON course (sort_fold, id);
CREATE INDEX course_term_sort ON course (term, sort_fold, id);
CREATE INDEX course_department_sort ON course (department_id, sort_fold, id);

-- state: 10 held, 60 withdrawn (support tasks still point at it); recording: what was announced.
-- rec_state: 0 not looked at, 10 present, 20 missing, 30 its responsible was asked, 40 meant to be missing,
-- 50 not meant: the presenter is contacted
ALTER TABLE course_session ADD COLUMN state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,60));
ALTER TABLE course_session ADD COLUMN link TEXT;
ALTER TABLE course_session ADD COLUMN host TEXT;
ALTER TABLE course_session ADD COLUMN recording TEXT;
ALTER TABLE course_session ADD COLUMN rec_state SMALLINT NOT NULL DEFAULT 0 CHECK (rec_state IN (0,10,20,30,40,50));
ALTER TABLE course_session ADD COLUMN rec_reason TEXT;
ALTER TABLE course_session ADD COLUMN rec_at BIGINT;
ALTER TABLE course_session ADD COLUMN rec_by BIGINT;

-- The fourth fact; each may be "not needed"
ALTER TABLE presenter ADD COLUMN recorded_at BIGINT;
ALTER TABLE presenter ADD COLUMN recorded_by BIGINT;
ALTER TABLE presenter ADD COLUMN informed_not SMALLINT NOT NULL DEFAULT 0 CHECK (informed_not IN (0,1));
ALTER TABLE presenter ADD COLUMN trained_not SMALLINT NOT NULL DEFAULT 0 CHECK (trained_not IN (0,1));
ALTER TABLE presenter ADD COLUMN supported_not SMALLINT NOT NULL DEFAULT 0 CHECK (supported_not IN (0,1));
ALTER TABLE presenter ADD COLUMN recorded_not SMALLINT NOT NULL DEFAULT 0 CHECK (recorded_not IN (0,1));
ALTER TABLE presenter ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- What was said of a fact, one after another: state 0 nothing, 10 done, 20 not needed; undone = taken back
CREATE TABLE presenter_fact (
        id @id,
        course_id BIGINT NOT NULL REFERENCES course(id),
        person_id BIGINT NOT NULL REFERENCES person(id),
        fact SMALLINT NOT NULL CHECK (fact BETWEEN 0 AND 3),
        state SMALLINT NOT NULL CHECK (state IN (0,10,20)),
        at BIGINT NOT NULL,
        by_id BIGINT,
        undone SMALLINT NOT NULL DEFAULT 0 CHECK (undone IN (0,1))
);
CREATE INDEX presenter_fact_of ON presenter_fact (course_id, person_id, fact, id);

-- Trained to help colleagues
CREATE TABLE course_super (
        course_id BIGINT NOT NULL REFERENCES course(id),
        person_id BIGINT NOT NULL REFERENCES person(id),
        PRIMARY KEY (course_id, person_id)
);
CREATE INDEX course_super_person ON course_super (person_id);
