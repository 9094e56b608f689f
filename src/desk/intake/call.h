/* The pages of the phone entry: desk/catalog/call.h has what they do. */
#ifndef GUICHET_DESK_INTAKE_CALL_H
#define GUICHET_DESK_INTAKE_CALL_H

#include "app/app.h"

extern const struct slice slice_calls;

#endif
