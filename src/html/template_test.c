/* Templates end to end: tests/templates/sample.html uses every construct once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../tests/templates/sample.h"
#include "src/html/sample_templates.h"

int main(void) { return 0; }
