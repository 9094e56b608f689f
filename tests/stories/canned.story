# Ready answers.

story "a ready answer is written, chosen without script, filled, and nobody else's"
as karim
get /me/canned -> 200
keep o "(\{)prenom"
keep once "name=\"once\" value=\"([^\"]+)\""
post /me/canned once={once} name="" lang=fr body="Bonjour {o}inconnu}" -> 422
has "inconnu" "Bonjour"
post /me/canned once={once} name="Accueil" lang=fr body="Bonjour {o}prenom}, votre demande {o}numero} est prise en charge par {o}agent}." -> 303
post /me/canned once={once} name="Accueil" lang=fr body="Bonjour {o}prenom}, votre demande {o}numero} est prise en charge par {o}agent}." -> 303
sql "SELECT COUNT(*) FROM canned WHERE owner_id IS NOT NULL" -> 1
get /me/canned -> 200
keep id "edit=(\d+)"
as ines
post /requests service=aide subject="Badge" body="Refusé." urgency=2 -> 303 /requests/{t}
get /me/canned -> 404
as karim
get "/tickets/{t}?canned=1" -> 200
has "Accueil" "Session d’examen"
post /tickets/{t}/canned mode=reply canned={id} body="Déjà écrit." engage=waiting -> 200
has "Déjà écrit." "Bonjour Inès, votre demande {t} est prise en charge par Karim"
get /tickets/{t}/canned/{id} -> 200
has "Bonjour Inès"
as lea
get /tickets/{t}/canned/{id} -> 404
post /me/canned id={id} name="Volé" lang=fr body="x" -> 404
post /me/canned id={id} do=remove -> 404
post /admin/canned name="Non" lang=fr body="x" -> 404
api PATCH /api/v1/canned/{id} {"name":"Volé"} -> 404
as karim
api PATCH /api/v1/canned/{id} {"name":"Accueil 2"} If-Match:"\"9\"" -> 412
api PATCH /api/v1/canned/{id} {"name":"Accueil 2"} If-Match:"\"1\"" -> 200
has "Accueil 2"
post /me/canned id={id} name="Accueil 3" lang=fr body="x" version=1 -> 409
post /me/canned id={id} do=remove -> 303
sql "SELECT COUNT(*) FROM canned WHERE owner_id IS NOT NULL" -> 0
as ada
post /admin/canned name="Pour tous" lang=en body="Hello {o}first_name}" -> 303
as lea
api GET /api/v1/canned -> 200
has "Pour tous"
