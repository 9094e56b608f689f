# Support tasks and timetables by program: what their pages do, by the same rules.

story "a service task gives many support tasks at once, seen before they are made, whole or not at all"
at 2026-01-12T08:00:00Z
as ada
api POST /api/v1/rooms {"code":"CUB-1","name":"Cubicule 1","kind":"cubicle","site":"B"} -> 201
api POST /api/v1/rooms {"code":"CUB-2","name":"Cubicule 2","kind":"cubicle","site":"B"} -> 201
api POST /api/v1/support-types {"code":"appel","name_fr":"Sur appel","name_en":"On call","mode":"class_call","group":"desk","minutes":60} -> 201
api POST /api/v1/courses {"code":"MED1234","term":"H26","title":"Clinique","presenters":["ines","theo"],"sessions":[{"from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z","theme":"Première","link":"https://visio.example/1","hosts":"Hôte 3"},{"from":"2026-01-26T13:00:00Z","to":"2026-01-26T15:00:00Z","theme":"Seconde"}]} -> 201
sql "SELECT MIN(id) FROM course_session" -> {s1}
sql "SELECT MAX(id) FROM course_session" -> {s2}
as karim
api POST /api/v1/support-tasks/many/preview {"type":"rien","sessions":[{s1}],"people":["fantome"]} -> 422
has "people"
api POST /api/v1/support-tasks/many/preview {"type":"appel","sessions":"toutes"} -> 422
# a session that is not there: the field that named it says so, nothing is made
api POST /api/v1/support-tasks/many/preview {"type":"appel","sessions":[999999]} -> 422
has "\"field\":\"sessions\""
api POST /api/v1/support-tasks/many {"type":"appel","sessions":[{s1},999999],"people":["ines"]} -> 422
has "\"field\":\"sessions\""
api POST /api/v1/support-tasks/many {"type":"appel","sessions":["demain"]} -> 422
has "\"field\":\"sessions\""
api POST /api/v1/support-tasks/many {"type":"appel","lines":[{"session":{s1},"from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z"},{"session":999999,"from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z"}]} -> 422
has "\"field\":\"lines\""
api POST /api/v1/support-tasks {"type":"appel","session":999999,"from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z"} -> 422
has "\"field\":\"session\""
sql "SELECT COUNT(*) FROM support_task" -> 0
api POST /api/v1/support-tasks/many/preview {"type":"appel","sessions":[{s1},{s2}],"people":["ines","theo"],"room":"CUB-1"} -> 200
has "\"made\":4,\"left_out\":0" "\"theme\":\"Première\"" "\"person\":\"theo\"" "\"room\":\"CUB-2\"" "Cubicule 2"
sql "SELECT COUNT(*) FROM support_task" -> 0
# the lines of the look, and nothing else
api POST /api/v1/support-tasks/many {"type":"appel","lines":[{"session":{s1},"person":"ines","from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z","room":"CUB-1"}]} Idempotency-Key:un -> 201
has "\"link\":\"https://visio.example/1\"" "\"host\":\"Hôte 3\"" "\"person_login\":\"ines\"" "\"room\":\"CUB-1\"" "\"course\":\"MED1234\"" "\"on_call\":true"
keep t "\"number\":\"(TASK-\d+)\""
api POST /api/v1/support-tasks/many {"type":"appel","lines":[{"session":{s1},"person":"ines","from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z","room":"CUB-1"}]} Idempotency-Key:un -> 201
has "{t}"
sql "SELECT COUNT(*) FROM support_task" -> 1
# somebody has the room now: none is made, and the way out is said, with a key as without
api POST /api/v1/support-tasks/many {"type":"appel","lines":[{"session":{s2},"person":"theo","from":"2026-01-26T13:00:00Z","to":"2026-01-26T15:00:00Z"},{"session":{s1},"person":"theo","from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z","room":"CUB-1"}]} Idempotency-Key:deux -> 409
has "\"offer\":{\"room\":\"CUB-2\"" "Cubicule 1" "{t}"
api POST /api/v1/bookings {"room":"CUB-1","from":"2026-01-19T13:30:00Z","to":"2026-01-19T14:00:00Z"} Idempotency-Key:trois -> 409
has "\"offer\":{\"room\":\"CUB-2\""
api POST /api/v1/support-tasks {"type":"appel","session":{s1},"person":"theo","room":"CUB-1"} Idempotency-Key:quatre -> 409
has "\"offer\":{\"room\":\"CUB-2\""
sql "SELECT COUNT(*) FROM support_task" -> 1
# what is there is left out; the rest is made
api POST /api/v1/support-tasks/many {"type":"appel","sessions":[{s1},{s2}],"people":["ines","theo"],"room":"CUB-1"} -> 201
sql "SELECT COUNT(*) FROM support_task" -> 4
api GET /api/v1/support-tasks?course=MED1234 -> 200
has "\"flag\":null" "Seconde"
# a page of them says where the next begins
api GET /api/v1/support-tasks?course=MED1234&limit=3 -> 200
keep next "\"next_cursor\":\"(\d+-\d+)\""
api GET /api/v1/support-tasks?course=MED1234&limit=3&cursor={next} -> 200
has "TASK-" "\"next_cursor\":null"
lacks "{t}"
api GET /api/v1/support-tasks?limit=3&cursor=loin -> 422
# a day that is none is not today
api GET /api/v1/support-tasks?from=demain -> 422
has "\"field\":\"from\""
api GET /api/v1/sessions?to=2026-02-30T00:00:00Z -> 422
has "\"field\":\"to\""
api GET /api/v1/bookings?from=2026-01-19 -> 422
api GET /api/v1/bookings?mine=1 -> 200
has "{t}"
as ines
api POST /api/v1/support-tasks/many {"type":"appel","sessions":[{s1}]} -> 404
as karim
# taken, its session moved, looked at in the same change, cancelled with the reason
api POST /api/v1/tickets/{t}/take {} -> 200
as ada
api PATCH /api/v1/courses/MED1234 {"sessions":[{"id":{s1},"from":"2026-01-19T14:00:00Z","to":"2026-01-19T16:00:00Z"},{"id":{s2},"from":"2026-01-26T13:00:00Z","to":"2026-01-26T15:00:00Z"}]} -> 200
as karim
api GET /api/v1/support-tasks/{t} -> 200
has "\"flag\":\"moved\"" "\"assignee_login\":\"karim\"" "\"clashes\":[]"
header ETag -> "{tag}"
api PATCH /api/v1/support-tasks/{t} {"flag":null,"link":"javascript:1"} If-Match:"{tag}" -> 422
api GET /api/v1/support-tasks/{t} -> 200
has "\"flag\":\"moved\""
api PATCH /api/v1/support-tasks/{t} {"flag":null,"host":"Hôte 5","moderator":"lea"} If-Match:"{tag}" -> 200
has "\"flag\":null" "\"host\":\"Hôte 5\"" "\"moderator_login\":\"lea\""
api PATCH /api/v1/support-tasks/{t} {"flag":null} If-Match:"{tag}" -> 412
at 2026-01-19T13:30:00Z
as ines
api POST /api/v1/incidents {"subject":"Plus de son","service":"cours"} -> 201
sql "SELECT p.login FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE t.subject = 'Plus de son'" -> karim
as karim
api PATCH /api/v1/tickets/{t} {"state":"cancelled","reason":"Elle présente seule"} -> 200
api GET /api/v1/tickets/{t}/journal -> 200
has "Elle présente seule"
sql "SELECT COUNT(*) FROM booking WHERE state = 10 AND ticket_id IN (SELECT ticket_id FROM support_task WHERE person_id = (SELECT id FROM person WHERE login = 'ines'))" -> 1

story "a timetable is looked at, then applied when it still does what was seen"
at 2026-01-12T08:00:00Z
as ada
api POST /api/v1/courses {"code":"MED1234","term":"H26","title":"Clinique","sessions":[{"from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z","theme":"Première"},{"from":"2026-01-20T13:00:00Z","to":"2026-01-20T15:00:00Z"}]} -> 201
api POST /api/v1/courses/MED1234/timetable/preview {} -> 422
has "calendar"
api POST /api/v1/courses/MED1234/timetable/preview {"calendar":"<html>"} -> 422
has "\"field\":\"calendar\""
api POST /api/v1/courses/RIEN/timetable/preview {"calendar":"x"} -> 404
api POST /api/v1/courses/MED1234/timetable/preview {"calendar":"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260119T130000Z\r\nDTEND:20260119T150000Z\r\nSUMMARY:CM MED1234\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART:20260126T130000Z\r\nDTEND:20260126T150000Z\r\nSUMMARY:TD MED1234\r\nLOCATION:B-21\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:3\r\nDTSTART:20260127T130000Z\r\nDTEND:20260127T150000Z\r\nSUMMARY:BIO1101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"} -> 200
has "\"created\":1,\"same\":1,\"withdrawn\":1,\"left_out\":1,\"by_code\":true" "TD MED1234 (B-21)" "\"session\":null"
keep seen "\"digest\":\"([0-9a-f]+)\""
sql "SELECT COUNT(*) FROM course_session WHERE state = 10" -> 2
as karim
api POST /api/v1/courses/MED1234/timetable {"calendar":"x"} -> 404
as ada
api POST /api/v1/courses/MED1234/timetable {"digest":"autre","calendar":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\nDTSTART:20260126T130000Z\nDTEND:20260126T150000Z\nSUMMARY:TD MED1234\nEND:VEVENT\nEND:VCALENDAR\n"} -> 409
sql "SELECT COUNT(*) FROM course_session WHERE state = 10" -> 2
api POST /api/v1/courses/MED1234/timetable {"digest":"{seen}","calendar":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260119T130000Z\nDTEND:20260119T150000Z\nSUMMARY:CM MED1234\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:20260126T130000Z\nDTEND:20260126T150000Z\nSUMMARY:TD MED1234\nEND:VEVENT\nEND:VCALENDAR\n"} Idempotency-Key:a -> 200
api GET /api/v1/courses/MED1234 -> 200
has "2026-01-26T13:00:00" "Première"
lacks "2026-01-20"
api POST /api/v1/courses/MED1234/timetable/preview {"calendar":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\nDTSTART:20260126T130000Z\nDTEND:20260126T150000Z\nSUMMARY:TD MED1234\nEND:VEVENT\nEND:VCALENDAR\n"} -> 200
has "\"created\":0,\"same\":1,\"withdrawn\":0"
post /api/v1/courses/MED1234/timetable/preview calendar=@"horaire.ics:BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:2\nDTSTART:20260127T130000Z\nDTEND:20260127T150000Z\nSUMMARY:TD MED1234\nEND:VEVENT\nEND:VCALENDAR\n" -> 200
has "\"created\":1,\"same\":0,\"withdrawn\":0"

story "what a course's page does: an announced recording, an intention, a grid whose columns have other names"
at 2026-01-05T08:00:00Z
as ada
api POST /api/v1/courses {"code":"MED1234","term":"H26","title":"Clinique","responsible":"ines","presenters":["theo"],"sessions":[{"from":"2026-01-19T13:00:00Z","to":"2026-01-19T15:00:00Z","recording":"Zoom"},{"from":"2026-01-26T13:00:00Z","to":"2026-01-26T15:00:00Z"}]} -> 201
sql "SELECT MIN(id) FROM course_session" -> {s1}
sql "SELECT MAX(id) FROM course_session" -> {s2}
api GET /api/v1/sessions?from=2026-01-19T00:00:00Z&to=2026-01-20T00:00:00Z -> 200
has "\"course\":\"MED1234\"" "\"support_tasks\":0"
lacks "2026-01-26"
api GET /api/v1/sessions?course=RIEN -> 404
api POST /api/v1/courses/MED1234/sessions/{s1}/recording {"state":"perdu"} -> 422
api POST /api/v1/courses/MED1234/sessions/999999/recording {"state":"missing"} -> 404
api POST /api/v1/courses/MED1234/sessions/{s2}/recording {"state":"missing"} -> 409
api POST /api/v1/courses/MED1234/sessions/{s1}/recording {"state":"asked"} -> 200
has "\"recording_state\":\"asked\""
as ines
api GET /api/v1/sessions -> 404
api POST /api/v1/courses/MED1234/sessions/{s1}/recording {"state":"present"} -> 404
api POST /api/v1/courses/MED1234/sessions/{s1}/recording {"state":"unwanted"} -> 422
has "\"field\":\"reason\""
api POST /api/v1/courses/MED1234/sessions/{s1}/recording {"state":"unwanted","reason":"Salle sans caméra"} -> 200
has "Salle sans caméra"
as bruno
api POST /api/v1/courses/MED1234/sessions/{s1}/recording {"state":"unwanted","reason":"Non"} -> 404
# how a course is to be taught: said by who teaches it, answered by its department, once
as ada
api GET /api/v1/approaches -> 200
keep zoom "\"code\":\"([^\"]+)\""
as karim
api POST /api/v1/intentions {"course":"MED1234","approach":"{zoom}"} -> 422
has "\"field\":\"course\""
as ines
api POST /api/v1/intentions {"course":"MED1234","approach":"rien","note":"x"} -> 422
has "\"field\":\"approach\""
api POST /api/v1/intentions {"course":"MED1234","approach":"{zoom}","note":"En direct"} -> 201
has "\"state\":\"proposed\"" "En direct"
keep i "\"id\":(\d+)"
api GET /api/v1/intentions -> 200
has "En direct"
api GET /api/v1/intentions?waiting=1 -> 200
has "\"items\":[]"
api POST /api/v1/intentions/{i}/decide {"decision":"validate"} -> 404
as ada
api GET /api/v1/intentions?waiting=1 -> 200
has "En direct"
api POST /api/v1/intentions/{i}/decide {"decision":"peut-être"} -> 422
api POST /api/v1/intentions/{i}/decide {"decision":"validate","reason":"Bien"} -> 200
has "\"state\":\"validated\"" "\"reason\":\"Bien\""
api POST /api/v1/intentions/{i}/decide {"decision":"refuse"} -> 409
sql "SELECT COUNT(*) FROM grid_line WHERE withdrawn_at IS NULL" -> 1
# a grid whose headings are not the usual ones says which is what
api POST /api/v1/grids {"csv":"Sigle;Nom long;Unité;Session;Prof;Mél;Façon\nMED9;Clinique;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Antem\n"} -> 422
api POST /api/v1/grids {"columns":{"code":"Colonne absente"},"csv":"Sigle;Nom long;Unité;Session;Prof;Mél;Façon\nMED9;Clinique;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Antem\n"} -> 422
has "\"field\":\"columns\""
api POST /api/v1/grids {"columns":{"code":"sigle","title":"Sigle","department":"Unité","term":"Session","owner":"Prof","mail":"Mél","approaches":"Façon"},"csv":"Sigle;Nom long;Unité;Session;Prof;Mél;Façon\nMED9;Clinique;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Antem\n"} -> 422
sql "SELECT COUNT(*) FROM grid WHERE state = 10" -> 0
api POST /api/v1/grids {"columns":{"code":"sigle","title":"Nom long","department":"Unité","term":"Session","owner":"Prof","mail":"Mél","approaches":"Façon"},"csv":"Sigle;Nom long;Unité;Session;Prof;Mél;Façon\nMED9;Clinique;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Antem\n"} -> 201
has "\"created\":1" "\"course\":\"MED9\""
keep g "\"id\":(\d+)"
api PATCH /api/v1/grids/{g} {"columns":{"title":"Prof","owner":"Nom long"},"name":"Essai"} -> 200
has "\"name\":\"Essai\""

story "an address of a calendar is told once, whatever the key, and kept nowhere"
at 2026-01-12T08:00:00Z
as karim
api POST /api/v1/calendar-feeds {"group":"cours"} -> 404
api POST /api/v1/calendar-feeds {"group":"desk"} Idempotency-Key:agenda -> 201
has "\"group\":\"desk\"" "\"link\":"
keep secret "/calendar/([A-Za-z0-9_-]+)\.ics"
keep id "\"id\":(\d+)"
api POST /api/v1/calendar-feeds {"group":"desk"} Idempotency-Key:agenda -> 409
lacks "{secret}"
sql "SELECT COUNT(*) FROM idempotency WHERE reply LIKE '%{secret}%'" -> 0
api GET /api/v1/calendar-feeds -> 200
has "\"id\":{id}"
lacks "{secret}"
as nobody
get /calendar/{secret}.ics -> 200
as ines
api POST /api/v1/calendar-feeds {} -> 404
as karim
api DELETE /api/v1/calendar-feeds/{id} -> 204
get /calendar/{secret}.ics -> 404
