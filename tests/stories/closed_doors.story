# Who sees what.  Whatever one may not see answers like what does not exist.

story "a confidential request is seen by its requester and its group alone"
as ines
listen
as karim
listen
as bruno
listen
as ines
post /requests service=signalement subject="Affaire délicate" body="Entre nous." urgency=2 -> 303 /requests/{t}
live within 3s "ticket-new"
get /requests/{t} -> 200
has "Affaire délicate"
as karim
silent for 1s
get /tickets/{t} -> 404
api GET /api/v1/tickets/{t} -> 404
api GET /api/v1/tickets?q=d%C3%A9licate -> 200
lacks "{t}"
get /tickets?q=d%C3%A9licate -> 200
lacks "Affaire"
as bruno
get /tickets/{t} -> 404
api GET /api/v1/tickets -> 200
lacks "{t}"
as theo
get /requests/{t} -> 404
as ada
get /tickets/{t} -> 200

story "attachments are read by those who may and by nobody else"
as ines
post /requests service=aide subject="Capture" body="Voir le fichier." urgency=2 files=@"écran.txt:le contenu de l'écran" -> 303 /requests/{t}
get /requests/{t} -> 200
keep file "(/attachments/\d+)"
get {file} -> 200
has "le contenu de l'écran"
header Content-Disposition -> "attachment; filename=\"_cran.txt\"; filename*=UTF-8''%C3%A9cran.txt"
header X-Content-Type-Options -> nosniff
as theo
get {file} -> 404
as nobody
get {file} -> 303
as bruno
get {file} -> 404
as karim
get {file} -> 200
post /tickets/{t}/messages mode=note body="Pour nous" files=@"interne.txt:secret du service" -> 303
get /tickets/{t} -> 200
sql "SELECT MAX(id) FROM attachment" -> {inner}
get /attachments/{inner} -> 200
has "secret du service"
as ines
get /attachments/{inner} -> 404
get /requests/{t} -> 200
lacks "interne.txt"

story "search finds with folded accents, by number in any spelling, and only what one may see"
as ines
post /requests service=aide subject="Déménagement du télécopieur" body="L'appareil de l'accueil." urgency=2 -> 303 /requests/{t}
as theo
post /requests service=aide subject="Télécopieur en feu" body="Au secours." urgency=2 -> 303 /requests/{u}
as karim
get "/tickets?q=demenagement" -> 200
has "{t}"
lacks "{u}"
get "/tickets?q=TELECOPIEURS" -> 200
has "{t}" "{u}"
get "/tickets?q={t}" -> 200
has "Déménagement"
get "/tickets?q=inc0000001" -> 200
has "Déménagement"
api GET "/api/v1/tickets?q=t%C3%A9l%C3%A9copieur" -> 200
has "{t}" "{u}"
as ines
get "/search?q=telecopieur" -> 200
has "{t}"
lacks "{u}" "Au secours"
get "/search?q={t}" -> 303 /requests/{t}
as nobody
get "/search?q=telecopieur" -> 200
lacks "{t}" "{u}"

story "a note is never found by the one whose request it is about"
as ines
post /requests service=aide subject="Câble" body="Il est abîmé." urgency=2 -> 303 /requests/{t}
as karim
api POST /api/v1/tickets/{t}/notes {"body":"ornithorynque en salle serveurs"} -> 201
get "/tickets?q=ornithorynque" -> 200
has "{t}"
as ines
get "/search?q=ornithorynque" -> 200
lacks "{t}"
api GET "/api/v1/tickets?q=ornithorynque" -> 200
lacks "{t}"
api GET /api/v1/tickets/{t}/journal -> 200
lacks "ornithorynque"

story "what is sent to an address that does not exist is told so"
as karim
post /rien a=b -> 404
has "Cette page n’est pas visible"
post /tickets/INC-1/rien a=b file=@"a.txt:bytes" -> 404
post /desk a=b -> 405
api POST /api/v1/rien {"a":"b"} -> 404
header Content-Type -> "application/problem+json"
api PUT /api/v1/tickets {"a":"b"} -> 405
stranger
post /rien a=b -> 404
