# A department sends its grid; what is faulty is put right in place, what comes again changes nothing, what goes waits.

story "a course grid from the file to the items, and back"
at 2026-01-05T08:00:00Z
as ada
get /imports -> 200
has "Aucune grille"
post /imports name="" file=@"grille.csv:Code;Titre;Département;Trimestre;Responsable;Courriel;Approche(s);Présentateurs;Séances\nMED1;Clinique;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Antem;Karim <karim@univ.example>;2026-01-19 08:30/10:30\nMED2;Anatomie;Médecine;Hiver 2026;Jean Lemaire;jean@univ.example;Zoom live;;\n" -> 303
header Location -> "/imports/{grid}/review"
get /imports/{grid}/review -> 200
has "Zoom live" "n’est pas une approche connue" "Classe virtuelle Zoom (proche)" "Créer 1 demande"
keep digest "name=\"seen\" value=\"([0-9a-f]+)\""
sql "SELECT count(*) FROM item" -> 0
# what was shown is what is applied
post /imports/{grid}/create seen=autre -> 409
has "Les données ont changé"
post /imports/{grid}/create seen={digest} -> 303 /imports/{grid}/create
get /imports/{grid}/create -> 200
has "Créées : 1," "1 ligne reste à corriger" "Annuler tout"
post /imports/{grid}/create seen={digest} -> 303 /imports/{grid}/create
sql "SELECT count(*) FROM item" -> 1
# the faulty row, put right in place, without and with script
post /imports/{grid}/review row=3 f_approaches=Rien -> 303
get /imports/{grid}/review -> 200
has "« Rien » n’est pas une approche connue"
post /imports/{grid}/review row=3 f_approaches="Enregistrement Zoom" -> 303 /imports/{grid}/review#row-3
post /imports/{grid}/review row=99 f_approaches=Antem -> 404
get /imports/{grid}/review -> 200
has "Créer 1 demande"
lacks "« Rien »"
keep digest "name=\"seen\" value=\"([0-9a-f]+)\""
post /imports/{grid}/create seen={digest} -> 303
sql "SELECT count(*) FROM item" -> 2
sql "SELECT count(*) FROM service_task" -> 8
# nobody else sees it
as ines
get /imports -> 404
as karim
get /imports/{grid}/review -> 404
# the grid comes again without the second course: it waits for the group
as ada
post /imports name="" file=@"grille2.csv:Titre;Code;Département;Trimestre;Responsable;Courriel;Approche;Présentateurs;Séances\nClinique;MED1;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Antem;Karim <karim@univ.example>;2026-01-20 08:30/10:30\n" -> 303
header Location -> "/imports/{second}/review"
get /imports/{second}/review -> 200
has "Mettre à jour 1 demande, proposer 1 retrait" "2026-01-20 08:30/10:30"
keep digest "name=\"seen\" value=\"([0-9a-f]+)\""
post /imports/{second}/create seen={digest} -> 303
sql "SELECT count(*) FROM ticket WHERE kind = 3 AND state = 60" -> 0
get /imports -> 200
has "Confirmer le retrait" "MED2"
keep course "name=\"course\" value=\"(\d+)\""
keep approach "name=\"approach\" value=\"(\d+)\""
post /imports/withdrawn course={course} approach={approach} do=confirm reason="" -> 422
has "Indiquez la raison"
# taken back whole
post /imports/{second}/undo -> 303
get /imports -> 200
has "Aucune ligne n’attend de décision"
post /imports/withdrawn course={course} approach={approach} do=keep -> 404
api GET /api/v1/grids/{second} -> 200
has "\"state\":\"undone\"" "\"changed\":1,\"withdrawn\":1"
# files that are none
post /imports name="" file=@"x.pdf:%PDF-1.7" -> 422
has "n’est pas une feuille de calcul"
post /imports name="" -> 422
has "Choisissez un fichier"
post /imports name="" file=@"x.csv:Code;Titre\nA;B\n" -> 303
header Location -> "/imports/{third}/columns"
get /imports/{third}/review -> 303 /imports/{third}/columns
get /imports/{third}/columns -> 200
has "Il manque une colonne"
post /imports/{third}/columns code=1 title=1 -> 422
has "sert déjà à autre chose"
# the text of a file is kept 90 days; a day of undo is long over
sql "SELECT count(*) FROM grid WHERE body LIKE '%helene@univ.example%'" -> 2
get /imports/{grid}/create -> 200
has "effacé 90 jours après la création"
lacks "ont été effacés"
at 2026-04-06T08:00:00Z
as ada
within 60s get /imports/{grid}/create has "Les noms et les adresses de ce fichier ont été effacés le"
has "Le bilan reste" "Créées : 2," "MED1" "MED2" "Demande créée"
lacks "Dubreuil" "helene@univ.example" "Revenir à la vérification" "Annuler tout" "/imports/{grid}/columns"
within 60s get /imports/{second}/create has "ont été effacés le"
within 60s get /imports/{third}/create has "ont été effacés le"
sql "SELECT (SELECT count(*) FROM grid WHERE body <> '') + (SELECT count(*) FROM grid_fix) + (SELECT count(*) FROM grid_act WHERE before <> '')" -> 0
sql "SELECT count(*) FROM grid_line WHERE body LIKE '%@%' OR body LIKE '%Karim%'" -> 0
sql "SELECT count(*) FROM audit WHERE verb = 'grid.erase' AND result = 'ok'" -> 3
# every address of it says so: none shows an empty file, none offers what cannot be done
get /imports/{grid}/review -> 303 /imports/{grid}/create
get /imports/{grid}/columns -> 303 /imports/{grid}/create
get /imports/{grid}/export -> 303 /imports/{grid}/create
post /imports/{grid}/review row=3 f_approaches=Antem -> 303 /imports/{grid}/create
post /imports/{grid}/columns code=1 -> 303 /imports/{grid}/create
post /imports/{third}/create seen=x -> 409
has "Le texte de ce fichier a été effacé"
post /imports/{grid}/undo -> 409
api GET /api/v1/grids/{grid} -> 200
has "\"erased_at\":\"2026-04-0" "\"done\":{\"created\":2,\"changed\":0,\"withdrawn\":0}" "\"may_undo\":false"
lacks "helene@univ.example"
api POST /api/v1/grids/{grid}/apply {} -> 409
has "Le texte de ce fichier a été effacé"
get /imports/{third}/create -> 200
has "Rien n’a été créé" "resté en attente"
get /imports -> 200
has "grille.csv" "Laissée, texte effacé"
# the same two rows again, and the text that is gone is not missed: nothing to do
post /imports name="" file=@"encore.csv:Code;Titre;Département;Trimestre;Responsable;Courriel;Approche(s);Présentateurs;Séances\nMED1;Clinique;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Antem;Karim <karim@univ.example>;2026-01-19 08:30/10:30\nMED2;Anatomie;Médecine;Hiver 2026;Jean Lemaire;jean@univ.example;Enregistrement Zoom;;\n" -> 303
header Location -> "/imports/{again}/review"
api GET /api/v1/grids/{again} -> 200
has "\"created\":0,\"changed\":0,\"withdrawn\":0,\"unchanged\":2"
