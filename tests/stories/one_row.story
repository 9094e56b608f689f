# One thing asked is one row, its state agrees with its noun, and what was asked for together has an end for the ear too.

story "a request and its item are found as one, and their journal speaks of them as they are"
as ada
post /admin/forms/new act=publish code=pret name_fr=Prêt name_en=Loan department= f1_fr=Objet f1_en=Thing f1_type=text f1_required=1 -> 303
post /admin/offers/new service=aide code=quetzal audience= form=pret plan= promise= group= name_fr="Prêt quetzal" name_en="Loan quetzal" state=10 sort=10 -> 303
post /admin/offers/new service=aide code=autre audience= form=pret plan= promise= group= name_fr="Prêt zanzibar" name_en="Loan zanzibar" state=10 sort=20 -> 303
as ines
api GET /api/v1/services/aide/offers -> 200
keep field "\"fields\":\[\{\"code\":\"([^\"]+)\""
api POST /api/v1/requests {"service":"aide","item":"quetzal","answers":{"{field}":"Un micro"}} -> 201
keep one "\"number\":\"(RITM-\d+)\""
sql "SELECT COUNT(*) FROM ticket WHERE kind IN (2, 3)" -> 2
get /search?q=quetzal -> 200
has "{one}"
lacks "REQ-1<" "/requests/REQ-1"
api GET /api/v1/tickets?q=quetzal -> 200
has "{one}"
lacks "\"number\":\"REQ-1\""
api GET /api/v1/requests?q=quetzal -> 200
has "\"number\":\"REQ-1\""
# words that stand in the request alone still find it
api POST /api/v1/tickets/REQ-1/comments {"body":"mirabelle"} -> 201
api GET /api/v1/tickets?q=mirabelle -> 200
has "\"number\":\"REQ-1\""
as karim
api GET /api/v1/tickets?q=quetzal -> 200
has "{one}"
lacks "\"number\":\"REQ-1\""
api GET /api/v1/tickets?q=REQ-1 -> 200
has "\"number\":\"REQ-1\""
api PATCH /api/v1/tickets/{one} {"state":"closed","reason":"Donné"} -> 200
api GET /api/v1/tickets/{one}/journal -> 200
has "→ Fermé"
lacks "→ Fermée"
api GET /api/v1/tickets/REQ-1/journal -> 200
has "→ Fermée"
as ines
api POST /api/v1/requests {"items":[{"service":"aide","item":"quetzal","answers":{"{field}":"A"}},{"service":"aide","item":"autre","answers":{"{field}":"B"}}]} -> 201
get /requests -> 200
has "REQ-2</a>, 2" "Fin de REQ-2"
lacks "Fin de REQ-1"
