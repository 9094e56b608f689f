# A setting says what fits before it is kept: a slip of the pen changes nothing.

story "numbers, priorities and the second factor take no word that nobody could use"
as ada
post /admin/settings/number number.prefixes="INC INC RITM SCTASK TASK PRB" seen.number.prefixes="INC REQ RITM SCTASK TASK PRB" -> 422
has "Six mots différents"
post /admin/settings/number number.prefixes="<b> REQ RITM SCTASK TASK PRB" seen.number.prefixes="INC REQ RITM SCTASK TASK PRB" -> 422
post /admin/settings/number number.earlier="DEM=poème" seen.number.earlier="" -> 422
post /admin/settings/ticket ticket.priorities="1 2 3" seen.ticket.priorities="1 2 3 2 3 4 3 4 4" -> 422
has "Neuf chiffres"
post /admin/settings/identity identity.second_factor="admin" seen.identity.second_factor=none -> 422
has "none, admins ou agents"
get /admin/settings -> 200
post /admin/settings/number number.prefixes="PAN REQ RITM SCTASK TASK PRB" seen.number.prefixes="INC REQ RITM SCTASK TASK PRB" number.earlier="DEM=request" seen.number.earlier="" -> 303
as ines
post /requests service=aide subject="Sous un autre nom" body="x" urgency=2 -> 303 /requests/{t}
get /requests/{t} -> 200
has "PAN-"
