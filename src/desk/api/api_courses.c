/* One course as a record, for programs: read whole, made and changed by the same verbs as its sheet.  Lists that a
 * body gives (presenters, super-users, sessions) are made so; what it does not name stays. */
#include "desk/api/api.h"
#include "desk/plan/plan.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/flag.h"

static const struct {
        const char *word;
        int64_t state;
} fact_words[] = {{"unknown", FACT_UNKNOWN}, {"done", FACT_DONE}, {"not_needed", FACT_NOT_NEEDED}};
static const char *const recording_words[] = {"unknown", "present", "missing", "asked", "intended", "unwanted"};

/* ---- out ------------------------------------------------------------------------------------------------------- */

static void people_out(struct buf *b, const char *name, const struct who *w, size_t n)
{
        buf_fmt(b, ",\"%s\":[", name);
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? "," : "");
                api_person_ref(b, w[i].login, w[i].name);
        }
        buf_char(b, ']');
}

static void presenters_out(struct ctx *c, struct buf *b, const struct course_presenter *p, size_t n)
{
        buf_str(b, ",\"presenters\":[");
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"person\":", i ? "," : "");
                api_person_ref(b, p[i].login, p[i].name);
                buf_fmt(b, ",\"version\":%lld", (long long)p[i].version);
                for (size_t f = 0; f < FACTS; f++) {
                        const struct fact_now *now = &p[i].fact[f];
                        buf_fmt(b, ",\"%s\":{\"state\":\"%s\",\"at\":", fact_word((enum course_fact)f), fact_words[now->state / 10].word);
                        api_time(c, b, now->at);
                        buf_str(b, ",\"by\":");
                        buf_json(b, now->by_name);
                        buf_char(b, '}');
                }
                buf_char(b, '}');
        }
        buf_char(b, ']');
}

static void sessions_out(struct ctx *c, struct buf *b, const struct course_session *s, size_t n)
{
        buf_str(b, ",\"sessions\":[");
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"from\":", i ? "," : "", (long long)s[i].id);
                api_time(c, b, s[i].from_at);
                buf_str(b, ",\"to\":");
                api_time(c, b, s[i].to_at);
                buf_fmt(b, ",\"state\":\"%s\"", s[i].state == SESSION_HELD ? "held" : "withdrawn");
                api_text_member(b, "theme", s[i].theme);
                api_text_member(b, "link", s[i].link);
                api_text_member(b, "hosts", s[i].host);
                api_text_member(b, "recording", s[i].recording);
                api_text_member(b, "recording_state", recording_words[s[i].rec_state / 10]);
                api_text_member(b, "recording_reason", s[i].rec_reason);
                buf_fmt(b, ",\"support_tasks\":%lld}", (long long)s[i].supports);
        }
        buf_char(b, ']');
}

static enum status course_answer(struct ctx *c, const struct course *k, int status)
{
        struct course_presenter *p;
        struct course_session *s;
        struct who *w;
        size_t n_p, n_s, n_w;
        struct buf *b = &c->res->body;
        enum status st = course_presenter_list(c, k->id, &p, &n_p);

        if (!st)
                st = course_supers(c, k->id, &w, &n_w);
        if (!st)
                st = course_sessions(c, k->id, &s, &n_s);
        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, k->version);
        buf_str(b, "{\"code\":");
        buf_json(b, k->code);
        api_text_member(b, "term", k->term);
        api_text_member(b, "title", k->title);
        api_text_member(b, "department", k->department_code);
        buf_str(b, ",\"responsible\":");
        if (k->owner_id)
                api_person_ref(b, k->owner_login, k->owner_name);
        else
                buf_str(b, "null");
        buf_str(b, ",\"first_activity_at\":");
        api_time(c, b, k->activity_at);
        buf_str(b, ",\"first_at\":");
        api_time(c, b, k->first_at);
        buf_fmt(b, ",\"version\":%lld", (long long)k->version);
        presenters_out(c, b, p, n_p);
        people_out(b, "super_users", w, n_w);
        sessions_out(c, b, s, n_s);
        buf_str(b, "}\n");
        return ST_OK;
}

/* ---- in --------------------------------------------------------------------------------------------------------- */

static enum status refused(struct ctx *c, const char *field, int message)
{
        form_error(c, field, message);
        return ST_INVALID;
}

static enum status person_in(struct ctx *c, const char *field, const struct json *j, int64_t *id)
{
        const char *login = jv_text(j) ? jv_text(j) : jv_text(jv_get(j, "login"));
        enum status st = login ? person_known(c, login, id) : ST_NOT_FOUND;

        return st == ST_NOT_FOUND ? refused(c, field, MSG_people_error_nobody) : st;
}

static enum status people_in(struct ctx *c, const char *field, int64_t **ids, size_t *n)
{
        const struct json *list = jv_get(c->json, field);
        enum status st = ST_OK;

        *n = jv_count(list);
        if (jv_type(list) != JV_ARRAY || *n > PRESENTERS_MAX)
                return refused(c, field, MSG_course_error_list);
        *ids = ARENA_ARRAY(c->arena, *n + 1, int64_t);
        for (size_t i = 0; !st && i < *n; i++)
                st = person_in(c, field, jv_at(list, i), &(*ids)[i]);
        return st;
}

static bool time_in(const struct json *j, int64_t *at)
{
        return jv_text(j) && moment_parse(jv_text(j), at);
}

static enum status sessions_in(struct ctx *c, int64_t course_id)
{
        const struct json *list = jv_get(c->json, "sessions");
        size_t n = jv_count(list), n_moved;
        int64_t *moved, flagged;

        if (jv_type(list) != JV_ARRAY || n > SESSIONS_MAX)
                return refused(c, "sessions", MSG_course_error_list);
        struct course_session *want = ARENA_ARRAY(c->arena, n + 1, struct course_session);
        for (size_t i = 0; i < n; i++) {
                const struct json *j = jv_at(list, i);
                want[i] = (struct course_session){.id = jv_int(jv_get(j, "id"), 0), .theme = jv_text(jv_get(j, "theme")),
                                                  .link = jv_text(jv_get(j, "link")), .host = jv_text(jv_get(j, "hosts")),
                                                  .recording = jv_text(jv_get(j, "recording"))};
                if (!time_in(jv_get(j, "from"), &want[i].from_at) || !time_in(jv_get(j, "to"), &want[i].to_at))
                        return refused(c, "sessions", MSG_course_error_times);
        }
        enum status st = course_sessions_set(c, course_id, want, n, &moved, &n_moved);
        if (st == ST_INVALID)
                return refused(c, "sessions", MSG_course_error_sessions);
        if (!st && n_moved)
                st = support_flag(c, moved, n_moved, &flagged);
        return st;
}

static enum status fact_in(struct ctx *c, int64_t course_id, const struct json *j)
{
        const char *fact = jv_text(jv_get(j, "fact")), *state = jv_text(jv_get(j, "state"));
        enum course_fact f = fact ? fact_find(fact) : FACTS;
        int64_t person, version = jv_int(jv_get(j, "version"), 0);
        size_t s = 0;

        while (s < ARRAY_LEN(fact_words) && !str_eq(fact_words[s].word, state))
                s++;
        if (f == FACTS || s == ARRAY_LEN(fact_words))
                return refused(c, "facts", MSG_course_error_fact);
        enum status st = person_in(c, "facts", jv_get(j, "person"), &person);
        if (!st)
                st = course_fact_set(c, course_id, person, f, (enum fact_state)fact_words[s].state, &version);
        return st == ST_NOT_FOUND ? refused(c, "facts", MSG_people_error_nobody) : st;
}

/* Everything of the body but what makes the course. */
static enum status parts_in(struct ctx *c, int64_t course_id)
{
        const struct json *facts = jv_get(c->json, "facts");
        int64_t *ids;
        size_t n;
        enum status st = ST_OK;

        if (jv_get(c->json, "presenters")) {
                st = people_in(c, "presenters", &ids, &n);
                if (!st)
                        st = course_presenters_set(c, course_id, ids, n);
        }
        if (!st && jv_get(c->json, "super_users")) {
                st = people_in(c, "super_users", &ids, &n);
                if (!st)
                        st = course_supers_set(c, course_id, ids, n);
        }
        if (!st && jv_get(c->json, "sessions"))
                st = sessions_in(c, course_id);
        for (size_t i = 0; !st && i < jv_count(facts); i++)
                st = fact_in(c, course_id, jv_at(facts, i));
        return st ? st : course_redate(c, course_id);
}

/* Over what is: a member that is absent stays. */
static enum status draft_in(struct ctx *c, struct course_draft *d)
{
        const struct json *owner = jv_get(c->json, "responsible"), *first = jv_get(c->json, "first_activity_at");
        const char *title = jv_text(jv_get(c->json, "title")), *department = jv_text(jv_get(c->json, "department"));
        enum status st = ST_OK;

        d->title = title ? title : d->title;
        if (department || !d->department_id)
                st = api_department_in(c, department ? department : "", &d->department_id);
        if (!st && owner && jv_type(owner) == JV_NULL)
                d->owner_id = 0;
        else if (!st && owner)
                st = person_in(c, "responsible", owner, &d->owner_id);
        if (!st && first && jv_type(first) == JV_NULL)
                d->first_at = 0;
        else if (!st && first && !time_in(first, &d->first_at))
                st = refused(c, "first_activity_at", MSG_course_error_times);
        return st;
}

static enum status found(struct ctx *c, struct course *k)
{
        enum status st = course_by_code(c, ctx_var(c, "code"), ctx_param(c, "term"), k);

        return !st && !course_may_read(c, k->id) ? ST_NOT_FOUND : st;
}

enum status api_course_get(struct ctx *c)
{
        struct course k;
        enum status st = found(c, &k);

        return st ? st : course_answer(c, &k, 200);
}

static enum status course_new(struct ctx *c, struct course *k)
{
        const char *code = jv_text(jv_get(c->json, "code")), *term = jv_text(jv_get(c->json, "term"));
        struct course_draft d = {.code = code ? code : "", .term = term ? term : "", .title = ""};
        int64_t id;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_in(c, &d);

        if (!st && course_by_code(c, d.code, d.term, k) == ST_OK && *d.term)
                return ctx_fail(c, ST_CONFLICT, MSG_course_error_taken);
        if (!st)
                st = course_ensure(c, &d, &id);
        if (!st)
                st = parts_in(c, id);
        if (!st)
                st = course_load(c, id, k);
        return st ? st : db_commit(&tx);
}

enum status api_course_post(struct ctx *c)
{
        struct course k;
        enum status st = course_new(c, &k);

        return st ? st : course_answer(c, &k, 201);
}

static enum status course_edit(struct ctx *c, struct course *k, int64_t version)
{
        static const char *const own[] = {"title", "department", "responsible", "first_activity_at"};
        struct course_draft d = {.title = k->title, .department_id = k->department_id, .owner_id = k->owner_id, .first_at = k->activity_at};
        bool changes = false;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : course_seen(c, k->id, version);

        for (size_t i = 0; i < ARRAY_LEN(own); i++)
                changes |= jv_get(c->json, own[i]) != NULL;
        if (!st)
                st = draft_in(c, &d);
        if (!st && changes)
                st = course_change(c, k->id, &d, 0);
        if (!st)
                st = parts_in(c, k->id);
        if (!st)
                st = course_load(c, k->id, k);
        return st ? st : db_commit(&tx);
}

enum status api_course_patch(struct ctx *c)
{
        struct course k;
        int64_t version;
        enum status st = found(c, &k);

        if (!st && !course_may_edit(c, k.department_id))
                st = ST_DENIED;
        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        if (!st)
                st = course_edit(c, &k, version);
        return st ? st : course_answer(c, &k, 200);
}

/* What is known of the recording that a session announced. */
enum status api_course_recording(struct ctx *c)
{
        const char *state = jv_text(jv_get(c->json, "state")), *reason = jv_text(jv_get(c->json, "reason"));
        struct course k;
        int64_t session;
        size_t s = 0;
        enum status st = found(c, &k);

        if (!st && !text_i64(ctx_var(c, "id"), &session))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        while (s < ARRAY_LEN(recording_words) && !str_eq(recording_words[s], state))
                s++;
        if (s == ARRAY_LEN(recording_words))
                return refused(c, "state", MSG_form_missing);
        st = course_recording_say(c, k.id, session, (enum recording_state)(s * 10), reason ? reason : "");
        if (!st)
                st = course_load(c, k.id, &k);
        return st ? st : course_answer(c, &k, 200);
}
