/* Import of tickets: one JSON object a line, streamed, in batches.  F4. */
#ifndef GUICHET_DESK_INTAKE_IMPORT_H
#define GUICHET_DESK_INTAKE_IMPORT_H

#include "app/app.h"

extern const struct slice slice_import;

#endif
