# What a service task holds: support tasks for several presenters and sessions at once, a gate that names them, what
# cancelling frees, and what the requester is told at the end.

story "support tasks are made for two presenters and two sessions at once, keep their task open, and go with their item"
at 2026-01-12T08:00:00Z
guichet import grid tests/grids/grille-hiver-2026.csv --apply -> 0
as ada
api POST /api/v1/rooms {"code":"CUB-1","name":"Cubicule 1","kind":"cubicle","site":"B"} -> 201
sql "SELECT id FROM support_group WHERE code = 'technologues'" -> {group}
post /admin/support-types/new code=appel name_fr="Sur appel" name_en="On call" group={group} mode=class_call minutes=60 points="" -> 303
sql "SELECT id FROM support_template WHERE code = 'appel'" -> {type}
sql "SELECT id FROM room WHERE code = 'CUB-1'" -> {room}
api GET /api/v1/items?course=MED1234 -> 200
keep item "\"number\":\"(RITM-\d+)\""
api GET /api/v1/tasks?item={item} -> 200
keep one "\"number\":\"(SCTASK-\d+)\""
keep two "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.1\""
sql "SELECT MIN(s.id) FROM course_session s JOIN course h ON h.id = s.course_id WHERE h.code = 'MED1234'" -> {s1}
sql "SELECT MAX(s.id) FROM course_session s JOIN course h ON h.id = s.course_id WHERE h.code = 'MED1234'" -> {s2}
sql "SELECT MIN(p.person_id) FROM presenter p JOIN course h ON h.id = p.course_id WHERE h.code = 'MED1234'" -> {p1}
sql "SELECT MAX(p.person_id) FROM presenter p JOIN course h ON h.id = p.course_id WHERE h.code = 'MED1234'" -> {p2}
api PATCH /api/v1/tasks/{one} {"state":"closed","reason":"Vu ensemble"} -> 200
get "/support/new?task={two}" -> 200
has "MED1234"
post /support/new do=preview task={two} type={type} room={room} s0={s1} s1={s2} p0={p1} p1={p2} -> 200
keep r0 "name=\"r0\" value=\"([\d-]+)\""
keep r1 "name=\"r1\" value=\"([\d-]+)\""
keep r2 "name=\"r2\" value=\"([\d-]+)\""
keep r3 "name=\"r3\" value=\"([\d-]+)\""
times 2 post /support/new do=create once=unefois task={two} type={type} room={room} s0={s1} s1={s2} p0={p1} p1={p2} r0={r0} r1={r1} r2={r2} r3={r3} -> 303 /tickets/{two}
sql "SELECT COUNT(*) FROM support_task k JOIN ticket t ON t.id = k.ticket_id WHERE t.state < 40" -> 4
sql "SELECT COUNT(*) FROM booking WHERE state = 10" -> 2
get /tickets/{two} -> 200
has "Sur appel"
# open support tasks keep it open, by page and by program; a reason lets it pass
api PATCH /api/v1/tasks/{two} {"state":"closed"} -> 409
api GET /api/v1/tasks/{two} -> 200
has "\"state\":\"open\""
# the points of the plan: shared until one is ticked, by program and by page, under the same number before and after
api GET /api/v1/tickets/{two}/checks -> 200
keep point "\"id\":(1[0-9]{15})"
sql "SELECT COUNT(*) FROM check_box" -> 0
api PATCH /api/v1/tickets/{two}/checks/{point} {"done":true} -> 200
has "\"id\":{point},"
has "\"done\":true"
post /tickets/{two}/checks do=untick point={point} -> 303
api GET /api/v1/tickets/{two}/checks -> 200
lacks "\"done\":true"
sql "SELECT COUNT(DISTINCT ticket_id) FROM check_box" -> 1
sql "UPDATE check_box SET done_at = 1" ->
api PATCH /api/v1/tasks/{two} {"state":"closed"} -> 409
has "4 tâches de soutien"
post /tickets/{two}/close reason="" -> 409
has "4 tâches de soutien"
post /tickets/{two}/close reason="  " -> 409
post /tickets/{two}/close reason="Le cours est reporté" -> 303
get /tickets/{two} -> 200
has "Le cours est reporté"
sql "SELECT COUNT(*) FROM support_task k JOIN ticket t ON t.id = k.ticket_id WHERE t.state < 40" -> 4
# the item is cancelled: its open tasks go, the support tasks and the rooms are free
api PATCH /api/v1/items/{item} {"state":"cancelled","reason":"Le cours n’a pas lieu"} -> 200
sql "SELECT COUNT(*) FROM support_task k JOIN ticket t ON t.id = k.ticket_id WHERE t.state < 40" -> 0
sql "SELECT COUNT(*) FROM booking WHERE state = 10" -> 0
api GET /api/v1/tasks?item={item} -> 200
lacks "\"state\":\"open\"" "\"state\":\"pending\""
has "\"state\":\"closed\"" "\"state\":\"cancelled\""
api POST /api/v1/bookings {"room":"CUB-1","from":"2026-01-19T07:30:00Z","to":"2026-01-19T09:30:00Z"} -> 201

story "a plan may forbid to close over open support tasks, whatever the reason"
at 2026-01-12T08:00:00Z
guichet import grid tests/grids/grille-hiver-2026.csv --apply -> 0
as ada
get "/admin/plans/soutien-cours?step=2.2" -> 200
post /admin/plans/soutien-cours/step do=save was=2.2 version=1 code=2.2 label_fr="Accompagnement" label_en="Accompaniment" group=techno-pedagogues kind=task after_1=1 supports=1 strict=1 -> 303
get /admin/plans/soutien-cours -> 200
keep seen "name=\"version\" value=\"(\d+)\""
post /admin/plans/soutien-cours/publish version={seen} -> 303
sql "SELECT id FROM support_group WHERE code = 'technologues'" -> {group}
post /admin/support-types/new code=appel name_fr="Sur appel" name_en="On call" group={group} mode=class_call minutes=60 points="" -> 303
# what ran before keeps its version: there the step forbids nothing
sql "SELECT COUNT(*) FROM item i JOIN plan_version v ON v.id = i.plan_version_id WHERE v.version = 1" -> 5
post /admin/offers/new service=aide code=cours audience= form=soutien-cours plan=soutien-cours promise= group= name_fr="Mon cours" name_en="My course" state=10 sort=10 -> 303
as ines
get /services/aide/items/cours -> 200
keep form "name=\"form\" value=\"(\d+)\""
post /services/aide/items/cours form={form} once=c1 a_approche=classe-virtuelle-zoom -> 303 /requests/{r}
as ada
sql "SELECT COUNT(*) FROM item i JOIN plan_version v ON v.id = i.plan_version_id WHERE v.version = 2" -> 1
api GET /api/v1/tasks?item={r} -> 200
keep one "\"number\":\"(SCTASK-\d+)\""
keep plan "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.1\""
keep two "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.2\""
keep last "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"3\""
api PATCH /api/v1/tasks/{one} {"state":"closed","reason":"Vu ensemble"} -> 200
api POST /api/v1/support-tasks {"type":"appel","task":"{two}","person":"ines","from":"2026-01-20T09:00:00Z","to":"2026-01-20T11:00:00Z"} -> 201
keep t "\"number\":\"(TASK-\d+)\""
api PATCH /api/v1/tasks/{two} {"state":"closed","reason":"Pressé"} -> 409
has "tâche de soutien"
post /tickets/{two}/close reason="Pressé" -> 409
has "tâche de soutien"
api PATCH /api/v1/tickets/{t} {"state":"closed","reason":"Fait"} -> 200
api PATCH /api/v1/tasks/{two} {"state":"closed"} -> 200
# the requester sees how far it is, not how it is done: no task, no point, no note, no group
post /tickets/{plan}/messages mode=note body="Entre nous seulement" -> 303
as ines
get /requests/{r} -> 200
lacks "SCTASK-" "Valider les accès" "Entre nous seulement" "Technologues" "Ada Moreau" "Pressé" "Vu ensemble" "TASK-"
get /requests -> 200
lacks "SCTASK-" "Entre nous seulement"
get /tickets/{plan} -> 404
get /requests/{plan} -> 404
get /tickets/{plan}/panels/task -> 404
api GET /api/v1/tasks/{plan} -> 404
api GET /api/v1/tasks?item={r} -> 404
api GET /api/v1/tickets/{r} -> 200
lacks "SCTASK-" "Entre nous" "Technologues"
api GET /api/v1/tickets/{r}/journal -> 200
lacks "SCTASK-" "Entre nous" "Vu ensemble"
get /notifications -> 200
lacks "SCTASK-" "{r}"
# and is told when it ends
as ada
api PATCH /api/v1/tasks/{plan} {"state":"closed","reason":"Accès vérifiés"} -> 200
api PATCH /api/v1/tasks/{last} {"state":"closed","reason":"Rien n’était annoncé"} -> 200
sql "SELECT COUNT(*) FROM ticket WHERE kind IN (2, 3) AND state = 50" -> 2
as ines
get /notifications -> 200
has "{r}"
lacks "SCTASK-"
get /requests/{r} -> 200
lacks "Rien n’était annoncé"
