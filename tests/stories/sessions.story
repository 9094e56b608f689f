story "the language follows the reader"
as ines
get / -> 200 
has "lang=\"fr\""
get "/?lang=en" -> 200
has "lang=\"en\""
get /requests -> 200
has "lang=\"en\""
as nobody
get / Accept-Language:"en-GB,en;q=0.9" -> 200
has "lang=\"en\""
get / Accept-Language:"fr-CA,fr" -> 200
has "lang=\"fr\""

story "an address that does not exist speaks the language of whoever is signed in"
as lea
get /nulle-part Accept-Language:"en" -> 404
has "lang=\"fr\""
has "/tickets"
as nobody
get /nulle-part Accept-Language:"en" -> 404
has "lang=\"en\""
lacks "/tickets"

story "guessing a password ends, and the right one does not help then; others go on"
stranger
times 10 post /login login=ines password="mauvais mot" -> 403
post /login login=ines password="mauvais mot" -> 429
header Retry-After -> 900
post /login login=ines password="trois petits phoques" -> 429
post /login login=theo password="trois petits phoques" -> 303

story "a login that nobody has answers like a wrong password"
stranger
post /login login=fantome password="mauvais mot" -> 403
keep said "role=\"alert\"[^>]*>([^<]*(?:<[^>]*>[^<]*){0,3})"
post /login login=ines password="mauvais mot" -> 403
has "{said}"

story "signing out ends the session and its stream, not the one in another browser"
as ines/phone
get /requests -> 200
as ines
listen
post /logout -> 303 /
closed within 5s
get /requests -> 303
as ines/phone
get /requests -> 200

story "a new password ends all other sessions and their streams"
as ines/phone
listen
as ines
post /me/password old="trois petits phoques" new="quatre grands morses" again="quatre grands morses" -> 303
get /requests -> 200
as ines/phone
closed within 5s
get /requests -> 303

story "an account that is closed is out at once"
as ines
listen
guichet user close ines
closed within 5s
get /requests -> 303
stranger
post /login login=ines password="trois petits phoques" -> 403

story "a session ends after four idle hours"
at 2026-01-12T08:00:00Z
as ines
get /requests -> 200
at 2026-01-12T11:58:00Z keeping sessions
get /requests -> 200
at 2026-01-12T15:56:00Z keeping sessions
get /requests -> 200
at 2026-01-12T20:10:00Z keeping sessions
get /requests -> 303

story "a session ends after twelve hours of work"
at 2026-01-12T08:00:00Z
as ines
get /requests -> 200
at 2026-01-12T11:50:00Z keeping sessions
get /requests -> 200
at 2026-01-12T15:40:00Z keeping sessions
get /requests -> 200
at 2026-01-12T19:30:00Z keeping sessions
get /requests -> 200
at 2026-01-12T20:05:00Z keeping sessions
get /requests -> 303

story "a throttled login is free again after a quarter of an hour"
at 2026-01-12T08:00:00Z
stranger
times 11 post /login login=ines password="mauvais mot" -> 429
at 2026-01-12T08:16:00Z keeping sessions
post /login login=ines password="trois petits phoques" -> 303

story "an agent who leaves a group hears and sees nothing of it from then on"
as ines
post /requests service=aide subject="Avant le départ" body="…" urgency=2 -> 303 /requests/{t}
as karim
get /tickets/{t} -> 200
listen
sql "SELECT id FROM person WHERE login = 'karim'" -> {id}
as ada
post /admin/groups/desk/members/{id}/remove -> 303
as karim
closed within 5s
get /tickets/{t} -> 404
api GET /api/v1/tickets/{t} -> 404

story "roles given and taken by command hold at once, and the last administrator stays"
as theo
get /desk -> 404
guichet user role-give theo agent@dsi -> 0
get /desk -> 200
guichet user role-take theo agent@dsi -> 0
get /desk -> 404
guichet user role-take theo agent@dsi -> 1
guichet user role-give theo roi -> 1
guichet user role-give theo agent@nulle-part -> 1
guichet user role-take ada admin -> 1
guichet user factor-reset ines -> 1

story "a forgotten password is chosen anew by a link, once, and whoever asks learns nothing"
relay
as karim
get /tickets -> 200
stranger
get /password -> 200
has "Aucun courriel ne part"
post /password who=karim -> 200
has "Aucun courriel ne part"
as ada
get /admin/mail -> 200
keep version "name=\"version\" value=\"(\d+)\""
post /admin/mail version={version} relay_host=127.0.0.1 relay_port={relay} relay_security=none relay_user="" relay_password="" sender=guichet@univ.example sender_name="" -> 303
post /admin/settings/site site.url=https://guichet.univ.example seen.site.url="" -> 303
stranger
get /login -> 200
has "/password"
post /password who=" " -> 422
has "Indiquez votre identifiant"
post /password who=personne@ailleurs.example -> 200
has "Si un compte correspond"
post /password who=KARIM Host:ailleurs.example -> 200
has "Si un compte correspond"
letter within 60s "karim@" "Choisir votre mot de passe" "https://guichet.univ.example/password/"
lacks "ailleurs.example"
keep s "univ.example/password/([\w-]{43})"
sql "SELECT COUNT(*) FROM token WHERE use = 'reset' AND ends_at > 1000" -> 1
no letter "personne@"
get /password/{s} -> 200
has "karim"
get /password/{s}x -> 404
has "Ce lien ne sert plus"
post /password/{s} new=court again=court -> 422
post /password/{s} new="trois petits zèbres" again="trois petits" -> 422
as karim
get /tickets -> 200
stranger
times 10 post /login login=karim password=faux -> 403
post /login login=karim password="trois petits phoques" -> 429
post /password/{s} new="trois petits zèbres" again="trois petits zèbres" -> 303 /login
get /login -> 200
has "Votre mot de passe est choisi"
post /password/{s} new="quatre petits zèbres" again="quatre petits zèbres" -> 404
sql "SELECT COUNT(*) FROM token WHERE use = 'reset'" -> 0
post /login login=karim password="trois petits phoques" -> 403
post /login login=karim password="trois petits zèbres" -> 303 /desk
as karim
get /tickets -> 303
as nobody
times 5 post /password who=lea -> 200
post /password who=lea -> 429
post /password who=personne -> 200

story "the administration hands a link over where no mail goes, and an hour ends it"
at 2026-01-09T09:00:00Z
guichet user role-give maya department_admin@dsi -> 0
as ada
get /admin/people?q=theo -> 200
keep id "/people/(\d+)\""
get /admin/people/{id} -> 200
has "Faire un lien de mot de passe"
as maya
post /admin/people/{id}/password-link -> 404
as ada
post /admin/people/{id}/password-link -> 200
keep s "/password/([\w-]{43})"
sql "SELECT COUNT(*) FROM audit WHERE verb = 'password.link'" -> 1
at 2026-01-09T10:01:00Z
stranger
get /password/{s} -> 404
post /password/{s} new="trois petits zèbres" again="trois petits zèbres" -> 404
as ada
guichet user close theo -> 0
post /admin/people/{id}/password-link -> 404
