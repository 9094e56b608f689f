# Mail: a relay that answers, letters that tell, a trial that holds them.

story "the relay is set and tried, and whoever asks is written to"
relay
as ada
get /admin/mail -> 200
has "Enregistrez d’abord un serveur"
keep version "name=\"version\" value=\"(\d+)\""
post /admin/mail version={version} relay_host=127.0.0.1 relay_port=1 relay_security=none relay_user="" relay_password="" sender=guichet@univ.example sender_name="" -> 303
post /admin/mail/try to=ada@univ.example -> 200
has "Le relais ne répond pas"
get /admin/mail -> 200
keep version "name=\"version\" value=\"(\d+)\""
post /admin/mail version={version} relay_host=127.0.0.1 relay_port={relay} relay_security=none relay_user="" relay_password="" sender=guichet@univ.example sender_name="" -> 303
post /admin/mail/try to=ada@univ.example -> 200
has "Parti. Regardez votre boîte"
letter within 60s "ada@univ.example" "Essai d’envoi de" "Il n’y a rien à faire"
post /admin/settings/site site.url=https://guichet.univ.example seen.site.url="" -> 303
post /admin/settings/notify notify.digest_minutes=0 seen.notify.digest_minutes=10 -> 303
get /admin/mail/texts/received -> 200
keep version "name=\"version\" value=\"(\d+)\""
keep objet "(\{objet\})"
keep numero "(\{numero\})"
keep mot "(\{lien\})"
post /admin/mail/texts/received version={version} subject_fr="" body_fr="" subject_en="" body_en="x" -> 422
has "Écrivez quelque chose"
post /admin/mail/texts/received version={version} subject_fr="Bien reçu : {objet}" body_fr="Numéro {numero} : {mot}" subject_en="Got it" body_en="x" -> 303
as ines
post /requests service=aide subject="Le wifi\r\nBcc: x@y.example" body="x" urgency=2 -> 303 /requests/{t}
letter within 60s "ines@" "Bien reçu : Le wifi" "https://guichet.univ.example/requests/{t}"
lacks "\nBcc:"
post /requests/{t}/invite who=paul@ailleurs.example name=Paul -> 200
has "aussi envoyé par courriel"
letter within 60s "paul@ailleurs.example" "https://guichet.univ.example/i/"
keep lien "univ.example(/i/[\w-]+)"
stranger
get {lien} -> 200
has "Le wifi"
as karim
post /tickets/{t}/take -> 303
api POST /api/v1/tickets/{t}/comments {"body":"Essayez maintenant.","public":true} -> 201
letter within 90s "ines@" "Une réponse à votre demande {t}"
no letter "Essayez maintenant"

story "a trial holds what would go out, or sends it to one address; when it ends all of it goes"
relay
as ada
get /admin/mail -> 200
keep version "name=\"version\" value=\"(\d+)\""
post /admin/mail version={version} relay_host=127.0.0.1 relay_port={relay} relay_security=none relay_user="" relay_password="" sender=guichet@univ.example sender_name="" -> 303
post /admin/trial/begin -> 303
as ines
post /requests service=aide subject="Pour essayer" body="x" urgency=2 -> 303 /requests/{t}
get / -> 200
has "les courriels sont retenus"
as ada
get "/admin/mail/letters?state=held" -> 200
has "Pour essayer" "ne partiront jamais"
post /admin/trial/mail trial_to=essai@univ.example seen="" -> 303
as ines
get / -> 200
has "une seule adresse d’essai"
post /requests service=aide subject="Encore un" body="x" urgency=2 -> 303 /requests/{u}
letter within 60s "essai@univ.example" "[Essai]" "Encore un" "qui ne l’a pas reçu"
as ada
post /admin/trial/end -> 303
get "/admin/mail/letters?state=held" -> 200
has "Aucun courriel ici"
as ines
post /requests service=aide subject="Pour de vrai" body="x" urgency=2 -> 303 /requests/{v}
letter within 60s "Pour de vrai"
lacks "[Essai]"
no letter "Pour essayer"
sql "SELECT COUNT(*) FROM outbox WHERE trial = 1" -> 0

story "by program: the relay over what was seen, a test, a letter given up and asked for again"
relay
as karim
api GET /api/v1/mail/relay -> 404
api GET /api/v1/mail/letters -> 404
as ada
api GET /api/v1/mail/relay -> 200
has "\"password_kept\":false"
header ETag -> "{e}"
api PATCH /api/v1/mail/relay {"host":"127.0.0.1","port":{relay},"security":"none","user":"u","password":"mot-secret","sender":"guichet@univ.example"} If-Match:{e} -> 200
has "\"password_kept\":true"
lacks "mot-secret"
api PATCH /api/v1/mail/relay {"sender_name":"Guichet"} If-Match:{e} -> 412
api PATCH /api/v1/mail/relay {"host":"localhost"} -> 422
has "\"field\":\"password\""
api PATCH /api/v1/mail/relay {"user":""} -> 200
has "\"password_kept\":false"
api POST /api/v1/mail/relay/try {"to":"ada@univ.example"} Idempotency-Key:"t-1" -> 200
has "\"sent\":true"
letter within 60s "ada@univ.example" "Essai d’envoi de"
api POST /api/v1/mail/relay/try {"to":"x"} -> 422
has "\"field\":\"to\""
api GET /api/v1/mail/letters?state=failed -> 200
has "\"items\":[],\"next_cursor\":null"
api POST /api/v1/mail/letters/again -> 204
api POST /api/v1/mail/letters/999999/again -> 404
api GET /api/v1/mail/letters?state=perdu -> 422
