/* The session's past: 191 requests spread over its days, each with one of a few courses of events (solved
 * at once, after a question, after a transfer…), words from the topic, and somebody of the right group.
 * Chance comes from a fixed seed, so that the demonstration is the same for everybody. */
#include "base/assert.h"
#include "desk/demo/own.h"

struct chance {
        uint64_t state;
};

/* splitmix64 */
static uint64_t draw(struct chance *r, uint64_t below)
{
        uint64_t z = (r->state += 0x9e3779b97f4a7c15u);

        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return (z ^ (z >> 31)) % below;
}

struct past {
        struct demo_acts *acts;
        const struct demo_people *people;
        const struct demo_session *session;
        struct chance chance;
};

/* One request while it is planned. */
struct plan {
        struct past *past;
        const struct demo_topic *topic;
        const struct demo_ask *ask;
        struct demo_story *story;
        const struct demo_person *agent;
        const char *prof, *room, *course, *tool, *code, *number; /* the same wherever the story names them */
        int64_t at;
};

/* ---- words ------------------------------------------------------------------------------------------------ */

static const char *one_of(struct chance *r, const char *const *list)
{
        size_t n = 0;

        while (list[n])
                n++;
        return list[draw(r, n)];
}

static const char *first_name(struct arena *a, const char *name)
{
        return arena_strn(a, name, strcspn(name, " "));
}

/* « 9 h 05 », to five minutes. */
static const char *hour_near(struct plan *p, int64_t away)
{
        struct civil local;

        zone_local(p->past->session->zone, p->at + away, &local);
        return arena_fmt(p->past->acts->arena, "%d h %02d", local.hour, local.minute / 5 * 5);
}

static const char *value_of(struct plan *p, const char *key, size_t n)
{
        struct arena *a = p->past->acts->arena;
        struct chance *r = &p->past->chance;

        if (n == 5 && strncmp(key, "cours", n) == 0)
                return p->course;
        if (n == 5 && strncmp(key, "outil", n) == 0)
                return p->tool;
        if (n == 5 && strncmp(key, "salle", n) == 0)
                return p->room;
        if (n == 4 && strncmp(key, "prof", n) == 0)
                return p->prof;
        if (n == 4 && strncmp(key, "code", n) == 0)
                return p->code;
        if (n == 5 && strncmp(key, "heure", n) == 0)
                return hour_near(p, (int64_t)(25 + draw(r, 120)) * MINUTE_MS);
        if (n == 5 && strncmp(key, "avant", n) == 0)
                return hour_near(p, -(int64_t)(4 + draw(r, 30)) * MINUTE_MS);
        if (n == 6 && strncmp(key, "prenom", n) == 0)
                return first_name(a, p->story->requester->actor.name);
        ASSERT(n == 1 && *key == 'n');
        return p->number;
}

static const char *filled(struct plan *p, const char *text)
{
        struct buf b;

        buf_init(&b, p->past->acts->arena, 4096);
        while (*text) {
                const char *end = *text == '{' ? strchr(text, '}') : NULL;
                if (!end) {
                        buf_char(&b, *text++);
                        continue;
                }
                buf_str(&b, value_of(p, text + 1, (size_t)(end - text - 1)));
                text = end + 1;
        }
        return b.p;
}

/* ---- who ----------------------------------------------------------------------------------------------------- */

/* Those who answer for a service; the first ones of a list more often. */
static const char *const at_elearning[] = {"croy", "alefort", "ybenamar", "smarchal", "tnguyen", NULL};
static const char *const at_virtual[] = {"tnguyen", "croy", "smarchal", NULL};
static const char *const at_it[] = {"lgirard", "nfaure", "iperrin", "fcisse", "ybenamar", "bmorel", "oduval", NULL};
static const char *const at_network[] = {"bmorel", "oduval", "fcisse", NULL};
static const char *const at_desk[] = {"lgirard", "nfaure", "iperrin", NULL};

static const char *const *team_of(const char *service)
{
        static const struct {
                const char *service;
                const char *const *team;
        } teams[] = {{"examens", at_elearning}, {"depot", at_elearning}, {"zoom", at_virtual}, {"wifi", at_network}, {"aide", at_desk}};

        for (size_t i = 0; i < ARRAY_LEN(teams); i++)
                if (strcmp(teams[i].service, service) == 0)
                        return teams[i].team;
        return at_it;
}

static const struct demo_person *somebody(struct past *p, bool teacher, bool english)
{
        const struct demo_people *all = p->people;

        if (english)
                return demo_find(all, "shall");
        /* whoever tries the portal as Inès finds some history */
        if (!teacher && draw(&p->chance, 100) < 5)
                return demo_find(all, "icaron");
        for (;;) {
                const struct demo_person *x = &all->person[all->first_requester + draw(&p->chance, all->n_requesters)];
                if (x->teacher == teacher)
                        return x;
        }
}

static const struct demo_person *agent_of(struct past *p, const char *const *team)
{
        return demo_find(p->people, one_of(&p->chance, team));
}

/* ---- acts ------------------------------------------------------------------------------------------------------ */

static void act(struct plan *p, const struct demo_person *who, enum demo_what what, const char *text, int pending)
{
        struct past *past = p->past;
        int64_t at = what == DO_ANSWER || what == DO_ACCEPT || what == DO_OPEN ? p->at : demo_open(past->session, p->at);

        /* nothing has happened after now */
        if (at > past->session->now)
                at = past->session->now;
        p->at = at;
        demo_act_add(past->acts, (struct demo_act){.at = at, .what = what, .story = p->story, .who = who,
                                                   .text = text ? filled(p, text) : NULL, .pending = pending});
}

static void wait_minutes(struct plan *p, uint64_t least, uint64_t most)
{
        p->at += (int64_t)(least * 60 + draw(&p->past->chance, (most - least) * 60 + 1)) * SECOND_MS;
}

static void take(struct plan *p)
{
        wait_minutes(p, 1, p->topic->urgency == 1 ? 5 : 14);
        act(p, p->agent, DO_TAKE, NULL, 0);
        bool usual = p->story->impact == 2 && p->story->urgency == 2;
        if (!usual)
                act(p, p->agent, DO_RANK, NULL, 0);
}

static void reply(struct plan *p)
{
        wait_minutes(p, 1, 4);
        act(p, p->agent, DO_REPLY, one_of(&p->past->chance, p->topic->reply), 0);
}

static void note(struct plan *p)
{
        wait_minutes(p, 2, 12);
        act(p, p->agent, DO_NOTE, one_of(&p->past->chance, p->topic->note), 0);
}

static void question(struct plan *p)
{
        size_t n = 0;

        while (p->topic->question[n])
                n++;
        n = draw(&p->past->chance, n);
        wait_minutes(p, 1, 8);
        act(p, p->agent, DO_WAIT, p->topic->question[n], PENDING_REQUESTER);
        wait_minutes(p, 3, 75);
        act(p, p->story->requester, DO_ANSWER, p->topic->answer[n], 0);
}

static void resolve(struct plan *p, uint64_t most)
{
        wait_minutes(p, 3, most);
        act(p, p->agent, DO_RESOLVE, p->ask->solution, 0);
}

static void thanks(struct plan *p)
{
        static const char *const words[] = {"Merci beaucoup, tout fonctionne !", "C’est parfait, merci pour votre rapidité.",
                                            "Merci à toute l’équipe.", "Cela marche, bonne journée !", NULL};

        if (p->ask->english || draw(&p->past->chance, 100) >= 62)
                return;
        wait_minutes(p, 4, 300);
        /* late thanks come after the session's present: not given yet */
        if (p->at < p->past->session->now)
                act(p, p->story->requester, DO_ACCEPT, draw(&p->past->chance, 2) ? one_of(&p->past->chance, words) : NULL, 0);
}

/* To the second line of the same department, which goes on. */
static bool transfer(struct plan *p)
{
        struct past *past = p->past;
        bool online = strcmp(p->topic->service, "examens") == 0 || strcmp(p->topic->service, "depot") == 0;
        bool it = strcmp(p->topic->service, "materiel") == 0 || strcmp(p->topic->service, "pannes") == 0;

        if (!online && !it)
                return false;
        note(p);
        wait_minutes(p, 1, 3);
        act(p, p->agent, DO_TRANSFER, NULL, 0);
        past->acts->act[past->acts->n - 1].group = online ? "technologues" : "reseau";
        p->agent = agent_of(past, online ? at_virtual : at_network);
        wait_minutes(p, 2, 25);
        act(p, p->agent, DO_TAKE, NULL, 0);
        return true;
}

static void course(struct plan *p)
{
        uint64_t which = draw(&p->past->chance, 100);

        take(p);
        if (p->ask->english) {
                resolve(p, 40);
        } else if (which < 46) {
                if (which % 3 == 0)
                        reply(p);
                resolve(p, 14);
        } else if (which < 70) {
                reply(p);
                question(p);
                if (which % 2)
                        note(p);
                resolve(p, 40);
        } else if (which < 84) {
                reply(p);
                if (transfer(p))
                        note(p);
                resolve(p, 120);
        } else {
                reply(p);
                note(p);
                resolve(p, 420);
        }
        thanks(p);
}

/* ---- when -------------------------------------------------------------------------------------------------------- */

/* Requests a day, Monday's morning being the worst; then the hours, in minutes since eight. */
static int64_t moment_asked(struct past *p)
{
        static const int weight[DEMO_DAYS] = {17, 15, 13, 20, 14, 12, 9};
        static const int rush[] = {5, 20, 35, 60, 75, 90, 120, 150, 190, 240, 330, 370, 420, 480, 560};
        const struct demo_session *s = p->session;
        int left = (int)draw(&p->chance, 100), day = 0;

        while (day < DEMO_DAYS - 1 && left >= weight[day])
                left -= weight[day++];
        int minute = 8 * 60 + rush[draw(&p->chance, ARRAY_LEN(rush))] + (int)draw(&p->chance, 25);
        int64_t at = demo_at(s, day, minute) + (int64_t)draw(&p->chance, 60) * SECOND_MS;
        int64_t latest = s->now - 70 * MINUTE_MS;
        if (at <= latest)
                return at;
        /* what the present day has no room for yet came the day before */
        return demo_at(s, DEMO_DAYS - 2, minute) + (int64_t)draw(&p->chance, 60) * SECOND_MS;
}

static int channel_of(struct past *p, const struct demo_topic *topic)
{
        uint64_t which = draw(&p->chance, 100);

        if (which < 58)
                return CHANNEL_PORTAL;
        if (which < 74)
                return CHANNEL_EMAIL;
        return which < 93 || topic->teachers ? CHANNEL_PHONE : CHANNEL_IN_PERSON;
}

static void names_choose(struct plan *p)
{
        static const char *const courses[] = {"ANA2001", "PHY1050", "DRT3300", "MED2105", "PSY1102", "HIS2210", "NUT1801",
                                              "ECO1001", "BIO1400", "CHM1101", "INF2003", "LET1210", "STA3050", NULL};
        static const char *const tools[] = {"Moodle", "Zoom", "Firefox", "Safari", "Chrome", "LibreOffice", "MATLAB", "SPSS",
                                            "Nextcloud", "Antem", NULL};
        struct arena *a = p->past->acts->arena;
        struct chance *r = &p->past->chance;

        p->prof = somebody(p->past, true, false)->actor.name;
        p->room = arena_fmt(a, "%c-%llu%02llu", (int)('A' + draw(r, 5)), (unsigned long long)(1 + draw(r, 3)),
                            (unsigned long long)(1 + draw(r, 24)));
        p->course = one_of(r, courses);
        p->tool = one_of(r, tools);
        p->code = arena_fmt(a, "R%llu", (unsigned long long)(10000 + draw(r, 80000)));
        p->number = arena_fmt(a, "%llu", (unsigned long long)(4 + draw(r, 36)));
}

static void ask(struct past *past, const struct demo_topic *topic, size_t number)
{
        const struct demo_ask *a = topic->ask;
        struct plan p = {.past = past, .topic = topic, .story = ARENA_NEW(past->acts->arena, struct demo_story)};
        bool teacher = topic->teachers && draw(&past->chance, 100) < 70;
        size_t n = 0;

        while (a[n].subject)
                n++;
        p.ask = a = &a[number % n];
        p.story->requester = somebody(past, teacher && !a->english, a->english);
        names_choose(&p);
        p.story->service = topic->service;
        p.at = moment_asked(past);
        p.story->channel = channel_of(past, topic);
        p.story->urgency = draw(&past->chance, 100) < 70 ? topic->urgency : 2;
        p.story->impact = draw(&past->chance, 100) < 12 ? 1 : draw(&past->chance, 100) < 70 ? 2 : 3;
        p.story->subject = filled(&p, a->subject);
        p.story->body = filled(&p, a->body);
        p.agent = agent_of(past, team_of(topic->service));
        bool spoken = p.story->channel == CHANNEL_PHONE || p.story->channel == CHANNEL_IN_PERSON;
        act(&p, spoken ? p.agent : p.story->requester, DO_OPEN, NULL, 0);
        course(&p);
}

void demo_past_plan(struct demo_acts *a, const struct demo_people *p, const struct demo_session *s)
{
        struct past past = {.acts = a, .people = p, .session = s, .chance = {20260113}};

        for (size_t i = 0; demo_topics[i].service; i++)
                for (int n = 0; n < demo_topics[i].count; n++)
                        ask(&past, &demo_topics[i], (size_t)n);
}
