story "what was being typed is there again, also in another browser"
as ines
put /services/aide/draft body="Je n'ai pas fini d'écr" -> 200
as ines/phone
get /services/aide/new -> 200
has "Je n'ai pas fini d'écr"
as theo
get /services/aide/new -> 200
lacks "Je n'ai pas fini d'écr"
as ines
post /requests service=aide subject="Fini" body="J'ai fini d'écrire." urgency=2 -> 303 /requests/{t}
get /services/aide/new -> 200
lacks "Je n'ai pas fini d'écr"

story "the desk's drafts stay with their author and their mode"
as ines
post /requests service=aide subject="Brouillons" body="…" urgency=2 -> 303 /requests/{t}
as karim
put /tickets/{t}/draft mode=reply body="Bonjour, nous" -> 200
put /tickets/{t}/draft mode=note body="Voir avec le réseau" -> 200
get /tickets/{t} -> 200
has "Bonjour, nous" "Voir avec le réseau"
as lea
get /tickets/{t} -> 200
lacks "Bonjour, nous" "Voir avec le réseau"
as ines
get /requests/{t} -> 200
lacks "Bonjour, nous" "Voir avec le réseau"

story "a reply taken back within ten seconds was never said"
as ines
post /requests service=aide subject="Trop vite" body="…" urgency=2 -> 303 /requests/{t}
as karim
post /tickets/{t}/messages mode=reply body="Envoyé trop vite" -> 303
post /tickets/{t}/undo -> 303
get /tickets/{t} -> 200
has "Envoyé trop vite"
at 2035-01-09T09:00:00Z
as ines
get /requests/{t} -> 200
lacks "Envoyé trop vite"
sql "SELECT COUNT(*) FROM entry WHERE kind = 10" -> 0
