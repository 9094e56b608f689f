# Promises in business hours: Monday to Friday, 8:00 to 18:00 in Paris, no public holidays.

story "opened on a Saturday at three in the morning, due on Monday and on Wednesday"
at 2026-01-10T02:00:00Z
as ines
post /requests service=aide subject="Nuit blanche" body="Rien ne marche." urgency=2 -> 303 /requests/{t}
api GET /api/v1/tickets/{t} -> 200
has "\"due_at\":\"2026-01-12T15:00:00Z\"" "\"due_at\":\"2026-01-14T17:00:00Z\""

story "a request opened by phone has met its response"
at 2026-01-12T09:00:00Z
as karim
post /tickets/new person=ines subject="Au téléphone" channel=30 -> 303 /tickets/{t}
api GET /api/v1/tickets/{t} -> 200
has "\"channel\":\"phone\""
keep response "\"name\":\"response\",[^}]*\"state\":\"(\w+)\""
keep resolution "\"name\":\"resolution\",[^}]*\"state\":\"(\w+)\""
api GET /api/v1/tickets/{t}/journal -> 200
sql "SELECT '{response} {resolution}'" -> "met running"

story "a note, taking and a transfer leave the clock running; the first answer meets it"
at 2026-01-12T09:00:00Z
as ines
post /requests service=aide subject="Horloge" body="…" urgency=2 -> 303 /requests/{t}
api GET /api/v1/tickets/{t} -> 200
keep due "\"name\":\"response\",[^}]*\"due_at\":\"([^\"]+)\""
as karim
post /tickets/{t}/take -> 303
api POST /api/v1/tickets/{t}/notes {"body":"Vu."} -> 201
api GET /api/v1/tickets/{t} -> 200
has "\"name\":\"response\",\"target\":" "\"state\":\"running\",\"due_at\":\"{due}\""
api POST /api/v1/tickets/{t}/assign {"group":"cours","assigned_to":null} -> 200
as bruno
api GET /api/v1/tickets/{t} -> 200
has "\"state\":\"running\",\"due_at\":\"{due}\"" "\"group\":\"cours\""
at 2026-01-12T10:30:00Z
api POST /api/v1/tickets/{t}/comments {"body":"Nous regardons."} -> 201
api GET /api/v1/tickets/{t} -> 200
keep state "\"name\":\"response\",[^}]*\"state\":\"(\w+)\""
sql "SELECT '{state}'" -> met
api GET /api/v1/tickets/{t}/clocks/response/ledger -> 200
keep counted "\"counted_ms\":(5(?:39|40)\d{4})\b"

story "waiting for the requester pauses the resolution, their answer takes it up again"
at 2026-01-12T09:00:00Z
as ines
post /requests service=aide subject="Pause" body="…" urgency=2 -> 303 /requests/{t}
as karim
post /tickets/{t}/take -> 303
at 2026-01-12T10:00:00Z
api PATCH /api/v1/tickets/{t} {"state":"pending","pending_reason":"requester","reason":"Quel poste ?"} -> 200
api GET /api/v1/tickets/{t} -> 200
keep state "\"name\":\"resolution\",[^}]*\"state\":\"(\w+)\""
sql "SELECT '{state}'" -> paused
at 2026-01-13T10:00:00Z
as ines
post /requests/{t}/messages body="Le 12." -> 303
as karim
api GET /api/v1/tickets/{t} -> 200
keep due "\"name\":\"resolution\",[^}]*\"state\":\"running\",\"due_at\":\"(2026-01-16T(?:08:59|09:00))"
api GET /api/v1/tickets/{t}/clocks/resolution/ledger -> 200
keep counted "\"counted_ms\":(3(?:59|60)\d{4})\b"

story "holidays from an iCalendar file are read again before they are saved"
at 2026-01-12T09:00:00Z
as ada
post /admin/calendars/standard/import rien=x -> 422
post /admin/calendars/standard/import file=@"a.ics:<html>" -> 422
has "iCalendar"
post /admin/calendars/standard/import file=@"a.ics:BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260515\nSUMMARY:Pont de l\\, <b>Ascension</b>\nRRULE:FREQ=YEARLY;COUNT=2\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260514\nSUMMARY:Ascension\nEND:VEVENT\nEND:VCALENDAR\n" -> 200
has "2026-05-15" "2027-05-15" "&lt;b&gt;"
sql "SELECT COUNT(*) FROM calendar_version" -> 1

story "a site is made on its page, and a case can be checked there"
at 2026-01-12T09:00:00Z
as ada
post /admin/sites/new code="pas un code" name="" calendar=standard -> 422
post /admin/sites/new code=moufia name="Campus du Moufia" calendar=standard -> 303 /admin/sites
get /admin/sites -> 200
has "Campus du Moufia" "Europe/Paris"
post /admin/sites/new code=autre name="CAMPUS du moufia" calendar=standard -> 422
has "porte déjà"
post /admin/sites/moufia name="Le Moufia" calendar=standard version=1 promise_incident.response=1 -> 303
post /admin/sites/moufia name="Trop tard" calendar=standard version=1 -> 409
get /admin/sites/moufia -> 200
has "Le Moufia" "name=\"promise_incident.response\" value=\"1\" checked"
get "/admin/promises/check?calendar=site:moufia&promise=incident.response&at=2026-01-16T16:00" -> 200
has "lundi 19 janvier 2026"
as ines
post /requests service=aide subject="Sur place" body="…" urgency=2 -> 303 /requests/{t}
as karim
api PATCH /api/v1/tickets/{t} {"site":"le moufia"} -> 200
sql "SELECT s.code FROM ticket_site x JOIN site s ON s.id = x.site_id" -> moufia

story "between groups: the clock of the group that was asked, for agents only"
at 2026-01-12T09:00:00Z
as ada
post /admin/promises/new code=entre name_fr="Entre groupes" name_en="Between groups" clock=internal number=2 unit=h calendar=standard levels="50, 100" act_agent=abc -> 422
has "Un pourcentage va de 1 à 200"
post /admin/promises/new code=entre name_fr="Entre groupes" name_en="Between groups" clock=internal number=2 unit=h calendar=standard levels="50, 100" act_group=100 act_to=group -> 303
post /admin/promises/entre/rules kind=incident -> 303
as ines
post /requests service=aide subject="À deux" body="…" urgency=2 -> 303 /requests/{t}
as karim
api POST /api/v1/tickets/{t}/assign {"group":"cours","assigned_to":null} -> 200
as bruno
get /tickets/{t} -> 200
has "Engagement interne"
get /tickets/{t}/clocks/internal -> 200
api GET /api/v1/tickets/{t}/clocks/internal/ledger -> 200
as ines
get /requests/{t} -> 200
lacks "Engagement interne"
api GET /api/v1/tickets/{t} -> 200
lacks "internal"
api GET /api/v1/tickets/{t}/clocks/internal/ledger -> 404
as bruno
api POST /api/v1/tickets/{t}/notes {"body":"Vu."} -> 201
sql "SELECT state FROM clock WHERE name = 'internal'" -> 30
