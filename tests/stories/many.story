# One change for many tickets: looked at, applied, reported, taken back but for what somebody touched since.

story "many are taken at once after a look, and given back from the report"
as ines
post /requests service=aide subject="Le premier" body="…" urgency=2 -> 303 /requests/{a}
post /requests service=aide subject="Le deuxième" body="…" urgency=2 -> 303 /requests/{b}
post /requests service=signalement subject="Un secret" body="…" urgency=2 -> 303 /requests/{s}
as karim
get "/tickets?view=take" -> 200
has "M’affecter" "/tickets/change"
post /tickets/change assignee=me ticket={a} ticket={b} ticket={s} -> 200
has "2 demandes seront modifiées" "1 refusée"
lacks "Un secret"
sql "SELECT COUNT(*) FROM ticket WHERE assignee_id IS NOT NULL" -> 0
as lea
post /tickets/{b}/take -> 303
as karim
post /tickets/change act=apply once=k1 assignee=me urgency=1 ticket="{a}:1" ticket="{b}:1" back="/tickets?view=take" -> 303 /tickets/changes/{c}
get /tickets/changes/{c} -> 200
has "1 demande modifiée" "Changée depuis par" "Annuler ce changement" "data-toast"
get /tickets/changes/{c} -> 200
lacks "data-toast"
post /tickets/change act=apply once=k1 assignee=me urgency=1 ticket="{a}:1" ticket="{b}:1" -> 303 /tickets/changes/{c}
sql "SELECT COUNT(*) FROM bulk_change" -> 1
as lea
get /tickets/changes/{c} -> 404
post /tickets/changes/{c}/undo -> 404
as karim
post /tickets/changes/{c}/undo -> 303 /tickets/changes/{c}
get /tickets/changes/{c} -> 200
has "1 annulée"
sql "SELECT COUNT(*) FROM ticket WHERE subject = 'Le premier' AND assignee_id IS NULL AND urgency = 2" -> 1
post /tickets/changes/{c}/undo -> 409
has "déjà annulé"

story "what somebody touched since is left and named; a day later nothing goes back"
at 2026-01-12T09:00:00Z
as ines
post /requests service=aide subject="Touchée" body="…" urgency=2 -> 303 /requests/{a}
post /requests service=aide subject="Laissée" body="…" urgency=2 -> 303 /requests/{b}
as karim
post "/tickets/change?view=groups" all=1 n=9 tag=lot -> 200
has "La liste a changé"
post "/tickets/change?view=groups" all=1 tag=lot urgency=1 -> 200
has "2 demandes seront modifiées"
post "/tickets/change?view=groups" all=1 n=2 act=apply tag=lot urgency=1 -> 303 /tickets/changes/{c}
as lea
post /tickets/{a}/take -> 303
as karim
post /tickets/changes/{c}/undo -> 303 /tickets/changes/{c}
get /tickets/changes/{c} -> 200
has "1 annulée" "1 laissée" "Laissée telle quelle. Changée depuis par Léa"
sql "SELECT COUNT(*) FROM ticket WHERE urgency = 1" -> 1
post "/tickets/change?view=groups" all=1 act=apply tag=autre -> 303 /tickets/changes/{d}
at 2026-01-13T10:00:00Z
as karim
get /tickets/changes/{d} -> 200
lacks "Annuler ce changement"
post /tickets/changes/{d}/undo -> 409
has "Un jour a passé"

story "a program looks, orders, follows and takes back what a page may, and no more"
as ines
post /requests service=aide subject="Le premier" body="…" urgency=2 -> 303 /requests/{a}
post /requests service=aide subject="Le deuxième" body="…" urgency=2 -> 303 /requests/{b}
post /requests service=signalement subject="Un secret" body="…" urgency=2 -> 303 /requests/{s}
api POST /api/v1/changes {"tickets":["{a}"],"take":true} -> 404
as karim
api POST /api/v1/changes {"tickets":["{a}"]} -> 422
has "Dites ce qui doit changer"
api POST /api/v1/changes {"tickets":["{a}"],"list":{},"urgency":1} -> 422
api POST /api/v1/changes {"tickets":[],"urgency":1} -> 422
api POST /api/v1/changes {"tickets":["{a}","{s}"],"urgency":1} -> 422
lacks "Un secret"
api POST /api/v1/changes {"tickets":["{a}"],"urgency":9} -> 422
api POST /api/v1/changes {"tickets":["{a}"],"group":"rien"} -> 422
api POST /api/v1/changes {"list":{"view":"rien"},"urgency":1} -> 422
api POST /api/v1/changes {"list":{"filters":["rien:is:x"]},"urgency":1} -> 422
api POST /api/v1/changes/preview {"tickets":["{a}","{b}","{a}"],"urgency":1,"take":true} -> 200
api POST /api/v1/changes/preview {"tickets":["{a}","{b}","{a}"],"urgency":1,"take":true} Idempotency-Key:"look-1" -> 200
has "\"total\":2" "\"changed\":2" "\"version\":1"
sql "SELECT COUNT(*) FROM ticket WHERE assignee_id IS NOT NULL" -> 0
as lea
post /tickets/{b}/take -> 303
as karim
api POST /api/v1/changes {"tickets":[{"number":"{a}","version":1},{"number":"{b}","version":1}],"urgency":1,"take":true} Idempotency-Key:"lot-1" -> 202
keep c "\"id\":(\d+)"
api POST /api/v1/changes {"tickets":[{"number":"{a}","version":1},{"number":"{b}","version":1}],"urgency":1,"take":true} Idempotency-Key:"lot-1" -> 202
header Idempotency-Replayed -> true
sql "SELECT COUNT(*) FROM bulk_change" -> 1
within 30s get /api/v1/changes/{c} has "\"state\":\"done\""
has "\"changed\":1" "\"refused\":1" "\"may_undo\":true"
api GET /api/v1/changes/{c}/tickets?limit=1 -> 200
has "\"number\":\"{a}\"" "\"outcome\":\"changed\""
keep next "\"next_cursor\":\"(\d+)\""
api GET /api/v1/changes/{c}/tickets?limit=1&cursor={next} -> 200
has "\"number\":\"{b}\"" "\"outcome\":\"refused\"" "Changée depuis par" "\"next_cursor\":null"
api GET /api/v1/changes/{c}/tickets?cursor=x -> 422
api GET /api/v1/changes -> 200
has "\"total\":2"
get /tickets/changes/{c} -> 200
has "1 demande modifiée"
as lea
api GET /api/v1/changes/{c} -> 404
api GET /api/v1/changes/{c}/tickets -> 404
api POST /api/v1/changes/{c}/undo -> 404
as karim
api POST /api/v1/changes/{c}/undo -> 202
within 30s get /api/v1/changes/{c} has "\"state\":\"undone\""
has "\"taken_back\":1"
api POST /api/v1/changes/{c}/undo -> 409
sql "SELECT COUNT(*) FROM ticket WHERE subject = 'Le premier' AND assignee_id IS NULL AND urgency = 2" -> 1
api POST /api/v1/changes/preview {"list":{"view":"groups"},"total":9,"tag":"lot"} -> 409
has "La liste a changé"
api POST /api/v1/changes {"list":{"view":"groups"},"total":2,"tag":"lot"} -> 202
keep d "\"id\":(\d+)"
within 30s get /api/v1/changes/{d} has "\"state\":\"done\""
has "\"changed\":2"
sql "SELECT COUNT(*) FROM bulk_change" -> 2
