# Courses: a record made by a program, read and completed on its sheet, seen only by those whose course it is.

story "a course is made by a program, completed by hand, and its people see their side of it"
at 2026-01-19T15:00:00Z
as ada
api POST /api/v1/courses {"code":"","term":"H26","title":"Clinique"} -> 422
api POST /api/v1/courses {"code":"MED1234","term":"H26","title":"Clinique","responsible":"personne","presenters":[]} -> 422
sql "SELECT COUNT(*) FROM course" -> 0
api POST /api/v1/courses {"code":"MED1234","term":"H26","title":"Clinique","responsible":"ines","presenters":["ines","theo"],"first_activity_at":"2026-01-12T08:00:00Z","sessions":[{"from":"2026-01-15T08:00:00Z","to":"2026-01-15T10:00:00Z","theme":"Le cœur","recording":"oui"},{"from":"2026-02-05T08:00:00Z","to":"2026-02-05T10:00:00Z"}]} -> 201
has "\"first_at\":\"2026-01-12T08:00:00Z\"" "\"support_tasks\":0"
api POST /api/v1/courses {"code":"MED1234","term":"H26","title":"Encore"} -> 409
api PATCH /api/v1/courses/MED1234?term=H26 {"sessions":[{"from":"2026-02-05T08:00:00Z","to":"2026-02-05T07:00:00Z"}]} -> 422
api PATCH /api/v1/courses/MED1234?term=H26 {"title":"Vieux"} If-Match:"\"99\"" -> 412
api PATCH /api/v1/courses/MED1234?term=H26 {"facts":[{"person":"theo","fact":"trained","state":"done"}]} -> 200
has "\"trained\":{\"state\":\"done\""
api PATCH /api/v1/courses/MED1234?term=H26 {"presenters":["theo"]} -> 200
has "\"trained\":{\"state\":\"done\""
lacks "Inès Caron\"},\"version\""
get /courses/sessions?term=H26 -> 200
has "MED1234"
get "/courses/presenters?term=H26" -> 200
has "Théo"
get "/courses/recordings?term=H26" -> 200
has "à vérifier"
api POST /api/v1/courses {"code":"BIO1101","term":"A26","title":"Biologie","department":"dsi"} -> 201
api GET /api/v1/courses?limit=1 -> 200
has "BIO1101" "\"next_cursor\":\""
lacks "MED1234"
keep next "\"next_cursor\":\"([^\"]+)\""
api GET /api/v1/courses?limit=1&cursor={next} -> 200
has "MED1234" "\"sessions\":2" "\"next_cursor\":null"
api GET /api/v1/courses?term=H26 -> 200
has "MED1234"
lacks "BIO1101"
api GET /api/v1/courses?q=biolog -> 200
lacks "MED1234"
api GET /api/v1/courses?department=rien -> 422
api GET /api/v1/course-reports/sessions?term=H26 -> 200
has "MED1234" "\"from\":\"2026-02-05T08:00:00Z\""
api GET /api/v1/course-reports/presenters?term=H26 -> 200
has "Théo" "\"trained\":\"done\"" "\"informed\":\"missing\""
api GET /api/v1/course-reports/recordings -> 200
has "\"recording_state\":\"unknown\""
api GET /api/v1/course-reports/items?presenter=personne -> 200
has "\"items\":[]"
api GET /api/v1/course-reports/autre -> 404
get "/courses/MED1234?term=H26" -> 200
keep session "name=\"session\" value=\"(\d+)\""
post "/courses/MED1234/recordings?term=H26" session={session} act=missing -> 303
post "/courses/MED1234/recordings?term=H26" session={session} act=ask -> 303
as ines
api GET /api/v1/courses -> 200
has "MED1234"
lacks "BIO1101"
api GET /api/v1/course-reports/presenters -> 404
get /courses -> 200
has "MED1234"
get "/courses/MED1234?term=H26" -> 200
has "Le cœur" "voulue"
lacks "Demandes de soutien"
post "/courses/MED1234/recordings?term=H26" session={session} act=intended reason="" -> 422
post "/courses/MED1234/recordings?term=H26" session={session} act=intended reason="Séance pratique" -> 303
get "/courses/MED1234?term=H26" -> 200
has "absence voulue"
api GET /api/v1/courses/MED1234 -> 200
has "\"recording_state\":\"intended\""
as karim
get "/courses/MED1234?term=H26" -> 200
has "Séance pratique"
api PATCH /api/v1/courses/MED1234 {"title":"Volé"} -> 403
get "/courses/recordings?term=H26" -> 200
lacks "MED1234"
as bruno
post "/courses/MED1234/people?term=H26" list=presenters who=bruno -> 403
as theo
api GET /api/v1/courses/MED1234 -> 200
as ada
api PATCH /api/v1/courses/MED1234 {"presenters":[]} -> 200
as theo
get "/courses/MED1234?term=H26" -> 404
api GET /api/v1/courses/MED1234 -> 404

story "an access is put right for a presenter: from the course, from the step of its plan, by page and by program"
at 2026-01-12T08:00:00Z
guichet import grid tests/grids/grille-hiver-2026.csv --apply -> 0
as ada
# who came by the grid has no account: an address names them
get /courses/MED1234 -> 200
has "regularisation-acces?for=karim.benali%40univ.example"
get "/services/soutien-cours/items/regularisation-acces?for=karim.benali%40univ.example&course=MED1234%20Hiver%202026" -> 200
has "préparée pour Karim Benali"
api PATCH /api/v1/courses/MED1234 {"responsible":"ines","presenters":["ines","theo"],"super_users":["karim"]} -> 200
get /courses/MED1234 -> 200
has "regularisation-acces?for=theo&amp;course=MED1234%20Hiver%202026" "regularisation-acces?for=karim" "regularisation-acces?for=ines"
get "/services/soutien-cours/items/regularisation-acces?for=theo&course=MED1234%20Hiver%202026" -> 200
has "préparée pour Théo" "value=\"theo\"" "MED1234 (Hiver 2026)"
keep form "name=\"form\" value=\"(\d+)\""
get "/services/soutien-cours/items/regularisation-acces?for=personne&course=RIEN" -> 200
has "n’a pas pu être reprise" "n’a pas été reconnu"
lacks "préparée pour"
post /services/soutien-cours/items/regularisation-acces form={form} once=a1 other=personne a_cours=RIEN -> 422
has "e-other" "e-a_cours" "e-a_acces"
times 2 post /services/soutien-cours/items/regularisation-acces form={form} once=a1 other=theo a_cours="MED1234 Hiver 2026" a_acces=zoom -> 303 /requests/{t}
sql "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.requested_for_id JOIN support_group g ON g.id = t.group_id WHERE t.kind = 3 AND t.course_id IS NOT NULL AND p.login = 'theo' AND g.code = 'technologues'" -> 1
get /courses/MED1234 -> 200
has "Régularisation d’un accès"
api POST /api/v1/requests {"service":"soutien-cours","item":"regularisation-acces","requested_for":"personne","answers":{"cours":"RIEN","acces":["or"]}} -> 422
has "requested_for" "answers.cours" "answers.acces"
api POST /api/v1/requests {"service":"soutien-cours","item":"regularisation-acces","requested_for":"theo","answers":{"cours":"MED1234 Hiver 2026","acces":["moodle","antem"]}} -> 201
has "\"requested_for\":{\"login\":\"theo\"" "\"code\":\"MED1234\""
# the steps that work with presenters name them once somebody works on them
api GET /api/v1/items?course=MED1234 -> 200
sql "SELECT MIN(k.ticket_id) FROM service_task k JOIN plan_step s ON s.id = k.step_id JOIN ticket t ON t.id = k.ticket_id JOIN course h ON h.id = t.course_id WHERE s.code = '2.1' AND h.code = 'MED1234'" -> {id}
sql "SELECT num FROM ticket WHERE id = {id}" -> {num}
get /tickets/SCTASK-{num} -> 200
has "step-access" "regularisation-acces?for=theo"
as theo
get /requests/{t} -> 200
has "MED1234"
# to whom neither course nor service belongs, nothing is there
as bruno
get "/services/soutien-cours/items/regularisation-acces?for=theo&course=MED1234%20Hiver%202026" -> 200
as nobody
get "/services/soutien-cours/items/regularisation-acces?for=theo" -> 303

story "a teacher states an intention for a course that is not in the list: refused with a reason, stated anew, validated"
at 2026-01-12T08:00:00Z
guichet import grid tests/grids/grille-hiver-2026.csv --apply -> 0
as ines
api POST /api/v1/intentions {"course":"NEW1","term":"H26","title":"Neuf","department":"dsi","approach":"antem"} -> 422
has "\"course\""
sql "INSERT INTO affiliation (person_id, kind, department_id) SELECT p.id, 'faculty', d.id FROM person p, department d WHERE p.login = 'ines' AND d.code = 'dsi'" ->
api POST /api/v1/intentions {"course":"","term":"","title":"Neuf","department":"rien","approach":"rien"} -> 422
has "\"code\"" "\"term\"" "\"department\"" "\"approach\""
api POST /api/v1/intentions {"course":"med1234","term":"hiver 2026","title":"Neuf","department":"dsi","approach":"antem"} -> 422
api POST /api/v1/intentions {"course":"MED1234","approach":"antem"} -> 422
times 2 api POST /api/v1/intentions {"course":"NEW1","term":"H26","title":"Neuf","department":"dsi","approach":"antem","note":"En direct"} -> 201
keep id "\"id\":(\d+)"
has "\"state\":\"proposed\"" "\"listed\":false" "\"title\":\"Neuf\""
sql "SELECT COUNT(*) FROM course_intention" -> 1
api POST /api/v1/intentions/{id}/decide {"decision":"validate"} -> 404
api GET /api/v1/intentions -> 200
has "NEW1"
as theo
api GET /api/v1/intentions -> 200
lacks "NEW1"
api POST /api/v1/intentions/{id}/decide {"decision":"withdraw"} -> 404
as ada
api GET /api/v1/intentions?waiting=1 -> 200
has "NEW1"
api POST /api/v1/intentions/{id}/decide {"decision":"rien"} -> 422
api POST /api/v1/intentions/{id}/decide {"decision":"refuse"} -> 422
has "reason"
api POST /api/v1/intentions/{id}/decide {"decision":"refuse","reason":"Trop tard pour ce trimestre"} -> 200
api POST /api/v1/intentions/{id}/decide {"decision":"validate"} -> 409
as ines
get /courses/intentions -> 200
has "Trop tard pour ce trimestre" "refusée"
sql "SELECT id FROM department WHERE code = 'dsi'" -> {d}
sql "SELECT id FROM approach WHERE code = 'antem'" -> {a}
post /courses/intentions course=new code=NEW1 term=H26 title="Neuf, revu" department={d} approach={a} note="" -> 303
sql "SELECT id FROM course_intention WHERE state = 10" -> {next}
sql "SELECT COUNT(*) FROM course WHERE code = 'NEW1'" -> 0
as ada
get /courses/intentions -> 200
has "NEW1" "nouveau cours"
post /courses/intentions/{next} act=validate reason="" -> 303
sql "SELECT COUNT(*) FROM grid_line l JOIN course k ON k.id = l.course_id WHERE k.code = 'NEW1' AND l.withdrawn_at IS NULL" -> 1
api GET /api/v1/courses/NEW1 -> 200
has "\"title\":\"Neuf, revu\"" "\"responsible\":{\"login\":\"ines\""
api GET /api/v1/items?course=NEW1 -> 200
has "RITM-"
as ines
api GET /api/v1/intentions -> 200
has "\"state\":\"validated\"" "\"listed\":true"
