# Drafts and the reply that waits, by program as by page.

story "a draft is the same in the page and by program, and nobody else's"
as ines
post /requests service=aide subject="Brouillon" body="…" urgency=2 -> 303 /requests/{t}
as karim
api GET /api/v1/tickets/{t}/drafts/reply -> 404
put /tickets/{t}/draft mode=reply body="Bonjour, nous" -> 200
api GET /api/v1/tickets/{t}/drafts/reply -> 200
has "Bonjour, nous"
api PUT /api/v1/tickets/{t}/drafts/note {"body":"Voir le réseau"} -> 200
get /tickets/{t} -> 200
has "Voir le réseau"
api PUT /api/v1/tickets/{t}/drafts/autre {"body":"x"} -> 404
as lea
api GET /api/v1/tickets/{t}/drafts/note -> 404
as bruno
api PUT /api/v1/tickets/{t}/drafts/note {"body":"x"} -> 404
as karim
api DELETE /api/v1/tickets/{t}/drafts/note -> 204
get /tickets/{t} -> 200
lacks "Voir le réseau"
as ines
api PUT /api/v1/services/aide/draft {"body":"Je n'ai pas fini"} -> 200
get /services/aide/new -> 200
has "Je n'ai pas fini"
api PUT /api/v1/services/rien/draft {"body":"x"} -> 404
put /services/rien/draft body=x -> 404
sql "SELECT COUNT(*) FROM draft" -> 2

story "a reply sent later is taken back by its author alone, in time"
as ines
post /requests service=aide subject="Trop vite" body="…" urgency=2 -> 303 /requests/{t}
as karim
api POST /api/v1/tickets/{t}/comments {"body":"Envoyé trop vite","later":true} -> 202
has "\"send_at\":"
as lea
api DELETE /api/v1/tickets/{t}/comments -> 409
lacks "Envoyé trop vite"
as ines
api DELETE /api/v1/tickets/{t}/comments -> 404
as bruno
api DELETE /api/v1/tickets/{t}/comments -> 404
as karim
api DELETE /api/v1/tickets/{t}/comments -> 200
has "Envoyé trop vite"
api DELETE /api/v1/tickets/{t}/comments -> 409
at 2035-01-09T09:00:00Z
as ines
get /requests/{t} -> 200
lacks "Envoyé trop vite"
sql "SELECT COUNT(*) FROM entry WHERE kind = 10" -> 0
