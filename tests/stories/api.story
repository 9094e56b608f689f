story "the same Idempotency-Key gives the first answer again, and is refused for another request"
as ines
api POST /api/v1/incidents {"subject":"Une fois"} Idempotency-Key:"k-1" -> 201
keep t "\"number\":\"([^\"]+)\""
api POST /api/v1/incidents {"subject":"Une fois"} Idempotency-Key:"k-1" -> 201
has "{t}"
header Idempotency-Replayed -> true
api POST /api/v1/incidents {"subject":"Autre chose"} Idempotency-Key:"k-1" -> 422
as theo
api POST /api/v1/incidents {"subject":"Une fois"} Idempotency-Key:"k-1" -> 201
lacks "\"{t}\""
sql "SELECT COUNT(*) FROM ticket" -> 2

story "If-Match refuses what was changed meanwhile"
as karim
api POST /api/v1/incidents {"subject":"Version","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
keep v "\"version\":(\d+)"
api PATCH /api/v1/tickets/{t} {"subject":"Version deux"} If-Match:"\"{v}\"" -> 200
has "Version deux"
api PATCH /api/v1/tickets/{t} {"subject":"Version trois"} If-Match:"\"{v}\"" -> 412
api POST /api/v1/tickets/{t}/comments {"body":"Sur une vieille version"} If-Match:"\"{v}\"" -> 412
api GET /api/v1/tickets/{t} -> 200
has "Version deux"

story "a move that is not declared is a 409 that lists those that are"
as karim
api POST /api/v1/incidents {"subject":"Moves","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
api PATCH /api/v1/tickets/{t} {"state":"closed"} -> 409
has "\"allowed\":[" "\"resolved\""
lacks "\"closed\""
api PATCH /api/v1/tickets/{t} {"state":"nowhere"} -> 422
api POST /api/v1/tickets/{t}/resolve {"reason":"Fait."} -> 200
has "\"state\":\"resolved\""
api POST /api/v1/tickets/{t}/take -> 409
api PATCH /api/v1/tickets/INC-999999 {"state":"open"} -> 404

story "errors are problems with their fields, and what is half done is not done"
as karim
api POST /api/v1/incidents {"description":"Sans objet","urgency":7} -> 422
header Content-Type -> "application/problem+json"
has "\"field\":\"subject\"" "\"field\":\"urgency\""
api POST /api/v1/incidents {"subject":"Ensemble","requester":"ines"} -> 201
keep t "\"number\":\"([^\"]+)\""
api PATCH /api/v1/tickets/{t} {"subject":"Changé","state":"closed"} -> 409
api GET /api/v1/tickets/{t} -> 200
has "Ensemble"
lacks "Changé"

story "no session and no token: the API does not send to a page"
as nobody
api GET /api/v1/tickets -> 401
header WWW-Authenticate -> Bearer
api POST /api/v1/incidents {"subject":"Personne"} -> 401
