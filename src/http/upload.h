/* Inside of src/http: a file of a form on its way to disk.  Without a folder only the size and the
 * digest are kept (fuzzing, tests). */
#ifndef GUICHET_HTTP_UPLOAD_H
#define GUICHET_HTTP_UPLOAD_H

#include "base/arena.h"

struct upload_file;

/* Opens a new file in dir (may be NULL); it is removed when the arena is reset. */
enum status upload_open(struct arena *a, const char *dir, struct upload_file **out) CHECKED;
/* ST_TOO_LARGE past MAX_UPLOAD_BYTES, ST_FULL when the disk is, ST_IO otherwise. */
enum status upload_write(struct upload_file *f, const void *p, size_t n) CHECKED;
/* Closes; gives path, size and digest (sha256: 32 bytes). */
enum status upload_close(struct upload_file *f, const char **path, int64_t *size, unsigned char *sha256) CHECKED;
/* Closes and removes at once. */
void upload_drop(struct upload_file *f);
/* Removes files older than a day that a stopped process left behind. */
void upload_sweep(const char *dir);

#endif
