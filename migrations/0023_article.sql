-- Articles: what sort, which wordings are published, and the words by which they are found

ALTER TABLE article ADD COLUMN kind TEXT NOT NULL DEFAULT 'guide';
ALTER TABLE article ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE article ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
-- Wordings that are published, by language (article_version.id); current_id is not used any more
ALTER TABLE article ADD COLUMN public_fr BIGINT;
ALTER TABLE article ADD COLUMN public_en BIGINT;
CREATE INDEX article_service ON article (service_id);

-- Stems of the published wordings, so that a search walks an index; title: the word stands in the title
CREATE TABLE article_word (
        word @fold NOT NULL,
        article_id BIGINT NOT NULL REFERENCES article(id),
        title SMALLINT NOT NULL DEFAULT 0,
        PRIMARY KEY (word, article_id)
);
CREATE INDEX article_word_article ON article_word (article_id);

-- One voice a person
CREATE UNIQUE INDEX article_vote_person ON article_vote (article_id, person_id);
