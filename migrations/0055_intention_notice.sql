-- What a department answered to an intention is told to who stated it, as what happens on a ticket is

-- about: of an intention its id below -4503599627370496, far from the groups'
ALTER TABLE notification ADD COLUMN intention_id BIGINT REFERENCES course_intention(id);
CREATE INDEX notification_intention ON notification (intention_id) WHERE intention_id IS NOT NULL;
