# Somebody without account reads and answers by a link.

story "a tutor without account is invited, answers by the link, and is withdrawn"
as ines
post /requests service=aide subject="Convention" body="Mon tuteur doit la voir." urgency=2 files=@"convention.txt:texte" -> 303 /requests/{t}
get /requests/{t} -> 200
keep once "name=\"once\" value=\"([^\"]+)i\""
post /requests/{t}/invite once="{once}i" who="tuteur@ecole.example" name="" -> 422
has "Indiquez le nom" "tuteur@ecole.example"
post /requests/{t}/invite once="{once}i" who="tuteur@ecole.example" name="Jean Tuteur" -> 200
has "Jean Tuteur"
keep s "/i/([\w-]{43})\""
post /requests/{t}/invite once="{once}i" who="tuteur@ecole.example" name="Jean Tuteur" -> 303
sql "SELECT COUNT(*) FROM token WHERE use = 'invite'" -> 1
get /requests/{t} -> 200
lacks "/i/{s}"
as karim
post /tickets/{t}/messages mode=note body="Entre nous." -> 303
post /tickets/{t}/messages mode=reply body="Nous la relisons." -> 303
within 20s get /tickets/{t} has "Nous la relisons."
sql "SELECT COUNT(*) FROM notification n JOIN person p ON p.id = n.person_id WHERE p.name = 'Jean Tuteur' AND n.mail = 1 AND n.read_at = 0" -> 1
sql "SELECT COUNT(*) FROM notification n JOIN person p ON p.id = n.person_id WHERE p.login = 'ines' AND n.read_at = 0" -> 1
as ines
get /notifications -> 200
has "Karim Benali a répondu"
post /requests/{t}/seen -> 204
get /notifications -> 200
lacks "Karim Benali a répondu"
stranger
get /i/{s} -> 200
header Referrer-Policy -> "same-origin"
header Cache-Control -> "private, no-store"
has "Mon tuteur doit la voir." "Nous la relisons." "Jean Tuteur" "Depuis votre dernière visite" "Karim Benali a répondu"
lacks "Entre nous." "Karim Haddad <"
keep file "/i/[\w-]+/files/(\d+)"
get /i/{s}/files/{file} -> 200
get /i/{s}/files/999999 -> 404
get "/i/{s}?lang=en" -> 200
has "personal link"
post /i/{s}/seen -> 204
get /i/{s} -> 200
lacks "Depuis votre dernière visite"
post /i/{s}/seen back=1 -> 303 /i/{s}
sql "SELECT COUNT(*) FROM notification n JOIN person p ON p.id = n.person_id WHERE p.name = 'Jean Tuteur' AND n.read_at = 0" -> 0
listen /i/{s}/events
post /i/{s}/messages body="" -> 422
post /i/{s}/messages body="Signée ce matin." file=@"signee.txt:ok" -> 303 /i/{s}
live within 5s "entry"
get /requests/{t} -> 303
get /attachments/{file} -> 303
as karim
get /tickets/{t} -> 200
has "Jean Tuteur" "Signée ce matin." "Lien d"
sql "SELECT COUNT(*) FROM entry e JOIN person p ON p.id = e.author_id WHERE p.name = 'Jean Tuteur' AND e.channel = 80" -> 1
as theo
post /requests/{t}/link person=1 -> 404
as ines
get /requests/{t} -> 200
keep person "name=\"person\" value=\"(\d+)\""
post /requests/{t}/link person={person} -> 200
keep s2 "/i/([\w-]{43})\""
as nobody/guest
get /i/{s} -> 404
get /i/{s2} -> 200
listen /i/{s2}/events
as ines
post /requests/{t}/withdraw person={person} -> 303
as nobody/guest
closed within 5s
get /i/{s2} -> 404
get /i/{s2}/thread -> 404
as ines
get /requests/{t} -> 200
has "Jean Tuteur" "Signée ce matin."
stranger
get /i/{s2}/files/{file} -> 404
post /i/{s2}/messages body="Encore" -> 404
get /i/x -> 404
