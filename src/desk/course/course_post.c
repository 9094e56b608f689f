/* What is changed on a course's sheet: facts by one press that can be taken back, people added and removed, what
 * is known of recordings.  Every refusal shows the page again with what was typed. */
#include "desk/course/course_view.h"
#include "desk/people/people.h"

static enum status back(struct ctx *c, const struct course *k, const char *anchor)
{
        return ctx_redirect(c, arena_fmt(c->arena, "%s#%s", course_href(c, k->id, k->code, k->term, ""), anchor));
}

static int64_t number_in(struct ctx *c, const char *name)
{
        const char *typed = form_value(c, name);
        int64_t n = 0;

        return typed && text_i64(typed, &n) ? n : 0;
}

static const char *text_in(struct ctx *c, const char *name)
{
        const char *typed = form_value(c, name);

        return typed ? typed : "";
}

/* The page once more, for what was refused; another status goes on as it is. */
static enum status again(struct ctx *c, const struct course *k, struct course_page *v, enum status st)
{
        if (st == ST_STALE) {
                v->stale = ctx_msg(c, MSG_courses_stale);
                c->res->status = 409;
                return course_page_show(c, "", k, v);
        }
        return st == ST_INVALID && c->n_error ? course_page_show(c, "", k, v) : st;
}

/* ---- facts ------------------------------------------------------------------------------------------------------- */

static enum status facts_post(struct ctx *c)
{
        struct course_page *v = ARENA_NEW(c->arena, struct course_page);
        struct course k;
        int64_t person = number_in(c, "person"), version = number_in(c, "version"), state = number_in(c, "state");
        enum course_fact f = fact_find(text_in(c, "fact"));
        enum status st = course_asked_edit(c, &k);

        if (!st && f == FACTS)
                st = ST_INVALID;
        if (!st)
                st = course_fact_set(c, k.id, person, f, (enum fact_state)state, &version);
        if (st)
                return again(c, &k, v, st);
        const char *undo = course_href(c, k.id, k.code, k.term, arena_fmt(c->arena, "facts/%lld/%s", (long long)person, fact_word(f)));
        page_notice(c, state == FACT_UNKNOWN ? "courses.fact_cleared" : "courses.fact_kept", undo);
        return back(c, &k, "presenters");
}

static enum status fact_undo_post(struct ctx *c)
{
        struct course k;
        int64_t person;
        enum status st = course_asked_edit(c, &k);

        if (!st && !text_i64(ctx_var(c, "person"), &person))
                st = ST_NOT_FOUND;
        if (!st)
                st = course_fact_undo(c, k.id, person, fact_find(ctx_var(c, "fact")));
        if (st == ST_CONFLICT)
                return ctx_fail(c, st, MSG_courses_undo_late);
        if (st)
                return st;
        page_notice(c, "courses.fact_undone", NULL);
        return back(c, &k, "presenters");
}

/* ---- people --------------------------------------------------------------------------------------------------------- */

enum status course_person_read(struct ctx *c, const char *field, const char *typed, int64_t *id)
{
        struct person who, *found;
        size_t n;
        int64_t pick = number_in(c, arena_fmt(c->arena, "%s_pick", field)); /* of the list that was suggested */
        bool picked = pick && !text_blank(typed) && person_load(c, pick, &who) == ST_OK && who.state < 30;
        enum status st = picked ? ST_OK : person_by_login(c, typed, &who);

        if (!st)
                *id = who.id;
        if (st != ST_NOT_FOUND)
                return st;
        st = text_blank(typed) ? ST_OK : person_search(c, typed, &found, &n);
        if (st)
                return st;
        if (text_blank(typed) || n != 1) {
                form_error(c, field, text_blank(typed) || !n ? MSG_people_error_nobody : MSG_people_error_several);
                return ST_INVALID;
        }
        *id = found[0].id;
        return ST_OK;
}

/* The people of one of the two lists, one more or one less. */
static enum status people_change(struct ctx *c, const struct course *k, bool supers, bool leaves, int64_t person)
{
        struct course_presenter *p;
        struct who *w;
        size_t n, kept = 0;
        enum status st = supers ? course_supers(c, k->id, &w, &n) : course_presenter_list(c, k->id, &p, &n);

        if (st)
                return st;
        int64_t *ids = ARENA_ARRAY(c->arena, n + 1, int64_t);
        for (size_t i = 0; i < n; i++) {
                int64_t id = supers ? w[i].id : p[i].id;
                if (id != person)
                        ids[kept++] = id;
        }
        if (!leaves)
                ids[kept++] = person;
        return supers ? course_supers_set(c, k->id, ids, kept) : course_presenters_set(c, k->id, ids, kept);
}

static enum status people_put(struct ctx *c, const struct course *k, bool supers, bool leaves, const char *typed)
{
        const char *field = supers ? "super" : "who";
        int64_t person = number_in(c, "person");
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st && !leaves)
                st = course_person_read(c, field, typed, &person);
        if (!st)
                st = people_change(c, k, supers, leaves, person);
        if (st == ST_INVALID && !c->n_error)
                form_error(c, field, MSG_courses_people_full);
        return st ? st : db_commit(&tx);
}

static enum status people_post(struct ctx *c)
{
        struct course_page *v = ARENA_NEW(c->arena, struct course_page);
        struct course k;
        bool supers = str_eq(text_in(c, "list"), "supers"), leaves = str_eq(text_in(c, "act"), "remove");
        enum status st = course_asked_edit(c, &k);

        v->typed = text_in(c, supers ? "super" : "who");
        if (!st)
                st = people_put(c, &k, supers, leaves, v->typed);
        if (st) {
                v->e_who = form_msg(c, "who");
                v->e_super = form_msg(c, "super");
                return again(c, &k, v, st);
        }
        page_notice(c, leaves ? "courses.person_gone" : "courses.person_added", NULL);
        return back(c, &k, supers ? "supers" : "presenters");
}

/* ---- recordings -------------------------------------------------------------------------------------------------------- */

static enum status recordings_post(struct ctx *c)
{
        static const struct {
                const char *word, *notice;
                enum recording_state s;
        } act[] = {{"present", "courses.rec_kept", REC_PRESENT},   {"missing", "courses.rec_kept", REC_MISSING},
                   {"ask", "courses.rec_sent", REC_ASKED},         {"intended", "courses.rec_thanks", REC_INTENDED},
                   {"unwanted", "courses.rec_thanks", REC_UNWANTED}, {"unknown", "courses.rec_kept", REC_UNKNOWN}};
        struct course_page *v = ARENA_NEW(c->arena, struct course_page);
        struct course k;
        enum status st = course_asked(c, &k);
        size_t i = 0;

        while (i < ARRAY_LEN(act) && !str_eq(act[i].word, text_in(c, "act")))
                i++;
        if (!st && i == ARRAY_LEN(act))
                st = ST_INVALID;
        if (st)
                return st;
        v->reason = text_in(c, "reason");
        v->at_fault = number_in(c, "session");
        st = course_recording_say(c, k.id, v->at_fault, act[i].s, v->reason);
        if (st) {
                v->e_reason = form_msg(c, "reason");
                return again(c, &k, v, st);
        }
        page_notice(c, act[i].notice, NULL);
        return back(c, &k, "recordings");
}

static const struct route course_post_routes[] = {
        {HTTP_POST, "/courses/{code}/facts", PERM_AGENT, facts_post, 0, NULL},
        {HTTP_POST, "/courses/{code}/facts/{person}/{fact}", PERM_AGENT, fact_undo_post, 0, NULL},
        {HTTP_POST, "/courses/{code}/people", PERM_AGENT, people_post, 0, NULL},
        {HTTP_POST, "/courses/{code}/recordings", PERM_SIGNED_IN, recordings_post, 0, NULL},
        {0}};

const struct slice slice_course_post = {.name = "course-post", .routes = course_post_routes};
