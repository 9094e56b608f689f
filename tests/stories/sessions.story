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
