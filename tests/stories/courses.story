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
