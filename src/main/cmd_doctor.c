/* guichet doctor: settings and connections in plain words, exit 1 when something must be put right.  For people in
 * their language (--lang, else the environment's), for programs as JSON. */
#include "main/cmd.h"
#include "main/doctor.h"

static const struct cmd *self(void)
{
        const struct cmd *c = guichet_cmds;
        while (c->name && strcmp(c->name, "doctor") != 0)
                c++;
        return c;
}

/* --lang over LC_ALL, LC_MESSAGES and LANG; French when none says English. */
static enum lang lang_of(const char *asked)
{
        static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
        const char *v = asked;

        for (size_t i = 0; !v && i < ARRAY_LEN(names); i++)
                if ((v = getenv(names[i])) && !*v)
                        v = NULL;
        return v && str_starts(v, "en") ? LANG_EN : LANG_FR;
}

static const char *level_name(enum doctor_level level)
{
        return level == DOCTOR_BAD ? "bad" : level == DOCTOR_NOTE ? "note" : "ok";
}

static void print_words(struct doctor *d)
{
        for (size_t i = 0; i < d->n; i++) {
                const struct finding *f = &d->found[i];
                printf("%-4s %s\n", f->level == DOCTOR_BAD ? "BAD" : level_name(f->level), f->text);
                if (*f->todo)
                        printf("     → %s\n", f->todo);
        }
        puts(d->n_bad ? msg(d->lang, MSG_doctor_sum_bad) : d->n_note ? msg(d->lang, MSG_doctor_sum_note) : msg(d->lang, MSG_doctor_sum_ok));
}

static int print_json(struct doctor *d)
{
        struct buf b;

        buf_init(&b, d->arena, 1u << 20);
        buf_fmt(&b, "{\"ok\":%s,\"bad\":%zu,\"notes\":%zu,\"findings\":[", d->n_bad ? "false" : "true", d->n_bad, d->n_note);
        for (size_t i = 0; i < d->n; i++) {
                const struct finding *f = &d->found[i];
                buf_fmt(&b, "%s{\"level\":\"%s\",\"code\":\"%s\",\"text\":", i ? "," : "", level_name(f->level), f->code);
                buf_json(&b, f->text);
                buf_str(&b, ",\"todo\":");
                if (*f->todo)
                        buf_json(&b, f->todo);
                else
                        buf_str(&b, "null");
                buf_char(&b, '}');
        }
        buf_str(&b, "]}");
        if (buf_end(&b))
                return EXIT_FAILED;
        puts(b.p);
        return EXIT_DONE;
}

int cmd_doctor(struct cmd_env *env, int argc, char **argv)
{
        struct doctor *d = ARENA_NEW(env->arena, struct doctor);
        const char *lang = NULL, *v;
        bool json = false;

        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--json") == 0)
                        json = true;
                else if ((v = cmd_option(argc, argv, &i, "lang")))
                        lang = v;
                else
                        return cmd_usage(self(), arena_fmt(env->arena, "%s: unknown", argv[i]));
        }
        if (lang && strcmp(lang, "fr") != 0 && strcmp(lang, "en") != 0)
                return cmd_usage(self(), "--lang is fr or en");
        *d = (struct doctor){.arena = env->arena, .lang = lang_of(lang), .cfg = &env->cfg, .slices = guichet_slices};
        doctor_machine(d);
        doctor_database(d);
        if (!json)
                print_words(d);
        else if (print_json(d))
                return EXIT_FAILED;
        return d->n_bad ? EXIT_FAILED : EXIT_DONE;
}
