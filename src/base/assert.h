/* ASSERT stays in the released program: a broken invariant aborts, the supervisor restarts.
 * Input from outside never meets it. */
#ifndef GUICHET_BASE_ASSERT_H
#define GUICHET_BASE_ASSERT_H

#define ASSERT(cond) ((cond) ? (void)0 : assert_failed(#cond, __FILE__, __LINE__))

_Noreturn void assert_failed(const char *what, const char *file, int line);

/* Out of memory is handled like a bug: say so and abort. */
_Noreturn void out_of_memory(void);

#endif
