# Two records of one person: what one asked goes to the other, its login leads there, and it happens once.

story "a double record goes into the other"
at 2026-01-12T09:00:00Z
as theo
post /requests service=aide subject="Le parapluie" body="…" urgency=2 -> 303 /requests/{t}
get /requests/{t} -> 200
as ines
get /requests/{t} -> 404
as karim
api POST /api/v1/people/ines/merge {"login":"theo"} -> 404
api GET /api/v1/people/ines/merge?with=theo -> 404
as ada
api GET /api/v1/people/ines/merge -> 422
api GET /api/v1/people/ines/merge?with=personne -> 422
api GET /api/v1/people/ines/merge?with=ada -> 409
api GET /api/v1/people/ines/merge?with=theo -> 200
has "{\"tickets\":1,\"moved\":{"
sql "SELECT COUNT(*) FROM audit WHERE verb = 'person.merge'" -> 0
api POST /api/v1/people/ines/merge {"login":"personne"} -> 422
api POST /api/v1/people/ines/merge {"login":"ines"} -> 409
api POST /api/v1/people/ines/merge {"login":"ada"} -> 409
api POST /api/v1/people/ines/merge {"login":"theo"} -> 200
has "\"login\":\"ines\""
api POST /api/v1/people/ines/merge {"login":"theo"} -> 409
api GET /api/v1/people/theo -> 200
has "\"login\":\"ines\""
sql "SELECT COUNT(*) FROM audit WHERE verb = 'person.merge'" -> 1
sql "SELECT COUNT(*) FROM session s JOIN person p ON p.id = s.person_id WHERE p.login = 'theo'" -> 0
as ines
get /requests/{t} -> 200
has "Le parapluie"
as theo
get /requests/{t} -> 303

story "what was written of an article before is read by whoever keeps it"
as ines
api GET /api/v1/articles/contact/history -> 404
as ada
api GET /api/v1/articles/rien/history -> 404
api GET /api/v1/articles/contact/history -> 200
has "\"lang\":\"fr\""
has "\"shown\":true"
