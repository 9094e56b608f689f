/* A course grid that came this morning and waits: two of its rows are to be put right. */
#include "desk/demo/own.h"
#include "desk/grid/grid.h"

static const char text[] =
        "Code;Titre;Département;Trimestre;Responsable;Courriel;Approche(s);Présentateurs;Séances\n"
        "MED1234;Introduction à la clinique;Médecine familiale;Hiver 2026;Hélène Dubreuil;helene.dubreuil@rives.example;Classe virtuelle Zoom;"
        "\"Hélène Dubreuil <helene.dubreuil@rives.example>; Karim Benali <karim.benali@rives.example>\";\"2026-01-19 08:30/10:30; 2026-01-22 13:00/15:00\"\n"
        "MED2040;Anatomie 2;Pathologie;Hiver 2026;Marc Lemaire;marc.lemaire@rives.example;Classe virtuelle Zoom | Enregistrement en cubicule;"
        "Marc Lemaire <marc.lemaire@rives.example>;2026-01-12 09:00/12:00\n"
        "NUT3010;Nutrition clinique;Nutrition;Hiver 2026;Paul Etxeberria;paul.etxeberria@rives.example;Enregistrement Zoom;;\n"
        "ERG2200;Ergothérapie et communauté;Réadaptation;Hiver 2026;Sophie Marchal;sophie.marchal@rives.example;Zoom live;;2026-02-02 13:30/16:30\n"
        "PHT1500;Physiologie de l’exercice;Réadaptation;Hiver 2026;Marc Otis;marc.otis@rives;Classe virtuelle Zoom;;2026-02-31 13:30/16:30\n";

enum status demo_grid_make(struct ctx *c)
{
        struct ctx big = grid_room(c);
        struct grid_sheet s;
        int64_t id;
        enum status st = grid_read(&big, "grille-MED-H26.csv", text, sizeof text - 1, &s);

        return st ? st : grid_save(&big, &s, "Médecine, hiver 2026", &id);
}
