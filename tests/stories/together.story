# Two people, or one hand that clicks twice.

story "whoever takes second is told who was faster"
as ines
post /requests service=aide subject="Badge refusé" body="À l'entrée." urgency=2 -> 303 /requests/{t}
as lea
post /tickets/{t}/take -> 303
as karim
post /tickets/{t}/take -> 409
has "Léa Fontaine"
api POST /api/v1/tickets/{t}/take -> 409
sql "SELECT p.login FROM ticket t JOIN person p ON p.id = t.assignee_id" -> lea

story "a change made on an old version is refused and comes back as it was typed"
as ines
post /requests service=aide subject="Souris" body="Elle saute." urgency=2 -> 303 /requests/{t}
as karim
get /tickets/{t}?open=assign -> 200
keep v "name=\"version\" value=\"(\d+)\""
as lea
post /tickets/{t}/assign group= assignee= version={v} -> 303
as karim
post /tickets/{t}/state version=999 move=40 reason="Souris remplacée, modèle 12" -> 409
has "Souris remplacée, modèle 12"
sql "SELECT COUNT(*) FROM ticket WHERE state < 40" -> 1

story "a reply that crosses another one is shown it first"
as ines
post /requests service=aide subject="Projecteur" body="Il clignote." urgency=2 -> 303 /requests/{t}
as karim
get /tickets/{t} -> 200
keep last "name=\"last\" value=\"(\d+)\""
as ines
post /requests/{t}/messages body="Il ne clignote plus, il est mort." -> 303
as karim
post /tickets/{t}/messages mode=reply last={last} body="Débranchez-le." -> 409
has "Il ne clignote plus, il est mort." "Débranchez-le."
post /tickets/{t}/messages mode=reply last={last} force=1 body="Débranchez-le." -> 303

story "the same form sent twice makes one request and one message"
as ines
get /services/aide/new -> 200
keep once "name=\"once\" value=\"([^\"]+)\""
post /requests service=aide once={once} subject="Deux fois" body="Double clic." urgency=2 -> 303 /requests/{t}
post /requests service=aide once={once} subject="Deux fois" body="Double clic." urgency=2 -> 303 /requests/{t}
sql "SELECT COUNT(*) FROM ticket" -> 1
get /requests/{t} -> 200
keep again "name=\"once\" value=\"([^\"]+)\""
post /requests/{t}/messages once={again} body="Un ajout." -> 303
post /requests/{t}/messages once={again} body="Un ajout." -> 303
sql "SELECT COUNT(*) FROM entry WHERE kind = 10" -> 1

story "the form of the desk sent twice makes one request"
as karim
get /tickets/new -> 200
keep once "name=\"once\" value=\"([^\"]+)\""
post /tickets/new once={once} person=ines subject="Au téléphone" channel=30 -> 303 /tickets/{t}
post /tickets/new once={once} person=ines subject="Au téléphone" channel=30 -> 303 /tickets/{t}
sql "SELECT COUNT(*) FROM ticket" -> 1
get /tickets/{t} -> 200
keep again "name=\"once\" value=\"([^\"]+)\""
post /tickets/{t}/messages mode=note once={again} body="Une note." -> 303
post /tickets/{t}/messages mode=note once={again} body="Une note." -> 303
sql "SELECT COUNT(*) FROM entry WHERE kind = 20" -> 1
post /tickets/{t}/messages mode=reply once="{again}b" body="Une réponse." -> 303
post /tickets/{t}/messages mode=reply once="{again}b" body="Une réponse." -> 303
within 20s get /tickets/{t} has "Une réponse."

story "a help form with errors keeps what was typed and names each error"
as ines
post /requests service=aide subject="" body="Tout ce texte doit rester." urgency=9 -> 422
has "Tout ce texte doit rester."
sql "SELECT COUNT(*) FROM ticket" -> 0

story "a title has the same room in every script, and says how much"
as ines
post /requests service=aide subject="مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة" body="x" urgency=2 -> 303 /requests/{t}
get /requests/{t} -> 200
has "مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة"
post /requests service=aide subject="مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة مشكلة" body="x" urgency=2 -> 422
has "200 caractères"
as karim
api PATCH /api/v1/tickets/{t} {"subject":"ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"} -> 200
api PATCH /api/v1/tickets/{t} {"subject":"éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé"} -> 422
has "255 caractères"
api POST /api/v1/incidents {"subject":"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀","requester":"ines"} -> 201
api POST /api/v1/incidents {"subject":"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀","requester":"ines"} -> 422
api GET /api/v1/tickets?q=%D9%85%D8%B4%D9%83%D9%84%D8%A9 -> 200
