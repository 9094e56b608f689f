# Advice, invitations, members: by program what the pages do, by the same rules.

story "advice is asked of a group and withdrawn; meanwhile it reads the ticket"
as karim
api POST /api/v1/incidents {"subject":"Avis demandé","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
as bruno
api GET /api/v1/tickets/{t}/advice -> 404
as karim
api POST /api/v1/tickets/{t}/advice {"group":"nulle part"} -> 422
has "\"field\":\"group\""
api POST /api/v1/tickets/{t}/advice {"group":"cours","body":"Qu'en dites-vous ?"} -> 201
has "\"group\":\"cours\"" "\"asked_by\":"
api POST /api/v1/tickets/{t}/advice {"group":"cours","body":"Encore ?"} -> 409
as bruno
api GET /api/v1/tickets/{t}/advice -> 200
has "\"group\":\"cours\""
# who is asked reads and writes notes, and ends nothing
api DELETE /api/v1/tickets/{t}/advice/cours -> 403
as ines
api GET /api/v1/tickets/{t}/advice -> 404
as karim
api DELETE /api/v1/tickets/{t}/advice/desk -> 404
api DELETE /api/v1/tickets/{t}/advice/cours -> 204
api DELETE /api/v1/tickets/{t}/advice/cours -> 404
as bruno
api GET /api/v1/tickets/{t} -> 404
# nobody's substitute takes nothing over
as ada
api POST /api/v1/tickets/{t}/assign {"assigned_to":"karim"} -> 200
as lea
api POST /api/v1/tickets/{t}/stand-in -> 403

story "an invitation is withdrawn, and the person reads nothing more"
as karim
api POST /api/v1/incidents {"subject":"Invitation","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
post /tickets/{t}/invite who=theo -> 303
as theo
get /requests/{t} -> 200
api GET /api/v1/tickets/{t}/invited -> 404
as karim
api GET /api/v1/tickets/{t}/invited -> 200
keep id "\"id\":(\d+)"
api DELETE /api/v1/tickets/{t}/invited/999999 -> 404
api DELETE /api/v1/tickets/{t}/invited/{id} -> 204
api GET /api/v1/tickets/{t}/invited -> 200
has "\"items\":[]"
as theo
get /requests/{t} -> 404

story "a link for somebody without account is told once, even to the same request"
as karim
api POST /api/v1/incidents {"subject":"Lien","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
api POST /api/v1/tickets/{t}/invited {"who":"tuteur@ecole.example","name":"Jean Tuteur"} Idempotency-Key:"lien-1" -> 201
has "\"name\":\"Jean Tuteur\""
keep secret "/i/([\w-]{43})\""
keep id "\"id\":(\d+)"
api POST /api/v1/tickets/{t}/invited {"who":"tuteur@ecole.example","name":"Jean Tuteur"} Idempotency-Key:"lien-1" -> 409
lacks "{secret}"
header Idempotency-Replayed -> true
sql "SELECT COUNT(*) FROM idempotency WHERE reply LIKE '%{secret}%'" -> 0
stranger
get /i/{secret} -> 200
as karim
api POST /api/v1/tickets/{t}/invited/{id}/link -> 201
stranger
get /i/{secret} -> 404
as bruno
api POST /api/v1/tickets/{t}/invited {"who":"bruno"} -> 404
as theo
api POST /api/v1/tickets/{t}/invited {"who":"theo"} -> 404
as ines
api POST /api/v1/tickets/{t}/invited {"who":"theo"} -> 201
has "\"link\":null"
as theo
get /requests/{t} -> 200

story "a member is removed by whoever manages the group"
as karim
api DELETE /api/v1/groups/desk/members/lea -> 404
as ada
api DELETE /api/v1/groups/desk/members/bruno -> 404
api DELETE /api/v1/groups/desk/members/lea -> 204
api DELETE /api/v1/groups/desk/members/lea -> 404
sql "SELECT COUNT(*) FROM group_member m JOIN person p ON p.id = m.person_id WHERE p.login = 'lea'" -> 0
