story "a call is picked up, kept, parked and resumed in another browser; nobody else sees it"
as karim
get /calls/new -> 200
has "Décrocher" "Aucun appel en attente"
post /calls -> 303 /calls/{a}
put /calls/{a}/draft person="Inès" description="Le wifi coupe" programme="L2 Droit" -> 200
has "Saisie gardée"
get /calls/{a} -> 200
has "Le wifi coupe" "L2 Droit" "role=\"timer\""
post /calls/{a} do=park person="Inès" description="Le wifi coupe en B12" programme="L2 Droit" -> 303 /calls/new
get /calls/{a} -> 303 /calls/new
post /calls -> 303 /calls/{b}
put /calls/{b}/draft person="Théo" description="Imprimante" -> 200
as karim/phone
get /calls/new -> 200
has "Inès" "Revenir à l’appel" "Reprendre"
post /calls/{a}/resume -> 303 /calls/{a}
get /calls/{a} -> 200
has "Le wifi coupe en B12" "L2 Droit" "Théo"
sql "SELECT COUNT(*) FROM phone_call WHERE parked_at IS NULL" -> 1
as lea
get /calls/{a} -> 404
put /calls/{a}/draft person="Vol" -> 404
post /calls/{a}/resume -> 404
post /calls/{a} do=drop -> 404
get /calls/new -> 200
lacks "Inès"
as ines
get /calls/new -> 404
as karim
post /calls/{a} do=open person="ines" description="Le wifi coupe en B12. Depuis lundi." programme="L2 Droit" course="BIO1101" study_year="2" urgency=1 -> 303 /tickets/{t}
get /tickets/{t} -> 200
has "Le wifi coupe en B12" "L2 Droit" "BIO1101" "décroché" "téléphone"
api GET /api/v1/tickets/{t} -> 200
has "\"channel\":\"phone\"" "\"urgency\":1" "\"programme\":\"L2 Droit\"" "\"state\":\"met\""
post /calls/{a} do=open person="ines" description="Le wifi coupe en B12. Depuis lundi." urgency=1 -> 303 /tickets/{t}
sql "SELECT COUNT(*) FROM ticket" -> 1
post /calls/{b} do=drop -> 303 /calls/new
sql "SELECT COUNT(*) FROM phone_call" -> 0

story "eight calls at most, and pressing twice is one call"
as karim
post /calls -> 303 /calls/{a}
post /calls -> 303 /calls/{a}
put /calls/{a}/draft person="un" -> 200
post /calls -> 303 /calls/{b}
put /calls/{b}/draft person="deux" -> 200
post /calls -> 303 /calls/{c}
put /calls/{c}/draft person="trois" -> 200
post /calls -> 303 /calls/{d}
put /calls/{d}/draft person="quatre" -> 200
post /calls -> 303 /calls/{e}
put /calls/{e}/draft person="cinq" -> 200
post /calls -> 303 /calls/{f}
put /calls/{f}/draft person="six" -> 200
post /calls -> 303 /calls/{g}
put /calls/{g}/draft person="sept" -> 200
post /calls -> 303 /calls/{h}
put /calls/{h}/draft person="huit" -> 200
post /calls -> 409
has "Huit appels"
sql "SELECT COUNT(*) FROM phone_call" -> 8

story "solved during the call; all that is missing is said at once"
as karim
post /calls -> 303 /calls/{a}
post /calls/{a} do=solve person="" description="" kind=10 -> 422
has "Dites qui appelle" "Écrivez ce qui se passe" "Écrivez la solution" "Une réponse aide"
post /calls/{a} do=solve person="ines" description="Mot de passe oublié" solution="Réinitialisé ensemble." -> 303 /tickets/{t}
api GET /api/v1/tickets/{t} -> 200
has "\"state\":\"resolved\"" "\"assigned_to\":{\"login\":\"karim\""
as ines
get /requests/{t} -> 200
has "Réinitialisé ensemble."
lacks "Questions posées"

story "somebody unknown gets a record; a known address or number is offered first"
as karim
post /calls -> 303 /calls/{a}
post /calls/{a} do=open person="Zoé Ancelin" description="Bonjour" -> 422
has "Personne inconnue"
post /calls/{a} do=open person="Zoé Ancelin" phone="06 39 98 44 55" description="Bonjour" -> 303 /tickets/{t}
sql "SELECT COUNT(*) FROM person WHERE name = 'Zoé Ancelin' AND login IS NULL" -> 1
get /desk/people?person=%2B33639984455 -> 200
has "Zoé Ancelin"
get /desk/people?person=0033639984455 -> 200
has "Zoé Ancelin"
get /desk/people?person=06.39.98.44.55 -> 200
has "Zoé Ancelin"
post /calls -> 303 /calls/{b}
post /calls/{b} do=open person="Z. Ancelin-Roux" phone="+33 6 39 98 44 55" description="Encore moi" -> 422
has "déjà connu" "Zoé Ancelin"
keep z "name=\"pick\" value=\"(\d+)\"> Zoé"
post /calls/{b} do=open person="Z. Ancelin-Roux" phone="+33 6 39 98 44 55" pick={z} description="Encore moi" -> 303 /tickets/{u}
sql "SELECT COUNT(*) FROM person WHERE phone_fold = '33639984455'" -> 1
post /calls -> 303 /calls/{c}
post /calls/{c} do=open person="Marc Ancelin" phone="0639984455" pick=new description="Son frère" -> 303 /tickets/{v}
sql "SELECT COUNT(*) FROM person WHERE phone_fold = '33639984455'" -> 2
post /calls -> 303 /calls/{d}
post /calls/{d} do=open person="Marc Ancelin" mail="pas une adresse" pick=new description="x" -> 422
has "Marc Ancelin"


story "a site may ask for a written confirmation, and the agent may do without"
as karim
post /calls -> 303 /calls/{a}
get /calls/{a} -> 200
lacks "confirmation écrite"
as ada
post /admin/settings/intake intake.written=1 seen.intake.written=0 -> 303
as karim
within 5s get /calls/{a} has "confirmation écrite" "name=\"written\" value=\"1\" checked"
post /calls/{a} do=open person=ines description="Une rallonge" written_asked=1 written=1 -> 303 /tickets/{t}
api GET /api/v1/tickets/{t} -> 200
has "\"state\":\"pending\",\"pending_reason\":\"requester\""
as ines
get /requests/{t} -> 200
has "Merci de confirmer votre demande par écrit"
as karim
post /calls -> 303 /calls/{b}
post /calls/{b} do=open person=ines description="Une autre" written_asked=1 -> 303 /tickets/{u}
api GET /api/v1/tickets/{u} -> 200
has "\"state\":\"new\""
post /calls -> 303 /calls/{c}
post /calls/{c} do=open person=ines description="Ailleurs" service=2 group=2 written_asked=1 written=1 -> 422
has "dont vous ne traitez pas"
post /calls/{c} do=open person=ines description="Ailleurs" group=2 written_asked=1 -> 303 /calls/new
sql "SELECT COUNT(*) FROM phone_call" -> 0

story "a program and the phone entry have the same calls"
as karim
api POST /api/v1/calls {"person":"ines","description":"Le wifi coupe en B12"} -> 201
keep a "\"id\":(\d+)"
get /calls/{a} -> 200
has "Le wifi coupe en B12"
post /calls -> 303 /calls/{b}
api GET /api/v1/calls -> 200
has "Le wifi coupe en B12"
as lea
api GET /api/v1/calls -> 200
lacks "Le wifi coupe en B12"
api POST /api/v1/calls/{a}/ticket {} -> 404
as ines
api GET /api/v1/calls -> 404
as karim
api PATCH /api/v1/calls/{a} {"parked":false,"urgency":1} -> 200
get /calls/{a} -> 200
api POST /api/v1/calls/{a}/ticket {"solve":true} -> 422
has "\"field\":\"solution\""
api POST /api/v1/calls/{a}/ticket {"solve":true,"solution":"Borne redémarrée."} -> 201
keep t "\"ticket\":\"([^\"]+)\""
api POST /api/v1/calls/{a}/ticket {} -> 200
has "{t}"
api GET /api/v1/tickets/{t} -> 200
has "\"channel\":\"phone\"" "\"state\":\"resolved\"" "\"urgency\":1"
api DELETE /api/v1/calls/{b} -> 204
sql "SELECT COUNT(*) FROM ticket" -> 1
