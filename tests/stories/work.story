# What the desk keeps beside a request, and what the requester answers to it.

story "the need is restated, corrected, restated again and confirmed by voice"
as ines
post /requests service=aide subject="Le test" body="Ça s'est fermé tout seul." urgency=2 -> 303 /requests/{t}
as karim
get /tickets/{t}/work -> 200
keep once "name=\"once\" value=\"([^\"]+)r\""
post /tickets/{t}/restated once="{once}r" restated="" -> 422
post /tickets/{t}/restated once="{once}r" restated="Le test de chimie s'est fermé avant la fin." -> 303
post /tickets/{t}/restated once="{once}r" restated="Le test de chimie s'est fermé avant la fin." -> 303
sql "SELECT COUNT(*) FROM restated" -> 1
as theo
get /requests/{t} -> 404
as ines
get /requests/{t} -> 200
has "Avons-nous bien compris" "Le test de chimie" "Ça s'est fermé tout seul."
keep wording "name=\"wording\" value=\"(\d+)\""
post /requests/{t}/restated do=correct wording={wording} correction="" -> 422
post /requests/{t}/restated do=correct wording={wording} correction="Non, celui de physique." -> 303
post /requests/{t}/restated do=confirm wording={wording} -> 409
as karim
get /tickets/{t}/work -> 200
has "corrigé"
get /tickets/{t} -> 200
has "Non, celui de physique."
post /tickets/{t}/restated restated="Le test de physique s'est fermé avant la fin." -> 303
get /tickets/{t}/work -> 200
keep second "name=\"wording\" value=\"(\d+)\""
post /tickets/{t}/restated do=voice wording={second} -> 303
as ines
get /requests/{t} -> 200
has "confirmé de vive voix"
lacks "Oui, c'est bien cela"

story "time is corrected by whoever gave it, and a required point holds the resolution back"
as ines
post /requests service=aide subject="Prise" body="Elle est morte." urgency=2 -> 303 /requests/{t}
as karim
post /tickets/{t}/time minutes=1h note="Déplacement" -> 422
has "Déplacement"
post /tickets/{t}/time minutes=90 note="Déplacement" -> 303
api GET /api/v1/tickets/{t}/time -> 200
keep line "\"id\":(\d+)"
as lea
api PATCH /api/v1/tickets/{t}/time/{line} {"minutes":1} -> 404
as karim
api PATCH /api/v1/tickets/{t}/time/{line} {"minutes":60} -> 200
has "\"minutes\":60" "Déplacement"
post /tickets/{t}/checks label="Prise testée" required=1 -> 303
get /tickets/{t} -> 200
has "0/1"
post /tickets/{t}/state move=40 reason="Prise changée" -> 409
has "Prise testée"
api GET /api/v1/tickets/{t}/checks -> 200
keep point "\"id\":(\d+)"
post /tickets/{t}/checks do=tick point={point} -> 303
get /tickets/{t}/work -> 200
has "Karim"
post /tickets/{t}/state move=40 reason="Prise changée" -> 303
as ines
get /requests/{t} -> 200
lacks "Prise testée" "Déplacement"
api GET /api/v1/tickets/{t}/time -> 404

story "without its screenshot the form is refused, and a call waits for it"
sql "UPDATE service SET evidence = 1 WHERE code = 'aide' RETURNING evidence" -> 1
as ines
get /services/aide/new -> 200
has "votre nom est visible"
post /requests service=aide subject="" body="Le test s'est fermé." urgency=2 -> 422
has "2 "
post /requests service=aide subject="Test" body="Le test s'est fermé." urgency=2 -> 422
has "Joignez une capture" "Le test s'est fermé."
post /requests service=aide subject="Test" body="Fermé." urgency=2 files=@"capture.png:png" -> 303 /requests/{a}
as karim
post /tickets/new person=ines subject="Au téléphone" service=1 channel=30 -> 303 /tickets/{t}
sql "SELECT state * 100 + pending FROM ticket ORDER BY id DESC LIMIT 1" -> 3050
as ines
get /requests/{t} -> 200
has "Il manque une capture"
post /requests/{t}/messages body="Voici." files=@"capture.png:png" -> 303
as karim
get /tickets/{t}/work -> 200
keep file "name=\"file\" value=\"(\d+)\""
post /tickets/{t}/evidence file={file} on=1 -> 303
get /tickets/{t}/work -> 200
has "Vérifié par"
sql "SELECT state FROM ticket ORDER BY id DESC LIMIT 1" -> 20
as ada
get /admin/services/aide -> 200
has "Demande une capture" "name=\"evidence\" value=\"1\" checked"
