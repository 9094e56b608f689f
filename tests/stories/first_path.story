# The capability whole, as two people live it.

story "a request is asked, seen live, taken, answered, noted, resolved and accepted"
as karim
listen
as ines
get /services/aide/new -> 200
keep once "name=\"once\" value=\"([^\"]+)\""
post /requests service=aide once={once} subject="Le Wi-Fi ne marche plus au B12" body="Depuis ce matin, rien." room="B12" urgency=2 -> 303 /requests/{t}
get /requests/{t} -> 200
has "Le Wi-Fi ne marche plus au B12" "Depuis ce matin, rien."
get /requests -> 200
has "{t}"

as karim
live within 2s "ticket-new"
get /tickets?view=take -> 200
has "{t}" "Le Wi-Fi ne marche plus au B12"
get /tickets/{t} -> 200
has "Inès Caron"
post /tickets/{t}/take -> 303
get /tickets?view=mine -> 200
has "{t}"
as lea
get /tickets/{t} -> 200
has "Karim Benali"

as karim
post /tickets/{t}/messages mode=note body="Borne 12-4 muette, vue avec le réseau" -> 303
post /tickets/{t}/messages mode=reply body="Nous remplaçons la borne." -> 303
as ines
get /requests/{t} -> 200
lacks "Borne 12-4 muette" "Nous remplaçons la borne."
within 16s get /requests/{t} has "Nous remplaçons la borne."
lacks "Borne 12-4 muette"

as karim
post /tickets/{t}/state move=40 reason="La borne est remplacée." -> 303
as ines
get /requests/{t} -> 200
has "La borne est remplacée."
post /requests/{t}/close -> 303 /requests/{t}
sql "SELECT state FROM ticket" -> 50
sql "SELECT COUNT(*) FROM ticket" -> 1
