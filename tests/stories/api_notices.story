# Notices by program: one's own alone, read one by one or all at once, and what one wants to be told.

story "one's own notices by pages, unread or all, read one by one and all at once"
as karim
api POST /api/v1/incidents {"subject":"Premier","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
api POST /api/v1/incidents {"subject":"Second","requester":"ines"} -> 201
keep u "\"number\":\"([^\"]+)\""
api POST /api/v1/tickets/{t}/comments {"body":"Bonjour"} -> 201
api POST /api/v1/tickets/{u}/comments {"body":"Bonsoir"} -> 201
as ines
within 30s get /notifications has "{t}" "{u}"
api GET /api/v1/notifications?unread=1 -> 200
has "\"ticket\":\"{t}\"" "\"ticket\":\"{u}\"" "\"read\":false" "\"path\":\"/requests/{t}\"" "\"next_cursor\":null"
# one at a time, by the cursor, and no line twice
api GET /api/v1/notifications?unread=1&limit=1 -> 200
keep a "\"id\":(\d+)"
keep next "\"next_cursor\":\"(\d+-\d+)\""
api GET /api/v1/notifications?unread=1&limit=1&cursor={next} -> 200
keep b "\"id\":(\d+)"
lacks "\"id\":{a},"
has "\"next_cursor\":null"
api GET /api/v1/notifications?cursor=hier -> 422
header Content-Type -> "application/problem+json"
# somebody else's are none, by the list and by the id; 0 is not all of them
as theo
api GET /api/v1/notifications -> 200
has "\"items\":[]"
api POST /api/v1/notifications/{a}/read -> 404
api POST /api/v1/notifications/read -> 204
as ines
api POST /api/v1/notifications/0/read -> 404
api GET /api/v1/notifications?unread=1 -> 200
has "\"id\":{a}," "\"id\":{b},"
api POST /api/v1/notifications/{a}/read -> 204
api GET /api/v1/notifications?unread=1 -> 200
lacks "\"id\":{a},"
has "\"id\":{b},"
api POST /api/v1/notifications/read -> 204
api GET /api/v1/notifications?unread=1 -> 200
has "\"items\":[]"
api GET /api/v1/notifications -> 200
has "\"id\":{a}," "\"id\":{b}," "\"read\":true"
lacks "\"read\":false"
as nobody
api GET /api/v1/notifications -> 401

story "what one is told: free sides change, the others stay, all or nothing, as on the page"
as ines
api GET /api/v1/me/notifications -> 200
has "\"event\":\"reply\"" "\"page\":true,\"mail\":true,\"page_free\":true,\"mail_free\":true"
lacks "\"event\":\"note\"" "\"event\":\"mention\""
api PATCH /api/v1/me/notifications {"choices":[{"event":"reply","mail":false}]} -> 200
has "\"page\":true,\"mail\":false,\"page_free\":true,\"mail_free\":true"
sql "SELECT COUNT(*) FROM notification_choice c JOIN person p ON p.id = c.person_id WHERE p.login = 'ines' AND c.event = 'reply' AND c.page = 1 AND c.mail = 0" -> 1
# all or nothing, and everything that is wrong said at once
api PATCH /api/v1/me/notifications {"choices":[{"event":"reply","mail":true},{"event":"note","page":true},{"event":"state","mail":"oui"}]} -> 422
has "choices.1.event" "choices.2.mail"
sql "SELECT COUNT(*) FROM notification_choice WHERE event = 'reply' AND mail = 1" -> 0
api PATCH /api/v1/me/notifications {} -> 422
has "\"field\":\"choices\""
api PATCH /api/v1/me/notifications {"choices":"reply"} -> 422
# what administrators have set may be sent back, not changed
as karim
api PATCH /api/v1/me/notifications {"choices":[{"event":"mention","page":true,"mail":false}]} -> 200
api PATCH /api/v1/me/notifications {"choices":[{"event":"mention","page":false}]} -> 422
has "choices.0.page"
# the page writes by the same rule: what is not ticked is off, what is set stays
post /me/notifications page.reply=1 -> 303
api GET /api/v1/me/notifications -> 200
has "\"event\":\"mention\""
sql "SELECT COUNT(*) FROM notification_choice c JOIN person p ON p.id = c.person_id WHERE p.login = 'karim' AND c.event = 'mention' AND c.page = 1 AND c.mail = 0" -> 1
