-- Words of a person's name, folded: type-ahead finds "caron" in "Inès Caron" by a range
CREATE TABLE person_word (
        word @fold NOT NULL,
        person_id BIGINT NOT NULL REFERENCES person(id),
        PRIMARY KEY (word, person_id)
);
CREATE INDEX person_word_person ON person_word (person_id);
