/* Pages of sign-in and of one's own account. */
#include "desk/people/own.h"

const struct route people_routes[] = {{0}};
