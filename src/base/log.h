/* Log events with fields, one JSON object a line on standard error: programs log, libraries
 * return a status.  Never content: no subject, body, name, address or secret.
 *
 *   log_event(LOG_INFO, "ticket.taken", LOG_I("ticket", id), LOG_I("by", person));
 */
#ifndef GUICHET_BASE_LOG_H
#define GUICHET_BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
        const char *name, *text; /* text NULL: number */
        int64_t number;
};
/* NULL is logged as empty; a function, because arrays are welcome too. */
static inline const char *log_text(const char *s)
{
        return s ? s : "";
}
#define LOG_I(n, v) ((struct log_field){(n), NULL, (int64_t)(v)})
#define LOG_S(n, v) ((struct log_field){(n), log_text(v), 0})

void log_level_set(enum log_level lowest);
void log_write(enum log_level level, const char *what, size_t n, const struct log_field *f);
#define log_event(level, what, ...)                                                                 \
        log_write((level), (what), sizeof((struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field), \
                  (struct log_field[]){__VA_ARGS__})
#define log_plain(level, what) log_write((level), (what), 0, NULL)

#endif
