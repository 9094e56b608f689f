# Forms that are answered wrongly, late or with what belongs to somebody else; and an item whose plan moved on.

story "hidden fields, unknown keys, a former version, somebody else's file: by page and by program"
as ada
post /admin/forms/new act=publish code=dossier name_fr=Dossier name_en=File department= f1_fr=Motif f1_en=Reason f1_type=choice f1_required=1 f1_options="cours: Un cours = A course\nautre: Autre = Other" f2_fr=Précisez f2_en="Tell us" f2_type=text f2_required=1 f2_when=motif:autre f2_code=precision f3_fr=Pièce f3_en=File f3_type=file f3_code=piece -> 303
post /admin/offers/new service=aide code=dossier audience= form=dossier plan= promise= group= name_fr=Dossier name_en=File state=10 sort=10 -> 303
as theo
get /services/aide/items/dossier -> 200
keep form "name=\"form\" value=\"(\d+)\""
post /services/aide/items/dossier form={form} do=fields a_motif=cours a_piece=@"plan.txt:à moi seul" -> 200
keep file "name=\"a_piece\"[^>]*value=\"(\d+)\""
as ines
# somebody else's file is no file: neither page nor program takes it, nor says whose it is
post /services/aide/items/dossier form={form} once=f1 a_motif=cours a_piece={file} -> 422
has "e-a_piece"
lacks "plan.txt"
api POST /api/v1/requests {"service":"aide","item":"dossier","answers":{"motif":"cours","piece":["{file}"]}} -> 422
has "answers.piece"
lacks "plan.txt"
api POST /api/v1/requests {"service":"aide","item":"dossier","answers":{"motif":"cours","piece":["999999"]}} -> 422
has "answers.piece"
# hidden: a browser's leftover is dropped, a program is told; unknown: a browser's is not looked at, a program is told
api POST /api/v1/requests {"service":"aide","item":"dossier","answers":{"motif":"cours","precision":"caché"}} -> 422
has "answers.precision"
api POST /api/v1/requests {"service":"aide","item":"dossier","answers":{"motif":"cours","__proto__":"x"}} -> 422
has "answers.__proto__"
sql "SELECT COUNT(*) FROM ticket" -> 0
post /services/aide/items/dossier form={form} once=f2 a_motif=cours a_precision=caché a_rien=inconnu -> 303 /requests/{t}
get /requests/{t} -> 200
lacks "caché" "inconnu"
sql "SELECT COUNT(*) FROM item WHERE answers LIKE '%cach%' OR answers LIKE '%inconnu%'" -> 0
# it is still whose it was
as theo
post /services/aide/items/dossier form={form} once=f3 a_motif=cours a_piece={file} -> 303 /requests/{u}
sql "SELECT COUNT(*) FROM attachment WHERE name = 'plan.txt'" -> 1
# published anew while it was being answered: shown again with what was typed, and a program is told
as ada
get /admin/forms/dossier -> 200
keep edit "name=\"edit\" value=\"(\d+)\""
keep version "name=\"version\" value=\"(\d+)\""
post /admin/forms/dossier act=publish edit={edit} version={version} name_fr=Dossier name_en=File department= f1_fr=Objet f1_en=Subject f1_type=text f1_code=objet f1_required=1 -> 303
as ines
post /services/aide/items/dossier form={form} once=f4 a_motif=cours a_objet=Tapé -> 422
has "Tapé"
api POST /api/v1/requests {"service":"aide","item":"dossier","form_version":1,"answers":{"motif":"cours"}} -> 409
sql "SELECT COUNT(*) FROM item" -> 2
# what was asked before is read as it was asked
get /requests/{t} -> 200
has "Motif" "Un cours"

story "an item whose plan was published anew meanwhile goes on by its own, to its end"
guichet import grid tests/grids/grille-hiver-2026.csv --apply -> 0
as ada
api GET /api/v1/items?course=MED1234 -> 200
keep item "\"number\":\"(RITM-\d+)\""
api GET /api/v1/tasks?item={item} -> 200
keep one "\"number\":\"(SCTASK-\d+)\""
keep two "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.1\""
keep too "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"2.2\""
keep last "\"number\":\"(SCTASK-\d+)\"(?:(?!\"number\":\"SCTASK).)*\"step\":\"3\""
api PATCH /api/v1/tasks/{one} {"state":"closed","reason":"Vu ensemble"} -> 200
post /admin/plans/soutien-cours/step do=remove was=3 version=1 -> 303
get /admin/plans/soutien-cours -> 200
keep seen "name=\"version\" value=\"(\d+)\""
post /admin/plans/soutien-cours/step do=remove was=2.1 version={seen} -> 303
get /admin/plans/soutien-cours -> 200
keep seen2 "name=\"version\" value=\"(\d+)\""
post /admin/plans/soutien-cours/publish version={seen2} -> 303
sql "SELECT COUNT(*) FROM plan_version WHERE published_at IS NOT NULL" -> 2
get /tickets/{item} -> 200
has "Conformité de la médiatisation" "Planification technologique"
api GET /api/v1/items/{item} -> 200
has "\"step\":\"2.1\""
post /tickets/{two}/close reason="Accès vérifiés" -> 303
api GET /api/v1/tasks/{last} -> 200
has "\"state\":\"pending\""
api PATCH /api/v1/tasks/{too} {"state":"closed"} -> 200
api GET /api/v1/tasks/{last} -> 200
has "\"state\":\"open\""
api PATCH /api/v1/tasks/{last} {"state":"closed","reason":"Rien n’était annoncé"} -> 200
api GET /api/v1/items/{item} -> 200
has "\"state\":\"closed\""
