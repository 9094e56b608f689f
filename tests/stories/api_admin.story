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
