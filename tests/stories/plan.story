# Course support from a grid to its end: the plan goes on by itself, whoever closes what.

story "closing opens what is ready, and the item closes with its last task"
guichet import grid tests/grids/grille-hiver-2026.csv --apply -> 0
as ada
api GET /api/v1/items?limit=1 -> 200
keep item "\"number\":\"(RITM-\d+)\""
api GET /api/v1/tasks?item={item} -> 200
has "\"pending_reason\":\"earlier_task\"" "\"step\":\"2.1\""
keep one "\"number\":\"(SCTASK-\d+)\""
keep two "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.1\""
keep too "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.2\""
keep last "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"3\""
# what waits is not opened by hand, and required points are asked for
api PATCH /api/v1/tasks/{two} {"state":"open"} -> 409
api PATCH /api/v1/tasks/{one} {"state":"closed"} -> 409
has "Activer les tâches"
# the item is about recordings: without their calendar the planning is not activated, and super-users are trained when there are some
api PATCH /api/v1/tasks/{one} {"state":"closed","reason":"Vu ensemble"} -> 409
has "calendrier des enregistrements"
api PATCH /api/v1/courses/NUT3010 {"sessions":[{"from":"2026-02-05T08:00:00Z","to":"2026-02-05T10:00:00Z","recording":"oui"}]} -> 200
api PATCH /api/v1/tasks/{one} {"state":"closed","reason":"Vu ensemble"} -> 200
sql "SELECT COUNT(*) FROM service_task k JOIN plan_step s ON s.id = k.step_id WHERE s.code = '2.3'" -> 0
api PATCH /api/v1/courses/NUT3010 {"super_users":["theo"]} -> 200
api GET /api/v1/tasks/{two} -> 200
has "\"state\":\"open\""
api GET /api/v1/tasks/{last} -> 200
has "\"state\":\"pending\"" "earlier_task"
api PATCH /api/v1/tasks/{too} {"state":"closed"} -> 200
api GET /api/v1/tasks?item={item} -> 200
keep train "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.3\""
api PATCH /api/v1/tasks/{two} {"state":"closed","reason":"Accès vérifiés"} -> 200
get "/tickets?view=all&filter=kind:is:service_task" -> 200
has "{two}" "Fermée"
lacks "Fermé<" "muted\"> ·"
api GET /api/v1/tasks/{last} -> 200
has "\"state\":\"open\""
api PATCH /api/v1/tasks/{train} {"state":"cancelled"} -> 200
# the page of the item draws it, the page of the task says what closing does
get /tickets/{item} -> 200
has "Conformité de la médiatisation" "class=\"plan plain plan--3\""
get /tickets/{last} -> 200
has "clora l’élément demandé"
post /tickets/{last}/close reason="Rien n’était annoncé" -> 303
api GET /api/v1/items/{item} -> 200
has "\"state\":\"closed\""
# reopening the first closes nothing that it opened
api PATCH /api/v1/tasks/{one} {"state":"open"} -> 200
api GET /api/v1/tasks/{two} -> 200
has "\"state\":\"closed\""

story "a plan is edited as a draft, published, and what runs keeps its version"
guichet import grid tests/grids/grille-hiver-2026.csv --apply -> 0
as ada
get /admin/plans -> 200
has "soutien-cours"
get /admin/plans/soutien-cours?step=3 -> 200
has "Conformité de la médiatisation" "sont toutes fermées"
post /admin/plans/soutien-cours/step do=save was=2.1 version=1 code=2.1 label_fr="Planification" label_en="Planning" group=technologues kind=task after_1=1 after_3=1 -> 303
get /admin/plans/soutien-cours -> 200
has "2.1 → 3 → 2.1"
keep seen "name=\"version\" value=\"(\d+)\""
post /admin/plans/soutien-cours/publish version={seen} -> 422
has "2.1 → 3 → 2.1"
sql "SELECT COUNT(*) FROM plan_version WHERE published_at IS NOT NULL" -> 1
post /admin/plans/soutien-cours/step do=remove was=2.1 version={seen} -> 303
post /admin/plans/soutien-cours/publish version={seen} -> 422
get /admin/plans/soutien-cours -> 200
keep seen "name=\"version\" value=\"(\d+)\""
post /admin/plans/soutien-cours/publish version={seen} -> 303
sql "SELECT COUNT(*) FROM plan_version WHERE published_at IS NOT NULL" -> 2
sql "SELECT COUNT(*) FROM service_task k JOIN plan_step s ON s.id = k.step_id WHERE s.code = '2.1'" -> 5
get /admin/plans/soutien-cours/versions -> 200
as karim
get /admin/plans -> 404
