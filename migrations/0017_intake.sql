-- What a request is about: an editable list that says where it goes.
-- kind of intervention: 0 any, 10 equipment, 20 technical problem, 30 problem of use; state 10 offered, 20 withdrawn
CREATE TABLE nature (
        id @id,
        code TEXT NOT NULL UNIQUE,
        kind SMALLINT NOT NULL DEFAULT 0 CHECK (kind IN (0,10,20,30)),
        name_fr TEXT NOT NULL,
        name_en TEXT NOT NULL,
        service_id BIGINT REFERENCES service(id),
        group_id BIGINT REFERENCES support_group(id),
        urgency SMALLINT NOT NULL DEFAULT 2 CHECK (urgency BETWEEN 1 AND 3),
        sort SMALLINT NOT NULL DEFAULT 100,
        state SMALLINT NOT NULL DEFAULT 10 CHECK (state IN (10,20)),
        version BIGINT NOT NULL DEFAULT 1
);
INSERT INTO nature (code, kind, name_fr, name_en, urgency, sort) VALUES
('question', 30, 'Question, utilisation', 'Question, use', 2, 10),
('change-data', 20, 'Changement de données, de droits ou de réglages', 'Change of data, privileges or settings', 2, 20),
('behaviour', 20, 'Comportement inattendu du système', 'System behaviour', 2, 30),
('performance', 20, 'Lenteur', 'Performance', 2, 40),
('outage', 20, 'Panne', 'Outage', 1, 50),
('delivery', 10, 'Service ou matériel à fournir', 'Service or equipment to deliver', 3, 60),
('proposal', 0, 'Proposition : amélioration ou correction', 'Proposed change: improvement or fix', 3, 70);

-- What was asked beside the words when a ticket was opened; person_id: whose answers these are
CREATE TABLE ticket_intake (
        ticket_id BIGINT PRIMARY KEY REFERENCES ticket(id),
        person_id BIGINT REFERENCES person(id),
        kind SMALLINT NOT NULL DEFAULT 0 CHECK (kind IN (0,10,20,30)),
        nature_id BIGINT REFERENCES nature(id),
        device TEXT,
        owner TEXT,
        school TEXT,
        programme TEXT,
        course TEXT,
        study_year TEXT,
        picked_at BIGINT,
        call_ms BIGINT
);

-- Answers to one version of a question list, for ever under that version
CREATE TABLE ticket_answer (
        ticket_id BIGINT NOT NULL REFERENCES ticket(id),
        form_version_id BIGINT NOT NULL REFERENCES form_version(id),
        person_id BIGINT REFERENCES person(id),
        answers TEXT NOT NULL,
        PRIMARY KEY (ticket_id, form_version_id)
);

-- Calls that are not registered yet: one on the line, several parked, per agent
CREATE TABLE phone_call (
        id @id,
        agent_id BIGINT NOT NULL REFERENCES person(id),
        person_id BIGINT REFERENCES person(id),
        picked_at BIGINT NOT NULL,
        parked_at BIGINT,
        parked_ms BIGINT NOT NULL DEFAULT 0,
        who TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL DEFAULT '{}',
        saved_at BIGINT NOT NULL
);
CREATE INDEX phone_call_agent ON phone_call (agent_id, id);
CREATE UNIQUE INDEX phone_call_line ON phone_call (agent_id) WHERE parked_at IS NULL;

-- First question lists, one for each kind of intervention
INSERT INTO form_version (form, version, body, published_at) VALUES
('ask:kind:equipment', 1, '{"questions":[{"code":"q1","type":"long","required":true,"fr":"De quoi avez-vous besoin ?","en":"What do you need?"},{"code":"q2","type":"date","required":false,"fr":"Pour quand ?","en":"By when?"}]}', 1767225600000),
('ask:kind:technical', 1, '{"questions":[{"code":"q1","type":"text","required":false,"fr":"Que dit le message affiché ?","en":"What does the message on the screen say?"},{"code":"q2","type":"yes_no","required":false,"fr":"Cela fonctionnait-il avant ?","en":"Did it work before?"}]}', 1767225600000),
('ask:kind:use', 1, '{"questions":[{"code":"q1","type":"choice","required":false,"fr":"Quelle aide souhaitez-vous ?","en":"Which help would you like?","options":[{"fr":"Une réponse à ma question","en":"An answer to my question"},{"fr":"Un accompagnement","en":"Somebody beside me"},{"fr":"Une formation","en":"A training"}]}]}', 1767225600000);
