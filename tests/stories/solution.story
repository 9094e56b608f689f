# What a requester decides about the solution that was given.

story "a solution is refused and the work goes on"
as ines
post /requests service=aide subject="Imprimante muette" body="Rien ne sort." urgency=2 -> 303 /requests/{t}
as karim
post /tickets/{t}/take -> 303
post /tickets/{t}/state move=40 reason="Câble rebranché." -> 303
as ines
get /requests/{t} -> 200
has "Câble rebranché."
post /requests/{t}/reopen body="Toujours rien." -> 303 /requests/{t}
sql "SELECT state FROM ticket" -> 20
sql "SELECT COUNT(*) FROM ticket WHERE resolved_at IS NULL" -> 1
as karim
get /tickets/{t} -> 200
has "Toujours rien."
get /tickets?view=mine -> 200
has "{t}"

story "a reply to a solution that was given takes the work up again"
as ines
post /requests service=aide subject="Clé perdue" body="Salle 3." urgency=2 -> 303 /requests/{t}
as karim
post /tickets/{t}/state move=40 reason="Clé retrouvée." -> 303
as ines
post /requests/{t}/messages body="Ce n'est pas la bonne clé." -> 303
sql "SELECT state FROM ticket" -> 20

story "a request is reopened within the time that is given, and not later"
at 2026-01-09T09:00:00Z
as ines
post /requests service=aide subject="Écran noir" body="Le poste 7." urgency=2 -> 303 /requests/{t}
as karim
post /tickets/{t}/state move=40 reason="Écran remplacé." -> 303
as ines
post /requests/{t}/close -> 303
sql "SELECT state FROM ticket" -> 50
at 2026-01-12T09:00:00Z
post /requests/{t}/reopen body="De nouveau noir." -> 303
sql "SELECT state FROM ticket" -> 20
as karim
post /tickets/{t}/state move=40 reason="Carte graphique." -> 303
as ines
post /requests/{t}/close -> 303
at 2027-03-09T09:00:00Z
post /requests/{t}/reopen body="Un an après." -> 422
has "Un an après."
get /services/aide/new -> 200
has "Un an après."
sql "SELECT state FROM ticket" -> 50

story "a request is withdrawn by the one who asked"
as ines
post /requests service=aide subject="Plus besoin" body="Un doute." urgency=3 -> 303 /requests/{t}
post /requests/{t}/cancel -> 303
sql "SELECT state FROM ticket" -> 60
as karim
get /tickets?view=take -> 200
lacks "{t}"
post /tickets/{t}/take -> 409
