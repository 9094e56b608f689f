# Promises, their calendars and their rules by program: what the pages do, by the same rules.

story "a case is counted as its page counts it, and nothing is kept"
as karim
api POST /api/v1/promises/check {"promise":"incident.response","at":"2026-01-09T16:00"} -> 404
as ada
api POST /api/v1/promises/check {"promise":"incident.response","at":"2026-01-09T16:00"} Idempotency-Key:"p-1" -> 200
has "\"due_at\":\"2026-01-12T13:00:00" "\"time_zone\":\"Europe/Paris\"" "\"kind\":\"closed\",\"counted_ms\":0"
keep due "\"due_at\":\"([^\"]+)\""
get "/admin/promises/check?calendar=standard&promise=incident.response&at=2026-01-09T16%3A00" -> 200
has "datetime=\"{due}\""
sql "SELECT COUNT(*) FROM idempotency" -> 0
api POST /api/v1/promises/check {"promise":"incident.response","at":"2026-01-09T15:00:00Z","calendar":"standard","pauses":[{"from":"2026-01-12T09:00","to":"2026-01-12T10:00"}]} -> 200
has "\"due_at\":\"2026-01-12T14:00:00" "\"kind\":\"pause\""
api POST /api/v1/promises/check {"promise":"rien","at":"demain","calendar":"lune","pauses":[{"from":"2026-01-12T10:00","to":"2026-01-12T09:00"}]} -> 422
has "\"field\":\"promise\"" "\"field\":\"at\"" "\"field\":\"calendar\"" "\"field\":\"pauses\""

story "days of a file are looked at, then join a calendar over the version that was seen"
at 2026-01-05T08:00:00Z
as karim
api POST /api/v1/calendars/standard/import {"file":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260112\nSUMMARY:Pont\nEND:VEVENT\nEND:VCALENDAR\n"} -> 404
as ada
api POST /api/v1/calendars/standard/import/preview {"file":"<html>"} -> 422
has "\"field\":\"file\""
api POST /api/v1/calendars/standard/import/preview {"file":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260112\nSUMMARY:Pont\nEND:VEVENT\nEND:VCALENDAR\n"} -> 200
has "\"added\":1,\"known\":0,\"left_out\":0,\"days\":[{\"date\":\"2026-01-12\",\"name\":\"Pont\"}]"
header ETag -> "{e}"
api POST /api/v1/promises/check {"promise":"incident.response","at":"2026-01-09T16:00"} -> 200
has "\"due_at\":\"2026-01-12T13:00:00"
api POST /api/v1/calendars/standard/import {"file":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260112\nSUMMARY:Pont\nEND:VEVENT\nEND:VCALENDAR\n"} If-Match:{e} Idempotency-Key:"d-1" -> 200
api POST /api/v1/calendars/standard/import {"file":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260112\nSUMMARY:Pont\nEND:VEVENT\nEND:VCALENDAR\n"} If-Match:{e} Idempotency-Key:"d-1" -> 200
header Idempotency-Replayed -> true
api POST /api/v1/calendars/standard/import {"file":"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260113\nSUMMARY:Pont\nEND:VEVENT\nEND:VCALENDAR\n"} If-Match:{e} -> 412
api POST /api/v1/promises/check {"promise":"incident.response","at":"2026-01-09T16:00"} -> 200
has "\"due_at\":\"2026-01-13T13:00:00" "\"note\":\"Pont\""
post /api/v1/calendars/standard/import/preview file=@"jours.ics:BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260112\nSUMMARY:Autre nom\nEND:VEVENT\nEND:VCALENDAR\n" -> 200
has "\"added\":0,\"known\":1"

story "rules of promises and the matrix of priorities are lines of the configuration file"
as ada
api GET /api/v1/config -> 200
has "[promise.\"incident.response\"]" "\"ticket.priorities\""
header ETag -> "{e}"
api POST /api/v1/config {"text":"[promise.\"incident.response\"]\nrules = [\"incident\", \"incident service=aide priority=1 rank=3\"]\n[settings]\n\"ticket.priorities\" = \"1 2 3 2 2 4 3 4 4\"\n"} If-Match:{e} -> 200
has "\"key\":\"rules\"" "\"code\":\"ticket.priorities\",\"action\":\"changed\""
sql "SELECT COUNT(*) FROM promise_rule r JOIN promise p ON p.id = r.promise_id JOIN service s ON s.id = r.service_id WHERE p.code = 'incident.response' AND s.code = 'aide' AND r.priority = 1 AND r.rank = 3" -> 1
header ETag -> "{f}"
api POST /api/v1/config {"text":"[promise.\"incident.response\"]\nrules = [\"incident priority=9\"]\n[settings]\n\"ticket.priorities\" = \"1 2\"\n"} If-Match:{f} -> 422
has "\"lines\":["
sql "SELECT COUNT(*) FROM promise_rule r JOIN promise p ON p.id = r.promise_id WHERE p.code = 'incident.response'" -> 2
as ines
api POST /api/v1/incidents {"subject":"Urgent","service":"aide"} -> 201
has "\"priority\":2"
