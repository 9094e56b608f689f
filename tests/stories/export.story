# A list as a file: the columns of the list, or all; as a table or on paper; only what one may see.

story "a file has the columns that the list has, in CSV, XLSX and PDF"
as ines
post /requests service=aide subject="Le son manque" body="…" urgency=2 -> 303 /requests/{t}
post /requests service=signalement subject="Un secret" body="…" urgency=2 -> 303 /requests/{s}
as karim
get "/tickets/export?view=groups&format=csv&cols=state,requester" -> 200
has "Le son manque" "Inès Caron"
lacks "Un secret" "Groupe" "Échéance"
header X-Export-Rows -> "1"
get "/tickets/export?view=groups&format=csv&columns=all" -> 200
has "Groupe" "Le son manque"
get "/tickets/export?view=groups&format=xlsx" -> 200
header X-Export-Rows -> "1"
get "/tickets/export?view=groups&format=pdf" -> 200
header Content-Type -> "application/pdf"
header X-Export-Rows -> "1"
has "%PDF-1"
get "/tickets/export?view=groups&format=pdf&filter=x" -> 422
get "/tickets/export?view=groups&format=ods" -> 404
get "/tickets?view=groups" -> 200
has "format=pdf" "columns=all"
as ines
get "/tickets/export?view=groups&format=pdf" -> 404

story "a long list is prepared by a job, told how far it is, and kept a day for whoever asked"
at 2026-01-12T09:00:00Z
as ada
post /admin/settings/export export.direct_rows=1 seen.export.direct_rows=500 -> 303
as ines
post /requests service=aide subject="Le son manque" body="…" urgency=2 -> 303
post /requests service=aide subject="=1+1" body="…" urgency=2 -> 303
post /requests service=signalement subject="Un secret" body="…" urgency=2 -> 303
as karim
get "/tickets/export?view=groups&format=csv&columns=all&separator=comma" -> 200
has "Cette liste compte 2 demandes" "Préparer le fichier"
keep once "name=\"once\" value=\"([^\"]+)\""
post "/tickets/export?view=groups&format=ods" once=x -> 404
post "/tickets/export?view=groups&format=csv&filter=x" once=x -> 422
sql "SELECT COUNT(*) FROM export_file" -> 0
post "/tickets/export?view=groups&format=csv&columns=all&separator=comma" once={once} -> 303 /tickets/exports/{f}
post "/tickets/export?view=groups&format=csv&columns=all&separator=comma" once={once} -> 303 /tickets/exports/{f}
sql "SELECT COUNT(*) FROM export_file" -> 1
within 60s get /tickets/exports/{f} has "Le fichier est prêt"
has "2 lignes" "Vous seul"
get /tickets/exports/{f}/file -> 200
has "Le son manque" "'=1+1" "Inès Caron"
lacks "Un secret"
header X-Export-Rows -> "2"
header Cache-Control -> "private, no-store"
get "/tickets/export?view=groups&format=csv" -> 200
has "Vos fichiers d’aujourd’hui" "guichet-groups-20260112.csv"
post "/tickets/export?view=groups&format=pdf" once=p -> 303 /tickets/exports/{p}
within 60s get /tickets/exports/{p} has "Le fichier est prêt"
get /tickets/exports/{p}/file -> 200
has "%PDF-1"
post "/tickets/export?view=groups&format=xlsx" once=q -> 303 /tickets/exports/{q}
within 60s get /tickets/exports/{q} has "Le fichier est prêt"
get /tickets/exports/{q}/file -> 200
as lea
get /tickets/exports/{f} -> 404
get /tickets/exports/{f}/file -> 404
as ines
get /tickets/exports/{f}/file -> 404
post "/tickets/export?view=groups&format=csv" once=x -> 404
at 2026-01-13T09:30:00Z
as karim
get /tickets/exports/{f} -> 404
get /tickets/exports/{f}/file -> 404

story "administrators take the list of people as a file, no cell a formula, and the audit says so"
as ada
post /admin/people login=zoe name="=1+1" mail=zoe@rives.example -> 303
get /admin/people -> 200
has "/admin/people/export"
post /admin/people/export format=csv -> 200
has "Inès Caron" "'=1+1" "zoe@rives.example" "Identifiant"
header Cache-Control -> "private, no-store"
post /admin/people/export format=csv q=caron -> 200
has "Inès Caron"
lacks "zoe@rives.example"
header X-Export-Rows -> "1"
post /admin/people/export format=xlsx -> 200
post /admin/people/export format=ods -> 404
get /admin/people/export -> 404
sql "SELECT COUNT(*) FROM audit WHERE verb = 'people.export'" -> 3
get /admin/audit?verb=people.export -> 200
as maya
post /admin/people/export format=csv -> 404
as karim
post /admin/people/export format=csv -> 404
as ines
post /admin/people/export format=csv -> 404
sql "SELECT COUNT(*) FROM audit WHERE verb = 'people.export'" -> 3

story "a program asks for a list as a file, follows it and fetches it; it is the page's"
as karim
api POST /api/v1/incidents {"subject":"Ornithorynque","requester":"ines"} -> 201
api POST /api/v1/exports {"list":{"view":"groups","filters":["x"]}} -> 422
api POST /api/v1/exports {"list":{"view":"groups"},"format":"csv","columns":["state","requester"]} Idempotency-Key:"liste-1" -> 202
keep f "\"id\":(\d+)"
api POST /api/v1/exports {"list":{"view":"groups"},"format":"csv","columns":["state","requester"]} Idempotency-Key:"liste-1" -> 202
sql "SELECT COUNT(*) FROM export_file" -> 1
within 60s get /api/v1/exports/{f} has "\"state\":\"done\""
api GET /api/v1/exports/{f}/file -> 200
has "Ornithorynque"
header Content-Type -> "text/csv; charset=utf-8; header=present"
get /tickets/exports/{f} -> 200
api GET /api/v1/exports -> 200
has "\"id\":{f}"
as lea
api GET /api/v1/exports/{f} -> 404
api GET /api/v1/exports/{f}/file -> 404
api GET /api/v1/exports -> 200
lacks "\"id\":{f}"
as ines
api GET /api/v1/exports -> 404
