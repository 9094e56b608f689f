-- What nobody answered is closed after some days: the job must find it without a look at every ticket
CREATE INDEX ticket_resolved ON ticket (id, resolved_at) WHERE state = 40;
