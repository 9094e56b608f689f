# Saved views.

story "a list is saved without script, opened by name, opens first, and is nobody else's"
as karim
get "/tickets/views?view=scope&filter=state:is:new" -> 200
has "Enregistrer cette liste"
keep once "name=\"once\" value=\"([^\"]+)\""
post "/tickets/views?view=scope&filter=state:is:new" once={once} name="" -> 422
has "Donnez un nom"
post "/tickets/views?view=scope&filter=state:is:new" once={once} name="Tout neuf" -> 303
post "/tickets/views?view=scope&filter=state:is:new" once={once} name="Tout neuf" -> 303
sql "SELECT COUNT(*) FROM saved_view" -> 1
get /tickets/views -> 200
keep id "view=v(\d+)"
get /tickets?view=v{id} -> 200
has "<h1>Tout neuf</h1>"
post /tickets/views id={id} do=first -> 303
get /tickets -> 303 /tickets?view=v{id}
post /tickets/views id={id} name="Tout neuf 2" version=9 -> 409
post /tickets/views id={id} name="Tout neuf 2" version=1 -> 303
as lea
get /tickets?view=v{id} -> 404
get "/tickets/export?format=csv&view=v{id}" -> 404
post /tickets/views id={id} name="Volé" -> 404
post /tickets/views id={id} do=remove -> 404
post /tickets/views id={id} do=first -> 404
post "/tickets/views?view=scope" name="Non" level=all -> 403
api PATCH /api/v1/views/{id} {"name":"Volé"} -> 404
api DELETE /api/v1/views/{id} -> 404
as karim
api PATCH /api/v1/views/{id} {"filters":["rien:is:x"]} -> 422
api PATCH /api/v1/views/{id} {"name":"Tout neuf 3"} If-Match:"\"2\"" -> 200
has "Tout neuf 3" "state:is:new"
get /tickets/views?remove={id} -> 200
has "Supprimer la vue"
post /tickets/views id={id} do=remove -> 303
get /tickets -> 200
get /tickets?view=v{id} -> 404
as ada
post "/tickets/views?view=all" name="Pour tous" level=all -> 303
as lea
get /tickets?view=take -> 200
has "Pour tous"

story "a view on a group that does not exist any more opens, shows nothing and says of what"
as karim
post "/tickets/views?view=all&filter=group:is:disparu" name="Ancienne" -> 303
get /tickets/views -> 200
keep id "view=v(\d+)"
get /tickets?view=v{id} -> 200
has "<h1>Ancienne</h1>" "disparu"
