# The words of a country and of the house: one French catalogue, said as Québec, Belgium and the institution say it.

story "a site in Québec says jours ouvrables, in France jours ouvrés, from the next page on"
as ines
get /services/aide -> 200
has "heures ouvrées" "jours ouvrés, de 8 h"
lacks "ouvrables"
as ada
post /admin/settings/site site.country=qc seen.site.country=fr -> 303
as ines
get /services/aide -> 200
has "heures ouvrables" "jours ouvrables, de 8 h"
lacks "ouvrés" "ouvrées"
get /services/aide?lang=en -> 200
has "working days"
get /services/aide?lang=fr -> 200
has "heures ouvrables"
as ada
post /admin/settings/site site.country=be seen.site.country=qc -> 303
as ines
get /services/aide -> 200
has "heures ouvrables"
as ada
post /admin/settings/site site.country=fr seen.site.country=be -> 303
as ines
get /services/aide -> 200
has "heures ouvrées" "jours ouvrés, de 8 h"
lacks "ouvrables"

story "a label of the house stands where the shipped one stood, and what is no label is refused"
as ada
get /admin/departments -> 200
has "Départements"
post /admin/settings/site site.word_department="Faculté" seen.site.word_department="" site.word_department_en="Faculty / Faculties" seen.site.word_department_en="" -> 303
get /admin/departments -> 200
has "Facultés"
get /admin/departments?lang=en -> 200
has "Faculties"
get /admin/departments?lang=fr -> 200
has "Facultés"
post /admin/settings/site site.word_department="deux\nlignes" seen.site.word_department="Faculté" -> 422
has "Un mot ou quelques-uns"
post /admin/settings/site site.word_department="<i>Pôle" seen.site.word_department="Faculté" -> 303
get /admin/departments -> 200
has "&lt;i&gt;Pôle"
post /admin/settings/site site.word_department="" seen.site.word_department="<i>Pôle" -> 303
get /admin/departments -> 200
has "Départements"
lacks "Faculté"
