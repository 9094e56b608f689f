# How a request finds somebody: turns, availability, absences and who stands in, a group without anybody.

story "in turn, with the reason in the journal and the notice at the desk"
at 2026-01-12T09:00:00Z
as ada
api PATCH /api/v1/groups/desk {"assign":"round_robin","function":"operation","domain":"Poste de travail"} -> 200
has "\"assign\":\"round_robin\"" "\"function\":\"operation\"" "\"domain\":\"Poste de travail\""
api PATCH /api/v1/groups/desk {"assign":"au hasard"} -> 422
get /admin/groups -> 200
has "Poste de travail" "À tour de rôle"
as karim
listen /events?topics=me
as ines
post /requests service=aide subject="Le premier tour" body="…" urgency=2 -> 303 /requests/{t}
as karim
live within 20s "notice"
get /desk -> 200
has "Affectée par tour de rôle" "Le premier tour"
api GET /api/v1/tickets/{t}/journal -> 200
has "affectée par tour de rôle"
as ines
api GET /api/v1/tickets/{t}/journal -> 200
lacks "tour de rôle"
post /requests service=aide subject="Le deuxième tour" body="…" urgency=2 -> 303 /requests/{u}
as lea
get /desk -> 200
has "Le deuxième tour"

story "who is not available is passed over, and says so themselves"
at 2026-01-12T09:00:00Z
as ada
api PATCH /api/v1/groups/desk {"assign":"round_robin"} -> 200
as karim
get /desk -> 200
has "aria-checked=\"true\""
post /desk/available -> 303 /desk
get /desk -> 200
has "aria-checked=\"false\""
sql "SELECT COUNT(*) FROM audit WHERE verb = 'person.unavailable'" -> 1
as ines
post /requests service=aide subject="Pour Léa" body="…" urgency=2 -> 303 /requests/{t}
post /requests service=aide subject="Pour Maya" body="…" urgency=2 -> 303 /requests/{u}
post /requests service=aide subject="De nouveau pour Léa" body="…" urgency=2 -> 303 /requests/{v}
sql "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE p.login = 'lea'" -> 2
sql "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE p.login = 'maya'" -> 1
api POST /api/v1/me/availability {"available":true} -> 404

story "the only agent is away: the substitute; back: everything comes back in one act; nobody left: the lead knows"
at 2026-01-12T09:00:00Z
as ada
api PATCH /api/v1/groups/desk {"assign":"round_robin"} -> 200
api POST /api/v1/groups/desk/members {"login":"karim","lead":true} -> 201
sql "SELECT id FROM person WHERE login = 'lea'" -> {lea}
# the substitute works in another group of the department
api POST /api/v1/groups {"code":"postes","name":"Postes","department":"dsi"} -> 201
api POST /api/v1/groups/postes/members {"login":"lea"} -> 201
post /admin/groups/desk/members/{lea}/remove -> 303
sql "SELECT id FROM person WHERE login = 'maya'" -> {maya}
post /admin/groups/desk/members/{maya}/remove -> 303
as ines
post /requests service=aide subject="Avant l'absence" body="…" urgency=2 -> 303 /requests/{old}
as karim
post /me/absences from=2026-01-13 to=2026-01-12 substitute=karim -> 422
has "Le dernier jour précède le premier" "On ne se remplace pas soi-même"
post /me/absences from=2026-01-13 to=2026-01-15 substitute=bruno -> 422
has "ne travaille pas sur les mêmes demandes"
post /me/absences from=2026-01-13 to=2026-01-15 substitute=lea -> 303
as lea
get /people/1/absences -> 404
at 2026-01-13T10:00:00Z
as ines
post /requests service=aide subject="Pendant l'absence" body="…" urgency=2 -> 303 /requests/{new}
as lea
get /desk -> 200
has "Pendant l'absence" "Affectée par tour de rôle" "Vous remplacez" "Avant l'absence"
api GET /api/v1/tickets/{new}/journal -> 200
has "en remplacement de"
post /desk/stand-in/{old} -> 303 /tickets/{old}
get /desk -> 200
lacks "Vous remplacez"
sql "SELECT COUNT(*) FROM pool_alarm a JOIN support_group g ON g.id = a.group_id WHERE g.code = 'desk'" -> 0
# the substitute goes too: the lead is away, so the manager of the department is told
post /desk/available -> 303
as maya
within 90s get /desk has "Plus personne n’est disponible"
as karim
get /desk -> 200
lacks "Plus personne n’est disponible"
as lea
post /desk/available available=1 -> 303
as maya
within 90s get /desk lacks "Plus personne n’est disponible"
# back
at 2026-01-16T09:00:00Z
as karim
get /desk -> 200
has "Pendant votre absence" "Avant l'absence" "Pendant l'absence" "Tout reprendre"
post /desk/back take=1 -> 303 /desk
sql "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE p.login = 'karim'" -> 2
get /desk -> 200
lacks "Pendant votre absence"

story "a lead who is there is alarmed themselves, in the desk's hours only"
at 2026-01-12T06:00:00Z
as ada
api POST /api/v1/groups/cours/members {"login":"bruno","lead":true} -> 201
as bruno
post /desk/available -> 303
get /desk -> 200
lacks "Plus personne n’est disponible"
at 2026-01-12T09:00:00Z
as bruno
within 90s get /desk has "Plus personne n’est disponible dans le groupe Cours en ligne"
post /desk/notices -> 303
get /desk -> 200
has "Plus personne n’est disponible"
sql "SELECT COUNT(*) FROM notification WHERE ticket_id IS NULL AND read_at = 0" -> 1
