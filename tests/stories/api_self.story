# What whoever is signed in does for themselves, by program as by page.

story "the basket is the same in the page and by program, and nobody else's"
as ada
post /admin/forms/new act=publish code=pret name_fr=Prêt name_en=Loan department= f1_fr=Motif f1_en=Reason f1_type=choice f1_required=1 f1_options="cours: Un cours = A course\nautre: Autre = Other" f2_fr=Précisez f2_en="Tell us" f2_type=text f2_required=1 f2_when=motif:autre f2_code=precision -> 303
post /admin/offers/new service=aide code=portable audience= form=pret plan= promise= group= name_fr=Prêt name_en=Loan state=10 sort=10 -> 303
as ines
api PUT /api/v1/services/aide/items/portable/draft {"answers":{"motif":"autre","precision":"Pour le colloque"}} -> 200
get /services/aide/items/portable -> 200
has "Pour le colloque"
api POST /api/v1/basket/items {"service":"aide","item":"portable","answers":{"motif":"autre","couleur":"bleu"}} -> 422
has "answers.precision" "answers.couleur"
api POST /api/v1/basket/items {"service":"aide","item":"portable","answers":{"motif":"autre","precision":"Atelier"},"requested_for":"theo"} -> 201
header ETag -> "{e}"
keep line "\"id\":(\d+)"
api GET /api/v1/services/aide/items/portable/draft -> 404
get /basket -> 200
has "Atelier" "theo"
api PATCH /api/v1/basket/items/{line} {"answers":{"motif":"autre","precision":"Examen"}} If-Match:{e} -> 200
api PATCH /api/v1/basket/items/{line} {"answers":{"motif":"cours"}} If-Match:{e} -> 412
as theo
api GET /api/v1/basket/items/{line} -> 404
api DELETE /api/v1/basket/items/{line} -> 404
as ines
get /services/aide/items/portable -> 200
keep form "name=\"form\" value=\"(\d+)\""
post /services/aide/items/portable form={form} do=basket a_motif=cours -> 303 /basket
api GET /api/v1/basket -> 200
has "Examen" "\"motif\":\"cours\"" "\"requested_for\":\"theo\""
times 3 api POST /api/v1/basket/send {} Idempotency-Key:"panier-1" -> 201
keep r "\"number\":\"(REQ-\d+)\""
sql "SELECT COUNT(*) FROM item" -> 2
get /basket -> 200
lacks "Examen"
api POST /api/v1/basket/send {} -> 422
as theo
get /requests/{r} -> 200
has "Prêt"

story "one's own account is the same in the page and by program"
as ines
api GET /api/v1/me -> 200
has "\"login\":\"ines\"" "\"shortcuts\":true"
header ETag -> "{e}"
api PATCH /api/v1/me {"theme":"dark","shortcuts":false} If-Match:{e} -> 200
api PATCH /api/v1/me {"theme":"light"} If-Match:{e} -> 412
api PATCH /api/v1/me {"theme":"rose"} -> 422
get /me/accessibility -> 200
lacks "checked"
post /me/theme theme=light -> 303
api GET /api/v1/me -> 200
has "\"theme\":\"light\"" "\"shortcuts\":false"
