-- Words of a course's code, term and title, folded: type-ahead finds "biologie" by a range
CREATE TABLE course_word (
        word @fold NOT NULL,
        course_id BIGINT NOT NULL REFERENCES course(id),
        PRIMARY KEY (word, course_id)
);
CREATE INDEX course_word_course ON course_word (course_id);
-- Own courses come first
CREATE INDEX presenter_person ON presenter (person_id);
CREATE INDEX course_owner ON course (owner_id);
