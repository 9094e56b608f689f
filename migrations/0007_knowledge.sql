-- knowledge, solution, exam, routing

-- Draft, review, published, retired
CREATE TABLE article (
        id @id,
        slug TEXT NOT NULL UNIQUE,
        service_id BIGINT REFERENCES service(id),
        owner_id BIGINT REFERENCES person(id),
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20,30,40)),
        checked_at BIGINT,
        current_id BIGINT
);

-- Every wording
CREATE TABLE article_version (
        id @id,
        article_id BIGINT NOT NULL REFERENCES article(id),
        lang TEXT NOT NULL,
        version BIGINT NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        by_id BIGINT,
        at BIGINT NOT NULL,
        UNIQUE (article_id, lang, version)
);

-- Who may read; nobody listed = agents only
CREATE TABLE article_audience (
        article_id BIGINT NOT NULL REFERENCES article(id),
        audience TEXT NOT NULL,
        PRIMARY KEY (article_id, audience)
);

-- Helpful or not
CREATE TABLE article_vote (
        article_id BIGINT NOT NULL REFERENCES article(id),
        at BIGINT NOT NULL,
        helpful SMALLINT NOT NULL,
        person_id BIGINT,
        remark TEXT
);

-- Candidate solutions
CREATE TABLE candidate (
        id @id,
        problem_id BIGINT NOT NULL REFERENCES ticket(id),
        title TEXT NOT NULL,
        pros TEXT,
        cons TEXT,
        state SMALLINT NOT NULL DEFAULT 10,
        official_at BIGINT,
        told_at BIGINT
);
CREATE UNIQUE INDEX candidate_official ON candidate (problem_id) WHERE official_at IS NOT NULL;

-- Tests before one tells
CREATE TABLE trial (
        id @id,
        candidate_id BIGINT NOT NULL REFERENCES candidate(id),
        by_id BIGINT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('self','peer','pilot')),
        at BIGINT NOT NULL,
        passed SMALLINT NOT NULL,
        note TEXT
);

-- History of promised dates
CREATE TABLE estimate (
        id @id,
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        at BIGINT NOT NULL,
        by_id BIGINT NOT NULL,
        promised_at BIGINT NOT NULL,
        procedure TEXT,
        ours TEXT,
        theirs TEXT
);
CREATE INDEX estimate_ticket ON estimate (ticket_id);

-- Some days later
CREATE TABLE follow_up (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        ask_at BIGINT NOT NULL,
        answered_at BIGINT,
        right_answer SMALLINT,
        lasting SMALLINT,
        satisfied SMALLINT,
        remark TEXT
);

-- Exam session
CREATE TABLE exam_period (
        id @id,
        name TEXT NOT NULL,
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        drill SMALLINT NOT NULL DEFAULT 0
);

-- With how to reach the invigilators
CREATE TABLE exam (
        id @id,
        period_id BIGINT NOT NULL REFERENCES exam_period(id),
        course_id BIGINT REFERENCES course(id),
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        room_id BIGINT REFERENCES room(id),
        reach TEXT
);
CREATE INDEX exam_from ON exam (from_at);

-- Who does, decides, helps, is asked, is told
CREATE TABLE rasci (
        service_id BIGINT NOT NULL REFERENCES service(id),
        activity TEXT NOT NULL,
        role TEXT NOT NULL,
        letter TEXT NOT NULL CHECK (letter IN ('R','A','S','C','I')),
        PRIMARY KEY (service_id, activity, role)
);

-- Portal and mail; ticket = major incident
CREATE TABLE announcement (
        id @id,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        audience TEXT NOT NULL DEFAULT '',
        from_at BIGINT NOT NULL,
        to_at BIGINT NOT NULL,
        ticket_id BIGINT REFERENCES ticket(id),
        mailed_at BIGINT
);

-- What closed tickets teach
CREATE TABLE routing_word (
        department_id BIGINT NOT NULL REFERENCES department(id),
        word @fold NOT NULL,
        n BIGINT NOT NULL,
        PRIMARY KEY (word, department_id)
);

-- Guessed, and what became of it
CREATE TABLE routing_guess (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        department_id BIGINT NOT NULL,
        second_id BIGINT,
        sure SMALLINT NOT NULL,
        alone SMALLINT NOT NULL,
        words TEXT NOT NULL,
        final_id BIGINT
);
