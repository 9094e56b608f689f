/* What every file of the house starts from: attributes, sizes, ceilings.
 * Floor F0: includes libc (and libsodium in random.c) and nothing of ours above it. */
#ifndef GUICHET_BASE_BASE_H
#define GUICHET_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* The caller must look at the result. */
#define CHECKED __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Ceilings, all in one place: a stranger can make us take this much and no more. */
#define MAX_REQUEST_ARENA (32u << 20)  /* bytes of memory one request may use */
#define MAX_PAGE_BYTES    (8u << 20)   /* one rendered page */
#define MAX_FORM_BYTES    (1u << 20)   /* text fields of one form, together */
#define MAX_JSON_BYTES    (1u << 20)   /* one API body */
#define MAX_UPLOAD_BYTES  (20u << 20)  /* one attached file */
#define MAX_UPLOADS       10           /* files of one form */
#define MAX_BODY_BYTES    (64u << 10)  /* one comment, note or description */
#define MAX_SUBJECT_BYTES 255
#define MAX_NAME_BYTES    200

/* A moment that never comes: end of the year 9999, ms UTC.  Stored where a column is sorted. */
#define MOMENT_NEVER INT64_C(253402300799999)

#endif
