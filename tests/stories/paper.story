# A ticket on paper is read on another day: its moments are told in full.

story "printed today, without a today"
at 2026-01-12T09:42:00Z
as ines
post /requests service=aide subject="Sur papier" body="Pour le dossier." urgency=2 -> 303 /requests/{t}
post /requests/{t}/messages body="Et encore ceci." -> 303
as karim
post /tickets/{t}/take -> 303
post /tickets/{t}/messages mode=note body="Pour nous." -> 303
get /tickets/{t} -> 200
has "aujourd’hui"
get /tickets/{t}/print?journal=all -> 200
has "Et encore ceci." "Pour nous." "12/01/2026"
lacks "aujourd’hui" "hier" "demain"
as ines
get /requests/{t}/print -> 200
has "12/01/2026"
lacks "aujourd’hui" "hier" "demain" "Pour nous."
