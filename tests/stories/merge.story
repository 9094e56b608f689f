# Requests that belong together: merged, split, answered as children, followed by another.

story "two requests become one and part again"
as ines
post /requests service=aide subject="Wifi B12" body="Plus de wifi." urgency=2 -> 303 /requests/{a}
as theo
post /requests service=aide subject="Wifi bâtiment B" body="Le wifi est tombé." urgency=2 -> 303 /requests/{b}
as karim
get /tickets/{a}/together?to={b} -> 200
has "Inès Caron"
post /tickets/{a}/merge to={a} -> 422
post /tickets/{a}/merge to=INC-99999 -> 422
post /tickets/{a}/merge to={b} version=1 -> 303 /tickets/{b}
get /tickets/{a}/together -> 200
has "/unmerge"
as ines
get /requests/{a} -> 200
has "/requests/{b}"
lacks "composer__to"
post /requests/{a}/messages body="Et alors ?" -> 422
has "{b}"
get /requests/{b} -> 200
has "Le wifi est tombé."
as theo
get /requests/{a} -> 404
get /requests/{b} -> 200
lacks "{a}"
as karim
post /tickets/{a}/merge to={b} -> 409
post /tickets/{a}/unmerge -> 303 /tickets/{a}
post /tickets/{a}/unmerge -> 409
as ines
get /requests/{b} -> 404
sql "SELECT COUNT(*) FROM ticket WHERE state = 10" -> 2

story "nobody merges what only a closed circle sees"
as ines
post /requests service=aide subject="Ouverte" body="Un." urgency=2 -> 303 /requests/{a}
post /requests service=signalement subject="Secret" body="Deux." urgency=2 -> 303 /requests/{s}
post /requests service=aide subject="Discrète" body="Trois." urgency=2 -> 303 /requests/{d}
as karim
api PATCH /api/v1/tickets/{d} {"confidential":true} -> 200
api POST /api/v1/tickets/{a}/merge {"to":"{s}"} -> 422
api POST /api/v1/tickets/{a}/merge {"to":"{d}"} -> 422
api POST /api/v1/tickets/{d}/merge {"to":"{a}"} -> 422
get /tickets/{a}/together?to={s} -> 200
lacks "Secret"
sql "SELECT COUNT(*) FROM ticket_merge" -> 0

story "a part becomes a request of its own, once"
as ines
post /requests service=aide subject="Deux choses" body="L'imprimante." urgency=2 -> 303 /requests/{a}
post /requests/{a}/messages body="Et mon mot de passe." -> 303
as karim
get /tickets/{a}/together -> 200
keep entry "name=\"entry_(\d+)\""
post /tickets/{a}/split subject=" " -> 422
post /tickets/{a}/split subject="Mot de passe" entry_{entry}=1 once=un-seul-envoi -> 303 /tickets/{p}
post /tickets/{a}/split subject="Mot de passe" entry_{entry}=1 once=un-seul-envoi -> 303 /tickets/{p}
sql "SELECT COUNT(*) FROM ticket" -> 2
as ines
get /requests/{p} -> 200
has "Et mon mot de passe." "/requests/{a}"
get /requests/{a} -> 200
has "/requests/{p}"

story "a parent answers its children at once, exactly once"
as ines
post /requests service=aide subject="Panne" body="La cause." urgency=2 -> 303 /requests/{p}
post /requests service=aide subject="Enfant un" body="Chez moi." urgency=2 -> 303 /requests/{a}
as theo
post /requests service=aide subject="Enfant deux" body="Chez moi aussi." urgency=2 -> 303 /requests/{b}
as karim
post /tickets/{a}/links to={p} kind=child_of -> 303
post /tickets/{b}/links to={p} kind=child_of -> 303
post /tickets/{p}/links to={a} kind=child_of -> 422
get /tickets/{p}/together -> 200
has "Enfant un" "Enfant deux"
keep one "name=\"child_(\d+)\""
post /tickets/{p}/children body="" child_{one}=1 -> 422
post /tickets/{p}/children body="C'est réparé." -> 422
api POST /api/v1/tickets/{p}/children/comments {"body":"C'est réparé."} -> 201
has "sent"
post /tickets/{p}/children/undo -> 303
get /tickets/{p}/together -> 200
has "C&#39;est réparé."
post /tickets/{p}/children body="Tout est réparé." child_{one}=1 once=une-fois -> 200
has "{a}" "{b}"
post /tickets/{p}/children body="Tout est réparé." child_{one}=1 once=une-fois -> 200
sql "SELECT COUNT(*) FROM draft WHERE place LIKE 'send:%'" -> 1
as ines
within 20s get /requests/{a} has "Tout est réparé."
sql "SELECT COUNT(*) FROM entry WHERE kind = 10" -> 1
as theo
get /requests/{b} -> 200
lacks "Tout est réparé."

story "a late reply makes a linked request"
at 2026-01-09T09:00:00Z
as ines
post /requests service=aide subject="Écran noir" body="Le poste 7." urgency=2 -> 303 /requests/{t}
as karim
post /tickets/{t}/state move=40-0 reason="Écran remplacé." -> 303
as ines
post /requests/{t}/close -> 303
at 2026-03-09T09:00:00Z
get /requests/{t} -> 200
has "/requests/{t}/messages"
post /requests/{t}/messages body="" -> 422
post /requests/{t}/messages body="Encore noir." once=une-suite -> 303 /requests/{n}
post /requests/{t}/messages body="Encore noir." once=une-suite -> 303 /requests/{n}
sql "SELECT COUNT(*) FROM ticket" -> 2
get /requests/{n} -> 200
has "Encore noir." "/requests/{t}"
get /requests/{t} -> 200
has "/requests/{n}"
sql "SELECT state FROM ticket ORDER BY id LIMIT 1" -> 50
as karim
get /tickets/{n} -> 200
has "{t}"

story "resolving asks what the service declares"
as ines
post /requests service=aide subject="Wifi" body="Rien." urgency=2 -> 303 /requests/{t}
as karim
get /tickets/{t}?open=state -> 200
has "name=\"requested_for\"" "name=\"course\""
lacks "f-nature"
as ada
post /admin/categories code=panne name_fr=Panne name_en=Outage -> 303
as karim
get /tickets/{t}?open=state -> 200
has "f-nature" "Panne"
post /tickets/{t}/state move=40-0 reason="" -> 422
post /tickets/{t}/state move=40-0 reason="Voilà." course="introuvable" -> 422
has "introuvable"
post /tickets/{t}/state move=40-0 reason="Voilà." requested_for=theo -> 303
as theo
get /requests/{t} -> 200
has "Voilà."

story "clocks of a merged one say nothing more, and come back with it"
as ines
post /requests service=aide subject="Wifi B12" body="Plus de wifi." urgency=2 -> 303 /requests/{a}
post /requests service=aide subject="Wifi B" body="Tombé." urgency=2 -> 303 /requests/{b}
as karim
api POST /api/v1/tickets/{a}/merge {"to":"{b}"} -> 200
has "\"clocks\":[]" "\"state\":\"closed\""
sql "SELECT COUNT(*) FROM clock WHERE state = 40" -> 2
api DELETE /api/v1/tickets/{a}/merge -> 200
has "\"name\":\"resolution\"" "\"state\":\"new\""
