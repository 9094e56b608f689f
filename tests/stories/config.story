# The configuration as one file, for programs: read, looked at, applied over what was seen.

story "a configuration file by the API changes everything or nothing, over the state that was read"
as karim
api GET /api/v1/config -> 404
api POST /api/v1/config {"text":"[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\n"} -> 404
as ada
api GET /api/v1/config -> 200
header Content-Type -> "application/toml; charset=utf-8"
has "[settings]" "[service."
header ETag -> "{e}"
api POST /api/v1/config/preview {"text":"[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\n"} Idempotency-Key:"c-0" -> 200
has "\"kind\":\"department\",\"code\":\"droit\",\"action\":\"created\"" "\"before\":null,\"after\":\"Law\""
sql "SELECT COUNT(*) FROM department WHERE code = 'droit'" -> 0
sql "SELECT COUNT(*) FROM idempotency" -> 0
api POST /api/v1/config {"text":"[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\n[poème]\n"} If-Match:{e} -> 422
has "\"lines\":[{\"line\":4,"
api POST /api/v1/config {} If-Match:{e} -> 422
has "\"field\":\"text\""
api POST /api/v1/config {"text":"[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\n"} -> 412
api POST /api/v1/config {"text":"[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\n"} If-Match:"\"0\"" -> 412
sql "SELECT COUNT(*) FROM department WHERE code = 'droit'" -> 0
api POST /api/v1/config {"text":"[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\n[settings]\n\"site.name\" = \"Comptoir des essais\"\n"} If-Match:{e} Idempotency-Key:"c-1" -> 200
has "\"action\":\"created\"" "\"code\":\"site.name\",\"action\":\"changed\""
api POST /api/v1/config {"text":"[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\n[settings]\n\"site.name\" = \"Comptoir des essais\"\n"} If-Match:{e} Idempotency-Key:"c-1" -> 200
header Idempotency-Replayed -> true
sql "SELECT COUNT(*) FROM department WHERE code = 'droit'" -> 1
sql "SELECT COUNT(*) FROM audit WHERE verb = 'config.apply'" -> 1
get / -> 200
has "Comptoir des essais"
api POST /api/v1/config {"text":"[department.\"droit\"]\nname_fr = \"Lettres\"\n"} If-Match:{e} -> 412
