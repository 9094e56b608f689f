/* What the forms of support share: what was typed, and what one may choose. */
#ifndef GUICHET_DESK_SUPPORT_CHOICES_H
#define GUICHET_DESK_SUPPORT_CHOICES_H

#include "desk/support/support_view.h"

const char *cal_number_text(struct ctx *c, int64_t n);
int64_t cal_number_typed(struct ctx *c, const char *name); /* 0 when it is none */
const char *cal_text_typed(struct ctx *c, const char *name, const char *otherwise); /* never NULL */

enum status cal_room_choices(struct ctx *c, int64_t chosen, const struct cal_option **out, size_t *n) CHECKED;
void cal_word_choices(struct ctx *c, const char *const *words, const char *(*label)(struct ctx *, const char *), const char *chosen,
                  const struct cal_option **out, size_t *n);
/* Presenters and super-users of the course, and the one who is chosen already. */
enum status cal_people_choices(struct ctx *c, int64_t course_id, int64_t chosen, const char *chosen_name, const struct cal_option **out,
                           size_t *n) CHECKED;
/* Somebody typed (login or address) before the one chosen; false after an error on `field`. */
bool cal_person_typed(struct ctx *c, const char *text, const char *choice, const char *field, int64_t *id);
/* What else the agent has at that time. */
enum status cal_clash_lines(struct ctx *c, int64_t agent, int64_t from, int64_t to, int64_t not_ticket, const struct cal_event **out,
                        size_t *n) CHECKED;
/* "room-from-to", as the main button of a refusal carries it; and back. */
bool cal_offer_read(const char *s, struct booking_draft *d);
const char *cal_offer_text(struct ctx *c, const struct booking_offer *o);

#endif
