# Administration by program: what the pages do, for those whom the pages let in.

story "the audit by its filters, page after page"
as karim
api GET /api/v1/audit -> 404
as ada
api PATCH /api/v1/departments/dsi {"name_en":"Computing"} -> 200
api PATCH /api/v1/departments/dsi {"name_en":"Computing services"} -> 200
api GET /api/v1/audit?verb=department.change&actor=ada&limit=1 -> 200
has "\"actor\":{\"login\":\"ada\"" "\"object\":\"department\"" "\"detail\":\"dsi\""
keep a "\"id\":(\d+)"
keep next "\"next_cursor\":\"(\d+)\""
api GET /api/v1/audit?verb=department.change&actor=ada&limit=1&cursor={next} -> 200
lacks "\"id\":{a},"
has "\"next_cursor\":null"
api GET /api/v1/audit?actor=personne&from=hier -> 422
has "\"field\":\"actor\"" "\"field\":\"from\""
api GET /api/v1/audit?cursor=loin -> 422
api GET /api/v1/audit?from=2020-01-01&to=2020-01-02 -> 200
has "\"items\":[],\"next_cursor\":null"

story "departments and services changed over the version that was seen"
as karim
api PATCH /api/v1/departments/dsi {"name_en":"Volé"} -> 404
api PATCH /api/v1/services/aide {"name_en":"Volé"} -> 404
as ada
api POST /api/v1/departments {"code":"droit","name_fr":"Droit","name_en":"Law"} -> 201
api POST /api/v1/departments {"code":"droit","name_fr":"Autre"} -> 422
has "\"field\":\"code\""
api POST /api/v1/services {"code":"actes","name_fr":"Actes","group":"rien"} -> 422
has "\"field\":\"group\""
api POST /api/v1/services {"code":"actes","name_fr":"Actes","group":"desk","audiences":["student"]} -> 201
get /admin/services/actes -> 200
has "Actes"
as karim
api POST /api/v1/services {"code":"volé","name_fr":"Volé","group":"desk"} -> 404
as ada
api GET /api/v1/departments/droit -> 200
header ETag -> "{e}"
api PATCH /api/v1/departments/droit {"parent":"dsi","time_zone":"America/Toronto"} If-Match:{e} -> 200
has "\"name_fr\":\"Droit\"" "\"parent\":\"dsi\"" "\"time_zone\":\"America/Toronto\""
api PATCH /api/v1/departments/droit {"parent":null} If-Match:{e} -> 412
api PATCH /api/v1/departments/droit {"parent":"droit","time_zone":"Europe/Paris"} -> 422
has "\"field\":\"parent\""
api DELETE /api/v1/departments/dsi -> 409
api DELETE /api/v1/departments/droit -> 204
get /admin/departments/droit -> 404
api GET /api/v1/services/aide -> 200
header ETag -> "{s}"
api PATCH /api/v1/services/aide {"summary_fr":"Tout ce qui gêne","ask_solution":1,"points":"! Câble"} If-Match:{s} -> 200
has "\"summary_fr\":\"Tout ce qui gêne\"" "\"ask_solution\":1" "\"points\":\"! Câble\""
api PATCH /api/v1/services/aide {"summary_fr":"Autre"} If-Match:{s} -> 412
get /admin/services/aide -> 200
has "Tout ce qui gêne" "! Câble"
api PATCH /api/v1/services/aide {"offered":false} -> 200
as ines
api GET /api/v1/services/aide -> 404
as ada
api PATCH /api/v1/services/aide {"offered":true} -> 200
as ines
api GET /api/v1/services/aide -> 200
lacks "keep_days" "version"

story "who leaves hands over by program: seen first, done in one act, taken back"
as ada
api POST /api/v1/incidents {"subject":"Chez Karim","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
api POST /api/v1/tickets/{t}/assign {"group":"desk","assigned_to":"karim"} -> 200
as maya
api GET /api/v1/people/karim/handover?to=lea -> 404
as ada
api GET /api/v1/people/karim/handover?to=lea -> 200
has "\"number\":\"{t}\"" "\"given\":true"
api GET /api/v1/people/karim/handover?to=bruno -> 200
has "\"given\":false"
api POST /api/v1/people/karim/handover {"to":"karim"} -> 422
api POST /api/v1/people/karim/handover {"to":"lea"} Idempotency-Key:"h-1" -> 200
has "\"given\":1,\"returned\":0"
keep id "\"id\":(\d+)"
api POST /api/v1/people/karim/handover {"to":"lea"} Idempotency-Key:"h-1" -> 200
header Idempotency-Replayed -> true
sql "SELECT COUNT(*) FROM handover" -> 1
sql "SELECT p.login FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE t.subject = 'Chez Karim'" -> lea
api POST /api/v1/handovers/{id}/undo {} -> 200
has "{\"person\":\"karim\",\"back\":1}"
api POST /api/v1/handovers/{id}/undo {} -> 404
sql "SELECT p.login FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE t.subject = 'Chez Karim'" -> karim

story "who is told of what, and people from a file, all or nothing"
as ada
api GET /api/v1/notification-rules -> 200
has "\"event\":\"mention\",\"role\":\"named\"" "\"page\":\"always\",\"mail\":\"default\""
api PATCH /api/v1/notification-rules {"rules":[{"event":"mention","role":"named","mail":"always"},{"event":"mention","role":"lead","mail":"always"}]} -> 422
has "rules.1.event"
sql "SELECT COUNT(*) FROM notification_rule" -> 0
api PATCH /api/v1/notification-rules {"rules":[{"event":"mention","role":"named","mail":"always"}]} -> 200
as karim
api GET /api/v1/notification-rules -> 404
api GET /api/v1/me/notifications -> 200
has "\"event\":\"mention\"" "\"page_free\":false,\"mail_free\":false"
api POST /api/v1/people/import/preview {"text":"login;nom\nnora;Nora Lys\n"} -> 404
as ada
api POST /api/v1/people/import/preview {"text":"login;nom\nnora;Nora Lys\nines;Inès Caron-Lys\n"} Idempotency-Key:"i-0" -> 200
has "\"created\":1,\"changed\":1" "\"after\":\"Inès Caron-Lys\""
keep d "\"digest\":\"([0-9a-f]+)\""
sql "SELECT COUNT(*) FROM person WHERE login = 'nora'" -> 0
api POST /api/v1/people/import {"text":"login;nom\nnora;Nora Lys\nines;Inès Caron-Lys\n","digest":"0"} -> 412
api POST /api/v1/people/import {"text":"login;nom\nnora;Nora Lys\nines;Inès Caron-Lys\n","digest":"{d}"} Idempotency-Key:"i-1" -> 200
has "\"applied\":true"
api POST /api/v1/people/import {"text":"login;nom\nnora;Nora Lys\nines;Inès Caron-Lys\n","digest":"{d}"} Idempotency-Key:"i-1" -> 200
header Idempotency-Replayed -> true
sql "SELECT COUNT(*) FROM audit WHERE verb = 'people.import'" -> 1
api POST /api/v1/people/import/preview {"text":"login;nom;courriel\nlou;Lou;rien\nt o;T;\n"} -> 422
has "\"line\":2,\"column\":\"courriel\"" "\"line\":3,\"column\":\"login\""

story "an account closed and opened again, sessions seen and ended"
as ines
get / -> 200
as ines/phone
api GET /api/v1/me/sessions -> 200
has "\"mine\":true" "\"mine\":false"
api DELETE /api/v1/me/sessions -> 204
as ines
api GET /api/v1/me/sessions -> 401
as ada
api GET /api/v1/people/ines/security -> 200
has "\"active\":true,\"second_factor\":false,\"sessions\":1"
api POST /api/v1/people/ines/close {} -> 200
has "\"active\":false"
api POST /api/v1/people/ada/close {} -> 409
as ines/phone
api GET /api/v1/me/sessions -> 401
as ada
api POST /api/v1/people/ines/reopen {} -> 200
has "\"active\":true"
as karim
api POST /api/v1/people/ines/close {} -> 404
api GET /api/v1/people/ines/security -> 404
