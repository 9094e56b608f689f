-- Every page that names a person asks for their address: by person, not by a look at all addresses
CREATE INDEX person_mail_person ON person_mail (person_id, address_fold);
