/* Offers: what can be asked of a service, each with its form, its plan of work and its promise.  One row per audience:
 * the same thing may have two forms or two plans for two publics.  Audiences are computed from affiliations; a row
 * without audience is for everybody for whom there is no row of their own.  Somebody who is two things at once sees
 * both rows, each under its heading. */
#ifndef GUICHET_DESK_CATALOG_OFFER_H
#define GUICHET_DESK_CATALOG_OFFER_H

#include "desk/catalog/form.h"
#include "desk/people/catalogue.h"

enum { OFFERS_MAX = 200, OFFER_OFFERED = 10, OFFER_RETIRED = 20 };
struct offer {
        int64_t id, service_id, department_id, form_version_id, plan_version_id, promise_id; /* 0: no plan, no promise */
        int64_t group_id;          /* whose work it is: its own, else the service's */
        int64_t own_group_id;      /* 0: the service's */
        int64_t state, sort, version;
        const char *code, *audience, *name_fr, *name_en, *summary_fr, *summary_en, *service_code, *service_fr, *service_en,
            *form, *plan, *promise, *own_group; /* the last four: codes, "" none */
        const char *name, *summary, *service_name; /* filled: in the reader's language */
};

/* One by its id, whatever its state: for verbs that hold it already (an item's page, a grid). */
enum status offer_load(struct ctx *c, int64_t id, struct offer *out) CHECKED;
/* What the actor may ask of a service (0: of any), in its order; the caller has loaded the service. */
enum status offer_list(struct ctx *c, int64_t service_id, struct offer **out, size_t *n) CHECKED;
/* The one with this code that is for the actor: as `persona` ("" or NULL: as what they asked last time, else the first
 * that fits).  ST_NOT_FOUND when there is none for them. */
enum status offer_for(struct ctx *c, const char *service_code, const char *code, const char *persona, struct offer *out) CHECKED;
/* Answers for this offer as an item keeps them; NULL asks with no answer.  Errors "answers.CODE" in c->error, ST_INVALID. */
enum status offer_answers_read(struct ctx *c, const struct offer *o, const struct json *answers, const char **answers_json) CHECKED;

/* The offers of a service in areas, as the actor sees them: one for everybody, one for each thing that they are. */
struct offer_link {
        const char *href, *name, *summary;
};
struct offer_area {
        const char *title;         /* NULL: for everybody */
        const struct offer_link *links;
        size_t n_links;
};
enum status offer_areas(struct ctx *c, int64_t service_id, struct offer_area **out, size_t *n) CHECKED;

/* ---- keeping: whoever manages the service's department ----------------------------------------------------------- */

/* All offers of the services that the actor manages, retired ones too, by service; at most OFFERS_MAX of `service`
 * ("" all). */
enum status offer_kept(struct ctx *c, const char *service, struct offer **out, size_t *n) CHECKED;
enum status offer_kept_one(struct ctx *c, int64_t id, struct offer *out) CHECKED;
enum status offer_by_key(struct ctx *c, const char *service, const char *code, const char *audience, struct offer *out) CHECKED;
/* An offer in one word: "SERVICE/CODE", with "@AUDIENCE" when it is for one public; taken apart; and found by it. */
const char *offer_key(struct ctx *c, const struct offer *o);
struct offer_edit;
void offer_key_read(struct ctx *c, const char *key, struct offer_edit *e);
enum status offer_by_text(struct ctx *c, const char *key, struct offer *out) CHECKED;
/* Codes and names of plans with a published version. */
struct plan_choice {
        const char *code, *name;
};
enum status offer_plans(struct ctx *c, struct plan_choice **out, size_t *n) CHECKED;
enum status offer_promises(struct ctx *c, struct plan_choice **out, size_t *n) CHECKED;

struct offer_edit {
        int64_t id;                /* 0: a new one */
        const char *service, *code, *audience, *form, *plan, *promise, *group; /* codes; "" none (group: the service's) */
        const char *name_fr, *name_en, *summary_fr, *summary_en;
        int64_t state, sort, seen; /* seen: version the editor saw, −1 does not care */
};
/* Service, code and audience stay as they were given.  ST_INVALID with c->error on the members' names, ST_STALE. */
enum status offer_save(struct ctx *c, const struct offer_edit *e, int64_t *id) CHECKED;
/* For ready contents (as the system): finds it by service, code and audience, else makes it. */
enum status offer_ensure(struct ctx *c, const struct offer_edit *e, int64_t *id) CHECKED;

extern const struct slice slice_offers, slice_offers_kept, slice_config_offers;

#endif
