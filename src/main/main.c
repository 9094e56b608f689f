/* The program: settings of the process (command line over environment over guichet.conf over
 * defaults), then one sub-command. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/state.h"
#include "desk/admin/first.h"
#include "main/cmd.h"
#include "main/first.h"

static int cmd_serve(struct cmd_env *env, int argc, char **argv);
static int cmd_work(struct cmd_env *env, int argc, char **argv);
static int cmd_migrate(struct cmd_env *env, int argc, char **argv);
static int cmd_version(struct cmd_env *env, int argc, char **argv);

const struct cmd guichet_cmds[] = {
        {"serve", "guichet serve [--db URL] [--data DIR] [--listen ADDR:PORT] [--no-jobs]\n"
                  "Serves pages, API, live events and, unless --no-jobs, background work.", cmd_serve, true},
        {"work", "guichet work\nRuns background work only; any number of these may run beside serve --no-jobs.", cmd_work, true},
        {"migrate", "guichet migrate\nBrings the database up to date; serve does it too.", cmd_migrate, true},
        {"demo", "guichet demo\nLoads a small university with an exam session into an empty database.", cmd_demo, true},
        {"user", "guichet user add LOGIN --name NAME --mail ADDRESS --role ROLE [--group CODE]… [--affiliation KIND]… --password-stdin\n"
                 "guichet user list | user password LOGIN --password-stdin | user close LOGIN | user factor-reset LOGIN\n"
                 "guichet user role-give LOGIN ROLE[@DEPARTMENT] | user role-take LOGIN ROLE[@DEPARTMENT]", cmd_user, true},
        {"token", "guichet token create LOGIN [--scope read] [--scope write]\nPrints the secret once.", cmd_token, true},
        {"config", "guichet config export [FILE] [--members] | config apply FILE [--dry-run] [--yes]\n"
                   "The configuration as one file (docs/admin/config.md).  apply shows the difference first, asks when a person is\n"
                   "at the keyboard, and applies everything or nothing; - is standard input.  --members also writes who is in which group.", cmd_config, true},
        {"import", "guichet import tickets FILE.jsonl | import grid FILE.{csv,xlsx} | import people FILE.csv | import calendar FILE.ics --course CODE\n"
                   "guichet import tickets FILE.jsonl [--all-or-nothing] [--refused FILE] [--again]\n"
                   "guichet import grid FILE.{csv,xlsx} [--apply] [--json] [--name NAME]\n"
                   "guichet import people FILE.csv [--dry-run] | import calendar FILE.ics --course CODE [--apply]\n"
                   "One JSON object a line (docs/admin/import.md); - reads standard input.  A run that was stopped goes on\n"
                   "when started again; refused lines are told, and kept in --refused FILE.", cmd_import, true},
        {"key", "guichet key [list] | key add | key use | key lost --yes\n"
                "The file of keys that seal secrets (docs/admin/demarrer.md): add a new key, then use it for everything;\n"
                "lost drops what no key opens any more.", cmd_key, true, true},
        {"check", "guichet check\nIntegrity of everything: database, journal, clocks, search, files.", cmd_check, true},
        {"doctor", "guichet doctor [--json] [--lang fr|en]\nSettings and connections, in plain words, with what to do; changes nothing.  Exit 1 when something must be put right.",
         cmd_doctor, false},
        {"routes", "guichet routes\nEvery address, its permission and its slice.", cmd_routes, true},
        {"sql", "guichet sql [NAME]\nA named statement as this engine gets it, with its plan; without NAME, all names.", cmd_sql, true},
        {"explain", "guichet explain PATH\nWho answers an address and who may call it.", cmd_explain, true},
        {"version", "guichet version", cmd_version, false},
        {0}};

static int cmd_serve(struct cmd_env *env, int argc, char **argv)
{
        const char *why = NULL;
        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--no-jobs") != 0) {
                        fprintf(stderr, "guichet serve: unknown option %s\n", argv[i]);
                        return EXIT_USAGE;
                }
                env->app->cfg.jobs = false;
        }
        const char *code = NULL;
        enum status st = first_code(&env->ctx, &code);
        if (st)
                return cmd_failed(env, "first run", st);
        if (code) {
                printf("Premier démarrage / first run: http://%s/first?code=%s\n", env->app->cfg.listen, code);
                fflush(stdout);
        }
        if (app_serve(env->app, env->arena, &why) == ST_OK)
                return EXIT_DONE;
        fprintf(stderr, "guichet serve: %s\n", why ? why : "could not start");
        return EXIT_FAILED;
}

static int cmd_work(struct cmd_env *env, int argc, char **argv)
{
        const char *why = NULL;
        (void)argv;
        if (argc > 1)
                return EXIT_USAGE;
        return app_work(env->app, env->arena, &why) == ST_OK ? EXIT_DONE : EXIT_FAILED;
}

/* Opening the application migrates; what is left is to say so. */
static int cmd_migrate(struct cmd_env *env, int argc, char **argv)
{
        (void)env;
        (void)argv;
        if (argc > 1)
                return EXIT_USAGE;
        puts("up to date");
        return EXIT_DONE;
}

static int cmd_version(struct cmd_env *env, int argc, char **argv)
{
        (void)env;
        (void)argc;
        (void)argv;
        puts("guichet " GUICHET_VERSION);
        return EXIT_DONE;
}

/* Addresses of the proxies whose X-Forwarded-… headers are believed, separated by spaces or commas. */
static const char *const *proxies_read(struct arena *a, const char *text)
{
        enum { PROXIES_MAX = 32 };
        const char **list = ARENA_ARRAY(a, PROXIES_MAX + 1, const char *);
        size_t n = 0;
        for (const char *p = text; *p && n < PROXIES_MAX;) {
                size_t len = strcspn(p, " ,\t");
                if (len > 0)
                        list[n++] = arena_strn(a, p, len);
                p += len + strspn(p + len, " ,\t");
        }
        return list;
}

/* guichet.conf: NAME = VALUE lines, # comments; names data, db, listen, key_file, ca_file, trusted_proxies. */
static bool conf_read(struct arena *a, const char *path, struct app_config *cfg)
{
        FILE *f = fopen(path, "re");
        char line[2048];
        if (!f)
                return false;
        while (fgets(line, sizeof line, f)) {
                char *eq = strchr(line, '='), *p = line + strspn(line, " \t");
                if (*p == '#' || !eq)
                        continue;
                *eq = '\0';
                p[strcspn(p, " \t")] = '\0';
                char *v = eq + 1 + strspn(eq + 1, " \t");
                v[strcspn(v, "\r\n")] = '\0';
                const char *value = arena_str(a, v);
                if (strcmp(p, "data") == 0)
                        cfg->data = value;
                else if (strcmp(p, "db") == 0)
                        cfg->db = value;
                else if (strcmp(p, "listen") == 0)
                        cfg->listen = value;
                else if (strcmp(p, "key_file") == 0)
                        cfg->key_file = value;
                else if (strcmp(p, "ca_file") == 0)
                        cfg->ca_file = value;
                else if (strcmp(p, "trusted_proxies") == 0)
                        cfg->trusted_proxies = proxies_read(a, value);
        }
        fclose(f);
        return true;
}

static void env_read(struct arena *a, struct app_config *cfg)
{
        const char *v;
        if ((v = getenv("GUICHET_DATA")) && *v)
                cfg->data = v;
        if ((v = getenv("GUICHET_DB")) && *v)
                cfg->db = v;
        if ((v = getenv("GUICHET_LISTEN")) && *v)
                cfg->listen = v;
        if ((v = getenv("GUICHET_KEY_FILE")) && *v)
                cfg->key_file = v;
        if ((v = getenv("GUICHET_CA_FILE")) && *v)
                cfg->ca_file = v;
        if ((v = getenv("GUICHET_TRUSTED_PROXIES")) && *v)
                cfg->trusted_proxies = proxies_read(a, v);
}

/* Takes the common options out of argv; what stays is the command's. */
static int options_read(int argc, char **argv, struct app_config *cfg, const char **conf)
{
        int kept = 0;
        for (int i = 0; i < argc; i++) {
                const char *v;
                if ((v = cmd_option(argc, argv, &i, "config")))
                        *conf = v;
                else if ((v = cmd_option(argc, argv, &i, "data")))
                        cfg->data = v;
                else if ((v = cmd_option(argc, argv, &i, "db")))
                        cfg->db = v;
                else if ((v = cmd_option(argc, argv, &i, "listen")))
                        cfg->listen = v;
                else
                        argv[kept++] = argv[i];
        }
        return kept;
}

static int configure(struct arena *a, int argc, char **argv, struct app_config *cfg)
{
        struct app_config asked = {0};
        const char *conf = getenv("GUICHET_CONFIG");
        int n = options_read(argc, argv, &asked, &conf);
        *cfg = (struct app_config){.data = "./data", .listen = "127.0.0.1:8080", .jobs = true};
        if (!conf_read(a, conf ? conf : "guichet.conf", cfg) && conf) {
                fprintf(stderr, "guichet: %s: %s\n", conf, strerror(errno));
                return -1;
        }
        env_read(a, cfg);
        if (asked.data)
                cfg->data = asked.data;
        if (asked.db)
                cfg->db = asked.db;
        if (asked.listen)
                cfg->listen = asked.listen;
        if (!cfg->db)
                cfg->db = arena_fmt(a, "sqlite:%s/guichet.db", cfg->data);
        return n;
}

static const struct cmd *cmd_find(const char *name)
{
        for (const struct cmd *c = guichet_cmds; c->name; c++)
                if (strcmp(c->name, name) == 0)
                        return c;
        return NULL;
}

static int help(FILE *out)
{
        fputs("usage: guichet COMMAND [--config FILE] [--data DIR] [--db URL] …\n\n", out);
        for (const struct cmd *c = guichet_cmds; c->name; c++)
                fprintf(out, "  %-9s %.*s\n", c->name, (int)strcspn(c->help, "\n"), c->help);
        fputs("\nguichet COMMAND --help says more.\n", out);
        return out == stdout ? EXIT_DONE : EXIT_USAGE;
}

static int run_opened(const struct cmd *c, struct cmd_env *env, int argc, char **argv)
{
        const char *why = NULL;
        if (app_open(&env->cfg, guichet_slices, env->arena, &env->app, &why)) {
                fprintf(stderr, "guichet: %s\n", why);
                return EXIT_FAILED;
        }
        int code = EXIT_FAILED;
        if (db_open(env->app->pool, &env->db) == ST_OK) {
                app_ctx(env->app, env->arena, env->db, &env->ctx);
                enum status st = c->without_keys ? ST_OK : secrets_ready(&env->ctx);
                if (st)
                        code = cmd_failed(env, "secrets", st);
                else if ((st = first_contents(&env->ctx)))
                        code = cmd_failed(env, "first contents", st);
                else
                        code = c->run(env, argc, argv);
        }
        db_close(&env->db);
        app_close(&env->app);
        return code;
}

int main(int argc, char **argv)
{
        struct cmd_env env = {.arena = arena_new(256u << 20)};
        umask(077);
        argc = configure(env.arena, argc, argv, &env.cfg);
        if (argc < 0)
                return EXIT_FAILED;
        if (argc < 2)
                return help(stderr);
        if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
                return help(stdout);
        const struct cmd *c = cmd_find(argv[1]);
        if (!c) {
                fprintf(stderr, "guichet: no command is called %s\n", argv[1]);
                return help(stderr);
        }
        for (int i = 2; i < argc; i++)
                if (strcmp(argv[i], "--help") == 0) {
                        printf("%s\n", c->help);
                        return EXIT_DONE;
                }
        int code = c->opens ? run_opened(c, &env, argc - 1, argv + 1) : c->run(&env, argc - 1, argv + 1);
        arena_free(&env.arena);
        if (fflush(stdout) != 0 && code == EXIT_DONE)
                code = EXIT_FAILED;
        return code;
}
