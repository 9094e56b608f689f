/* Import of tickets. */
#include "desk/intake/import.h"

const struct slice slice_import = {.name = "import"};
