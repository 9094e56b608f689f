# A list as a file: the columns of the list, or all; as a table or on paper; only what one may see.

story "a file has the columns that the list has, in CSV, XLSX and PDF"
as ines
post /requests service=aide subject="Le son manque" body="…" urgency=2 -> 303 /requests/{t}
post /requests service=signalement subject="Un secret" body="…" urgency=2 -> 303 /requests/{s}
as karim
get "/tickets/export?view=groups&format=csv&cols=state,requester" -> 200
has "Le son manque" "Inès Caron"
lacks "Un secret" "Groupe" "Échéance"
header X-Export-Rows -> "1"
get "/tickets/export?view=groups&format=csv&columns=all" -> 200
has "Groupe" "Le son manque"
get "/tickets/export?view=groups&format=xlsx" -> 200
header X-Export-Rows -> "1"
get "/tickets/export?view=groups&format=pdf" -> 200
header Content-Type -> "application/pdf"
header X-Export-Rows -> "1"
has "%PDF-1"
get "/tickets/export?view=groups&format=pdf&filter=x" -> 422
get "/tickets/export?view=groups&format=ods" -> 404
get "/tickets?view=groups" -> 200
has "format=pdf" "columns=all"
as ines
get "/tickets/export?view=groups&format=pdf" -> 404
