-- Outgoing mail: the letter itself stands sealed in its row until it is sent; one claims it under a lease
ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN to_name TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN letter @blob;
ALTER TABLE outbox ADD COLUMN trial SMALLINT NOT NULL DEFAULT 0 CHECK (trial IN (0,1));
ALTER TABLE outbox ADD COLUMN made_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN ended_at BIGINT;
ALTER TABLE outbox ADD COLUMN lease BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN outcome SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_person ON outbox (person_id);

-- Secrets of the house that must be read again: the relay's password
CREATE TABLE house_secret (
        id @id,
        name TEXT NOT NULL UNIQUE,
        secret @blob NOT NULL
);

-- Texts of letters where they differ from what is shipped
CREATE TABLE mail_text (
        code TEXT NOT NULL,
        lang TEXT NOT NULL CHECK (lang IN ('fr','en')),
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        version BIGINT NOT NULL DEFAULT 1,
        changed_at BIGINT NOT NULL,
        PRIMARY KEY (code, lang)
);
