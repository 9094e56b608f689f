/* The texts of letters: shipped, changed, checked, filled in.  They are data, not messages of the screen: a house
 * writes them in its own voice. */
#include "app/config.h"
#include "desk/ticket/letters.h"

DB_STMT(letter_text_get, "SELECT code, lang, subject, body FROM mail_text WHERE code = :code AND lang = :lang");
DB_STMT(letter_text_list, "SELECT code, lang, subject, body FROM mail_text ORDER BY code, lang LIMIT 100");
DB_STMT(letter_text_save,
        "INSERT INTO mail_text (code, lang, subject, body, changed_at) VALUES (:code, :lang, :subject, :body, :now)"
        " ON CONFLICT (code, lang) DO UPDATE SET subject = excluded.subject, body = excluded.body, version = mail_text.version + 1,"
        " changed_at = excluded.changed_at");
DB_STMT(letter_text_drop, "DELETE FROM mail_text WHERE code = :code AND lang = :lang");
static const struct db_stmt *const text_stmts[] = {&letter_text_get, &letter_text_list, &letter_text_save, &letter_text_drop, NULL};

struct text_row {
        const char *code, *lang, *subject, *body;
};
static const struct db_col text_cols[] = {DB_COL_TEXT(struct text_row, code), DB_COL_TEXT(struct text_row, lang), DB_COL_TEXT(struct text_row, subject),
                                          DB_COL_TEXT(struct text_row, body), DB_COL_END};

/* ---- as shipped ---- */

static const struct {
        const char *word;
        int title, when;
        bool link; /* is written for its link: a text without one is refused */
        struct letter_text fr, en;
} shipped[LETTER_KINDS] = {
        [LETTER_RECEIVED] = {"received", MSG_letters_received, MSG_letters_received_when, false,
                             {"Votre demande {numero} est reçue : {objet}",
                              "Bonjour {nom},\n\nVotre demande « {objet} » est reçue sous le numéro {numero}. Vous serez prévenu de la suite.\n\nLa suivre : {lien}\n\n{site}\n", false},
                             {"Your request {number} has been received: {subject}",
                              "Hello {name},\n\nYour request “{subject}” has been received under the number {number}. You will be told what follows.\n\nFollow it: {link}\n\n{site}\n", false}},
        [LETTER_ANSWERED] = {"answered", MSG_letters_answered, MSG_letters_answered_when, false,
                             {"Une réponse à votre demande {numero} : {objet}",
                              "Bonjour {nom},\n\nUne réponse vous attend pour la demande {numero}, « {objet} ».\n\nLa lire et répondre : {lien}\n\n{site}\n", false},
                             {"An answer to your request {number}: {subject}",
                              "Hello {name},\n\nAn answer is waiting for you on request {number}, “{subject}”.\n\nRead it and reply: {link}\n\n{site}\n", false}},
        [LETTER_RESOLVED] = {"resolved", MSG_letters_resolved, MSG_letters_resolved_when, false,
                             {"Votre demande {numero} est résolue : {objet}",
                              "Bonjour {nom},\n\nLa demande {numero}, « {objet} », est résolue. Si ce n'est pas le cas pour vous, vous pouvez la rouvrir.\n\nVoir la solution : {lien}\n\n{site}\n", false},
                             {"Your request {number} has been resolved: {subject}",
                              "Hello {name},\n\nRequest {number}, “{subject}”, has been resolved. If it is not so for you, you may reopen it.\n\nSee the solution: {link}\n\n{site}\n", false}},
        [LETTER_INVITED] = {"invited", MSG_letters_invited, MSG_letters_invited_when, false,
                            {"Vous êtes invité à suivre la demande {numero} : {objet}",
                             "Bonjour {nom},\n\nVous êtes invité à suivre la demande {numero}, « {objet} ».\n\nLa lire et répondre : {lien}\n\n{site}\n", false},
                            {"You are invited to follow request {number}: {subject}",
                             "Hello {name},\n\nYou are invited to follow request {number}, “{subject}”.\n\nRead it and reply: {link}\n\n{site}\n", false}},
        [LETTER_LINK] = {"link", MSG_letters_link, MSG_letters_link_when, true,
                         {"Votre lien pour suivre la demande {numero}",
                          "Bonjour {nom},\n\nVoici votre lien personnel pour lire la demande {numero} et y répondre, sans compte :\n\n{lien}\n\nNe le transmettez pas : il vous ouvre la demande.\n\n{site}\n", false},
                         {"Your link to follow request {number}",
                          "Hello {name},\n\nThis is your personal link to read request {number} and to reply, without an account:\n\n{link}\n\nDo not pass it on: it opens the request for you.\n\n{site}\n", false}},
        [LETTER_ASSIGNED] = {"assigned", MSG_letters_assigned, MSG_letters_assigned_when, false,
                             {"{numero} vous est confié : {objet}",
                              "Bonjour {nom},\n\n{numero}, « {objet} ».\n{quoi}\n\nL'ouvrir : {lien}\n\n{site}\n", false},
                             {"{number} is assigned to you: {subject}",
                              "Hello {name},\n\n{number}, “{subject}”.\n{what}\n\nOpen it: {link}\n\n{site}\n", false}},
        [LETTER_NOTICE] = {"notice", MSG_letters_notice, MSG_letters_notice_when, false,
                           {"{numero} : {quoi}", "Bonjour {nom},\n\n{numero}, « {objet} ».\n{quoi}\n\nVoir : {lien}\n\n{site}\n", false},
                           {"{number}: {what}", "Hello {name},\n\n{number}, “{subject}”.\n{what}\n\nSee: {link}\n\n{site}\n", false}},
        [LETTER_PASSWORD] = {"password", MSG_letters_password, MSG_letters_password_when, true,
                             {"Choisir votre mot de passe, {site}",
                              "Bonjour {nom},\n\nCe lien vous permet de choisir un mot de passe pour {site}. Il sert une fois, pendant une heure :\n\n{lien}\n\nSi vous n'avez rien demandé, ne faites rien : votre mot de passe reste le même.\n\n{site}\n", false},
                             {"Choose your password, {site}",
                              "Hello {name},\n\nThis link lets you choose a password for {site}. It works once, for an hour:\n\n{link}\n\nIf you asked for nothing, do nothing: your password stays the same.\n\n{site}\n", false}}};

const char *letter_word(int kind)
{
        return shipped[kind].word;
}

int letter_of(const char *word)
{
        for (int k = 0; k < LETTER_KINDS; k++)
                if (str_eq(word, shipped[k].word))
                        return k;
        return -1;
}

const char *letter_title(struct ctx *c, int kind)
{
        return ctx_msg(c, shipped[kind].title);
}

const char *letter_when(struct ctx *c, int kind)
{
        return ctx_msg(c, shipped[kind].when);
}

struct letter_text letter_shipped(int kind, enum lang lang)
{
        return lang == LANG_EN ? shipped[kind].en : shipped[kind].fr;
}

static const char *lang_word(enum lang lang)
{
        return lang == LANG_EN ? "en" : "fr";
}

enum status letter_text(struct ctx *c, int kind, enum lang lang, struct letter_text *out)
{
        struct text_row r;
        enum status st = db_one(c->db, c->arena, &letter_text_get, DB_ARGS(DB_T("code", shipped[kind].word), DB_T("lang", lang_word(lang))), text_cols, &r);

        *out = st ? letter_shipped(kind, lang) : (struct letter_text){r.subject, r.body, true};
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* ---- words in braces ---- */

enum word { WORD_NAME, WORD_NUMBER, WORD_SUBJECT, WORD_LINK, WORD_WHAT, WORD_SITE, WORDS };
static const char *const words[WORDS][2] = {{"nom", "name"}, {"numero", "number"}, {"objet", "subject"}, {"lien", "link"}, {"quoi", "what"}, {"site", "site"}};

/* The word at {, in either language; −1: none. */
static int word_at(const char *p)
{
        size_t n = strcspn(p + 1, "{}\n");

        for (int w = 0; p[n + 1] == '}' && w < WORDS; w++)
                for (int l = 0; l < 2; l++)
                        if (strlen(words[w][l]) == n && memcmp(p + 1, words[w][l], n) == 0)
                                return w;
        return -1;
}

static bool knows(int kind, int word)
{
        if (kind == LETTER_PASSWORD) /* it tells of no ticket */
                return word == WORD_NAME || word == WORD_LINK || word == WORD_SITE;
        return word >= 0 && (word != WORD_WHAT || kind >= LETTER_ASSIGNED);
}

const char *letter_words(struct ctx *c, int kind, enum lang lang)
{
        struct buf b;

        buf_init(&b, c->arena, 200);
        for (int w = 0; w < WORDS; w++)
                if (knows(kind, w))
                        buf_fmt(&b, "%s{%s}", b.n ? " " : "", words[w][lang == LANG_EN]);
        return b.p;
}

const struct letter_values *letter_sample(struct ctx *c)
{
        static const struct letter_values none;
        struct letter_values *v = ARENA_NEW(c->arena, struct letter_values);

        *v = none;
        v->name = ctx_msg(c, MSG_letters_sample_name);
        v->number = "INC-1024";
        v->subject = ctx_msg(c, MSG_letters_sample_subject);
        v->link = arena_fmt(c->arena, "%s/requests/INC-1024", setting_text(c, "site.url"));
        v->what = ctx_msg(c, MSG_letters_sample_what);
        return v;
}

static const char *filled(struct ctx *c, const char *s, const struct letter_values *v)
{
        const char *value[WORDS] = {v->name, v->number, v->subject, v->link, v->what, setting_text(c, "site.name")};
        struct buf b;

        buf_init(&b, c->arena, 64 << 10);
        for (const char *p = s; *p; p++) {
                int w = *p == '{' ? word_at(p) : -1;
                if (w < 0) {
                        buf_char(&b, *p);
                        continue;
                }
                buf_str(&b, value[w] ? value[w] : "");
                p += strcspn(p, "}");
        }
        return b.p;
}

void letter_fill(struct ctx *c, const struct letter_text *t, const struct letter_values *v, struct letter_text *out)
{
        *out = (struct letter_text){filled(c, t->subject, v), filled(c, t->body, v), t->own};
}

/* ---- keeping ---- */

static void text_check(struct ctx *c, int kind, const char *field, const char *s, int64_t max, bool body)
{
        bool link = false;

        if (text_blank(s))
                form_error(c, field, MSG_letters_empty);
        if (utf8_count(s) > (size_t)max)
                form_error_text(c, field, msg_text(c->arena, c->lang, MSG_form_too_long, 1, &(struct html_arg){"max", NULL, max}));
        for (const char *p = strchr(s, '{'); p; p = strchr(p + 1, '{')) {
                int w = word_at(p);
                link = link || w == WORD_LINK;
                if (knows(kind, w))
                        continue;
                const char *word = text_short(c->arena, arena_strn(c->arena, p, strcspn(p, "}\n") + (p[strcspn(p, "}\n")] == '}')), 40);
                form_error_text(c, field, msg_text(c->arena, c->lang, MSG_letters_unknown, 1, &(struct html_arg){"word", word, 0}));
                return;
        }
        if (body && shipped[kind].link && !link && !text_blank(s))
                form_error(c, field, MSG_letters_link_missing);
}

static enum status text_write(struct ctx *c, int kind, enum lang lang, const struct letter_text *t)
{
        const char *code = shipped[kind].word, *l = lang_word(lang);

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && t)
                st = db_exec(c->db, &letter_text_save, DB_ARGS(DB_T("code", code), DB_T("lang", l), DB_T("subject", t->subject), DB_T("body", t->body),
                                                               DB_I("now", c->now)), NULL);
        else if (!st)
                st = db_exec(c->db, &letter_text_drop, DB_ARGS(DB_T("code", code), DB_T("lang", l)), NULL);
        if (!st)
                st = audit(c, t ? "mail.text" : "mail.text_shipped", "mail_text", 0, "ok", arena_fmt(c->arena, "%s/%s", code, l));
        return st ? st : db_commit(&tx);
}

enum status letter_text_put(struct ctx *c, int kind, enum lang lang, const struct letter_text *t)
{
        const char *l = lang_word(lang);
        struct letter_text clean;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        if (!t)
                return text_write(c, kind, lang, NULL);
        size_t before = c->n_error;
        clean.subject = text_clean(c->arena, t->subject, strlen(t->subject), true);
        clean.body = text_clean(c->arena, t->body, strlen(t->body), false);
        text_check(c, kind, arena_fmt(c->arena, "subject_%s", l), clean.subject, LETTER_SUBJECT_MAX, false);
        text_check(c, kind, arena_fmt(c->arena, "body_%s", l), clean.body, LETTER_TEXT_MAX, true);
        return c->n_error > before ? ST_INVALID : text_write(c, kind, lang, &clean);
}

enum status letter_texts_adopt(struct ctx *c)
{
        enum status st = ST_OK;

        for (int k = 0; !st && k < LETTER_KINDS; k++) {
                st = text_write(c, k, LANG_FR, &shipped[k].fr);
                if (!st)
                        st = text_write(c, k, LANG_EN, &shipped[k].en);
        }
        return st;
}

/* ---- the configuration file: "received/fr" ---- */

static const struct config_key letter_keys[] = {{"subject", CONFIG_TEXT, true}, {"body", CONFIG_TEXT, true}, {0}};

static enum status letters_list(struct ctx *c, struct config_items *to)
{
        struct text_row *r;
        size_t n;
        enum status st = db_all(c->db, c->arena, &letter_text_list, DB_NO_ARGS, text_cols, sizeof *r, 100, &r, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct config_item *item = config_add(to, arena_fmt(c->arena, "%s/%s", r[i].code, r[i].lang));
                config_set(c, item, "subject", r[i].subject);
                config_set(c, item, "body", r[i].body);
        }
        return st;
}

static enum status letter_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char *stroke = strchr(want->code, '/');
        int kind = stroke ? letter_of(arena_strn(c->arena, want->code, (size_t)(stroke - want->code))) : -1;
        struct letter_text t = {config_get(want, "subject"), config_get(want, "body"), true};

        if (kind < 0 || (!str_eq(stroke, "/fr") && !str_eq(stroke, "/en"))) {
                form_error(c, "code", MSG_letters_bad_code);
                return ST_INVALID;
        }
        return letter_text_put(c, kind, str_eq(stroke, "/en") ? LANG_EN : LANG_FR, &t);
}

static const struct config_part letter_parts[] = {{"mail_text", 110, false, MSG_letters_about_config, letter_keys, letters_list, letter_put}, {0}};

const struct slice slice_letter_texts = {.name = "letter-texts", .stmts = text_stmts, .config = letter_parts};
