-- A ticket shows its tags; the key of the table begins with the word
CREATE INDEX tag_ticket ON tag (ticket_id, word);
-- A service offers its categories
CREATE INDEX category_service ON category (service_id);
