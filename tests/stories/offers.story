# What a service offers: made by an administrator, asked for with its form, by page and by program.

story "a form is published, an offer is made, and a student asks for it"
as ada
post /admin/forms/new act=publish code=pret name_fr=Prêt name_en=Loan department= f1_fr=Motif f1_en=Reason f1_type=choice f1_required=1 f1_options="cours: Un cours = A course\nautre: Autre = Other" f2_fr=Précisez f2_en="Tell us" f2_type=text f2_required=1 f2_when=motif:autre f2_code=precision -> 303 /admin/forms/pret
post /admin/offers/new service=aide code=portable audience=student form=pret plan= promise= group= name_fr="Prêt aux étudiants" name_en="Loan for students" state=10 sort=10 -> 303
as karim
get /services/aide/items/portable -> 404
as ines
get /services/aide -> 200
has "Prêt aux étudiants"
get /services/aide/items/portable -> 200
keep form "name=\"form\" value=\"(\d+)\""
lacks "a_precision"
post /services/aide/items/portable form={form} once=o1 do=fields a_motif=autre -> 200
has "a_precision"
post /services/aide/items/portable form={form} once=o1 a_motif=autre -> 422
has "e-a_precision"
times 2 post /services/aide/items/portable form={form} once=o1 a_motif=autre a_precision=Atelier -> 303 /requests/{t}
sql "SELECT COUNT(*) FROM ticket WHERE kind = 2" -> 1
get /requests/{t} -> 200
has "Atelier"
as karim
get /tickets/{t} -> 200
has "Atelier"
as theo
get /requests/{t} -> 404
as ines
post /requests/{t}/cancel -> 303
sql "SELECT COUNT(*) FROM ticket WHERE kind = 3 AND state = 60" -> 1

story "a program asks by the same rules"
as ada
post /admin/forms/new act=publish code=pret name_fr=Prêt name_en=Loan department= f1_fr=Motif f1_en=Reason f1_type=choice f1_required=1 f1_options="cours: Un cours = A course\nautre: Autre = Other" f2_fr=Précisez f2_en="Tell us" f2_type=text f2_required=1 f2_when=motif:autre f2_code=precision -> 303
post /admin/offers/new service=aide code=portable audience= form=pret plan= promise= group= name_fr=Prêt name_en=Loan state=10 sort=10 -> 303
as ines
api GET /api/v1/services/aide/offers -> 200
has "\"code\":\"portable\"" "\"when\":\"motif\"" "\"form_version\":1"
api POST /api/v1/requests {"service":"aide","item":"portable","answers":{"motif":"cours","precision":"caché","couleur":"bleu"}} -> 422
has "answers.precision" "answers.couleur"
api POST /api/v1/requests {"service":"aide","item":"portable","form_version":7,"answers":{"motif":"cours"}} -> 409
api POST /api/v1/requests {"service":"aide","item":"nosuch","answers":{}} -> 422
api POST /api/v1/requests {"items":[{"service":"aide","item":"portable","answers":{"motif":"cours"}},{"service":"aide","item":"portable","answers":{}}]} -> 422
has "items.1.answers.motif"
sql "SELECT COUNT(*) FROM ticket" -> 0
api POST /api/v1/requests {"items":[{"service":"aide","item":"portable","answers":{"motif":"cours"}},{"service":"aide","item":"portable","answers":{"motif":"autre","precision":"Atelier"}}]} -> 201
keep r "\"number\":\"(REQ-\d+)\""
has "\"precision\":\"Atelier\""
sql "SELECT COUNT(*) FROM item" -> 2
api GET /api/v1/requests -> 200
has "{r}"
api GET /api/v1/requests/{r} -> 200
has "\"items\":[{\"number\":\"RITM-"
as theo
api GET /api/v1/requests/{r} -> 404
