# Support at a date and place: rooms that never overlap, a task made and moved, help that comes during an event, and a
# calendar by a secret address.

story "a room is booked once, a support task finds another, and help during the event goes to its agent"
at 2026-01-12T08:00:00Z
as ada
api POST /api/v1/rooms {"code":"CUB-1","name":"Cubicule 1","kind":"cubicle","site":"B"} -> 201
api POST /api/v1/rooms {"code":"CUB-2","name":"Cubicule 2","kind":"cubicle","site":"B"} -> 201
api POST /api/v1/rooms {"code":"CUB-2","name":"Encore","kind":"cave"} -> 422
sql "SELECT id FROM support_group WHERE code = 'desk'" -> {group}
post /admin/support-types/new code=appel name_fr="Sur appel" name_en="On call" group={group} mode=class_call minutes=60 points="! Être là | Be there" -> 303
as karim
api POST /api/v1/bookings {"room":"CUB-1","from":"2026-01-12T09:00:00Z","to":"2026-01-12T10:00:00Z","title":"Essai"} -> 201
api POST /api/v1/bookings {"room":"CUB-1","from":"2026-01-12T09:30:00Z","to":"2026-01-12T10:30:00Z"} -> 409
has "\"offer\":{\"room\":\"CUB-2\"" "Cubicule 2"
api POST /api/v1/bookings {"room":"CUB-1","from":"2026-01-12T10:00:00Z","to":"2026-01-12T11:00:00Z"} -> 201
api POST /api/v1/support-tasks {"type":"appel","person":"ines","from":"2026-01-12T09:00:00Z","to":"2026-01-12T11:00:00Z","room":"CUB-1"} -> 409
sql "SELECT COUNT(*) FROM ticket WHERE kind = 5" -> 0
api POST /api/v1/support-tasks {"type":"appel","person":"ines","from":"2026-01-12T09:00:00Z","to":"2026-01-12T11:00:00Z","room":"CUB-2","link":"https://visio.example/1"} -> 201
keep t "\"number\":\"(TASK-\d+)\""
api POST /api/v1/tickets/{t}/take {} -> 200
get "/calendar?from=2026-01-12&scale=week&group=all" -> 200
has "Sur appel" "Cubicule 2"
get /tickets/{t} -> 200
has "https://visio.example/1" "Inès"
api PATCH /api/v1/support-tasks/{t} {"from":"2026-01-12T08:30:00Z"} If-Match:"\"1\"" -> 412
post /calendar/feeds group= -> 200
keep secret "/calendar/([A-Za-z0-9_-]+)\.ics"
as nobody
get /calendar/{secret}.ics -> 200
has "BEGIN:VEVENT" "LOCATION:Cubicule 2"
lacks "Inès"
get /calendar/inconnu.ics -> 404
as karim
sql "SELECT MAX(id) FROM token WHERE use = 'calendar'" -> {feed}
post /calendar/feeds do=drop id={feed} -> 303
as nobody
get /calendar/{secret}.ics -> 404

at 2026-01-12T09:30:00Z
as theo
post /requests service=cours subject="Autre chose" body=x urgency=2 -> 303
as ines
post /requests service=cours subject="Plus de son" body=x urgency=2 -> 303
sql "SELECT p.login FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE t.subject = 'Plus de son'" -> karim
sql "SELECT COUNT(*) FROM ticket WHERE subject = 'Autre chose' AND assignee_id IS NULL" -> 1
as karim
api PATCH /api/v1/tickets/{t} {"state":"closed"} -> 409
has "Être là"
api PATCH /api/v1/tickets/{t} {"state":"cancelled"} -> 200
sql "SELECT COUNT(*) FROM booking WHERE state = 10" -> 2
api POST /api/v1/bookings {"room":"CUB-2","from":"2026-01-12T10:00:00Z","to":"2026-01-12T11:00:00Z"} -> 201
api GET /api/v1/rooms/availability?from=2026-01-12T10:00:00Z&to=2026-01-12T10:30:00Z -> 200
has "\"room\":\"CUB-2\"" "\"free\":false"

story "a reopened task says that its room is taken and offers another; types are written by program too"
at 2026-01-12T08:00:00Z
as karim
api POST /api/v1/support-types {"code":"salle","name_fr":"En salle","name_en":"In room","mode":"class_room","group":"desk","minutes":60} -> 404
as ada
api POST /api/v1/rooms {"code":"CUB-1","name":"Cubicule 1","kind":"cubicle","site":"B"} -> 201
api POST /api/v1/rooms {"code":"CUB-2","name":"Cubicule 2","kind":"cubicle","site":"B"} -> 201
api POST /api/v1/support-types {"code":"salle","mode":"flying","minutes":0,"points":[{"fr":"a|b"}]} -> 422
has "mode" "minutes" "name_fr" "points" "group"
api POST /api/v1/support-types {"code":"salle","name_fr":"En salle","name_en":"In room","mode":"class_room","group":"desk","minutes":60,"points":[{"fr":"Être là","en":"Be there","required":true}]} -> 201
has "\"offered\":true" "\"required\":true"
api PATCH /api/v1/support-types/salle {"minutes":90} If-Match:"\"7\"" -> 412
api PATCH /api/v1/support-types/salle {"minutes":90} If-Match:"\"1\"" -> 200
has "\"minutes\":90" "Être là"
as karim
api POST /api/v1/support-tasks {"type":"salle","person":"ines","from":"2026-01-12T09:00:00Z","room":"CUB-1"} -> 201
keep t "\"number\":\"(TASK-\d+)\""
api PATCH /api/v1/tickets/{t} {"state":"cancelled"} -> 200
api POST /api/v1/bookings {"room":"CUB-1","from":"2026-01-12T09:30:00Z","to":"2026-01-12T10:00:00Z"} -> 201
api POST /api/v1/tickets/{t}/reopen {"reason":"Elle a lieu"} -> 200
api GET /api/v1/support-tasks/{t} -> 200
has "\"room_lost\":" "\"offer\":{\"room\":\"CUB-2\""
get /tickets/{t} -> 200
has "Cubicule 1" "n’a pas pu être reprise" "Réserver : Cubicule 2"
api PATCH /api/v1/support-tasks/{t} {"room":"CUB-2"} -> 200
lacks "room_lost"
get /tickets/{t} -> 200
has "Cubicule 2"
lacks "n’a pas pu être reprise"
as ada
api PATCH /api/v1/support-types/salle {"offered":false} -> 200
as karim
api POST /api/v1/support-tasks {"type":"salle","from":"2026-01-12T09:00:00Z"} -> 422
post /calendar/feeds group= -> 200
keep secret "/calendar/([A-Za-z0-9_-]+)\.ics"
api GET /api/v1/calendar-feeds -> 200
lacks "{secret}"
keep id "\"id\":(\d+)"
get /calendar/{secret}.ics -> 200
header ETag -> "{tag}"
get /calendar/{secret}.ics If-None-Match:"{tag}" -> 304
api DELETE /api/v1/calendar-feeds/{id} -> 204
get /calendar/{secret}.ics -> 404
