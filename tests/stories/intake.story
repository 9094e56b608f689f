story "the kind brings its questions, without script and keeping what was typed; the agent reads the answers"
as ines
post /requests service=aide do=fields kind=10 subject="Un portable" body="Il me faut un portable pour le terrain." urgency=3 -> 200
has "De quoi avez-vous besoin" "name=\"q_k_q1\"" "Un portable" "pour le terrain." "Ordinateur portable"
lacks "errsum"
post /requests service=aide kind=10 subject="Un portable" body="Il me faut un portable pour le terrain." urgency=3 -> 422
has "Une réponse aide à traiter" "pour le terrain."
get /services/aide/new -> 200
keep once "name=\"once\" value=\"([^\"]+)\""
post /requests service=aide once={once} kind=10 nature=delivery device=laptop owner=institution equipment="INV-77" site="Campus Nord" q_k_q1="Léger, clavier français" q_k_q2=2026-09-01 subject="Un portable" body="Il me faut un portable pour le terrain." urgency=3 -> 303 /requests/{t}
as karim
get /tickets/{t} -> 200
has "Questions posées" "Léger, clavier français" "Appareil de l’établissement" "Ordinateur portable" "INV-77" "Campus Nord" "mardi 1er septembre 2026"
api GET /api/v1/tickets/{t} -> 200
has "\"equipment\":\"INV-77\"" "\"intervention\":\"equipment\"" "\"nature\":\"delivery\"" "\"list\":\"kind:equipment\",\"version\":1" "Léger, clavier français"
api POST /api/v1/incidents {"subject":"Par programme","requester":"ines","intervention":"technical","nature":"outage","device":"mobile","answers":{"q_k_q1":"Erreur 5","q_k_q2":true}} -> 201
has "\"urgency\":1" "Erreur 5"
api POST /api/v1/incidents {"subject":"Par programme","intervention":"magic","nature":"nosuch","device":"mixer"} -> 422
has "\"field\":\"kind\"" "\"field\":\"nature\"" "\"field\":\"device\""

story "what a list asks today is asked of those who have it on their screen, and programs too"
as karim
post /intake/fields kind=20 service=aide q_k_q1="Erreur 5" -> 200
has "Cela fonctionnait-il avant" "Erreur 5"
lacks "De quoi avez-vous besoin"
as nobody
post /intake/fields kind=20 -> 303

story "programs edit lists and natures with versions; the new wording is asked, the old answers stay"
as ines
api GET /api/v1/question-lists/kind:use -> 200
has "\"version\":1" "Quelle aide souhaitez-vous"
api PUT /api/v1/question-lists/kind:use {"questions":[]} -> 404
api GET /api/v1/natures -> 200
has "\"code\":\"outage\"" "\"group\":null"
as ada
api PUT /api/v1/question-lists/service:aide {"questions":[{"type":"text","required":true,"fr":"Quel poste ?","en":"Which workstation?"}]} -> 200
has "\"version\":1" "\"code\":\"q1\""
api PUT /api/v1/question-lists/service:aide {"questions":[{"type":"choice","fr":"Vide","en":"Empty"}]} -> 422
has "\"field\":\"q1_options\""
api PUT /api/v1/question-lists/service:aide {"questions":[]} If-Match:"\"7\"" -> 412
api PUT /api/v1/question-lists/service:aide {} -> 422
api POST /api/v1/natures {"code":"badge","name_fr":"Badge","name_en":"Badge","group":"cours","urgency":1} -> 201
api PATCH /api/v1/natures/badge {"urgency":3} If-Match:"\"1\"" -> 200
has "\"urgency\":3" "\"group\":\"cours\""
api PATCH /api/v1/natures/badge {"urgency":9} -> 422
api PATCH /api/v1/natures/badge {"urgency":2} If-Match:"\"1\"" -> 412
as ines
get /services/aide/new -> 200
has "Quel poste"
post /requests service=aide subject="Badge" body="Mon badge est muet." urgency=2 -> 422
has "href=\"#f-q_s_q1\""
post /requests service=aide subject="Badge" body="Mon badge est muet." urgency=2 kind=20 nature=badge q_s_q1="Accueil" -> 303 /requests/{t}
as bruno
get /tickets/{t} -> 200
has "Quel poste" "Accueil" "Badge"
as karim
get /tickets/{t} -> 404

story "the answers of the intake are put right on the ticket, journalled, and found by the desk alone"
as ines
post /requests service=aide kind=10 nature=delivery device=laptop owner=institution q_k_q1="Un ornithorynque" q_k_q2=2026-09-01 subject="Un portable" body="Il m’en faut un." urgency=3 -> 303 /requests/{t}
post /tickets/{t}/answers q_k_q1="Intrus" version=1 -> 404
post /requests service=aide subject="Sans question" body="x" urgency=3 -> 303 /requests/{u}
as karim
get "/desk/search?q=ornithorynque" -> 200
has "{t}"
get /tickets/{u} -> 200
lacks "Modifier les réponses"
get /tickets/{t}?open=answers -> 200
has "Modifier les réponses" "De quoi avez-vous besoin" "Un ornithorynque"
keep v "name=\"version\" value=\"(\d+)\""
post /tickets/{t}/answers q_k_q1="" q_k_q2=hier version={v} -> 422
has "Une réponse aide à traiter" "value=\"hier\""
post /tickets/{t}/answers q_k_q1="Un wombat" q_k_q2=2026-09-01 version=999 -> 409
post /tickets/{t}/answers q_k_q1="Un wombat" q_k_q2=2026-09-01 version={v} -> 303
get /tickets/{t} -> 200
has "Un wombat" "De quoi avez-vous besoin ? = Un ornithorynque"
get "/desk/search?q=ornithorynque" -> 200
lacks "{t}"
get "/desk/search?q=wombat" -> 200
has "{t}"
api GET /api/v1/tickets/{t} -> 200
keep w "\"version\":(\d+)"
api PATCH /api/v1/tickets/{t} {"answers":{"q_k_q2":"2026-02-30"}} -> 422
has "\"field\":\"q_k_q2\""
api PATCH /api/v1/tickets/{t} {"answers":{"q_k_q2":"2026-10-02"}} If-Match:"\"1\"" -> 412
api PATCH /api/v1/tickets/{t} {"answers":{"q_k_q2":"2026-10-02"}} -> 200
has "Un wombat" "2026-10-02"
as bruno
api PATCH /api/v1/tickets/{t} {"answers":{"q_k_q1":"Intrus"}} -> 404
as ines
get "/search?q=wombat" -> 200
lacks "{t}"
api PATCH /api/v1/tickets/{t} {"answers":{"q_k_q1":"Intrus"}} -> 403
get /requests/{t} -> 200
lacks "wombat"
