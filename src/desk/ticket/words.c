/* Words of tickets: kinds, states, channels as stable API words, as people read them, and numbers.
 * Words are tables; a number's prefix comes from the setting number.prefixes (one word per kind, in the
 * order of enum ticket_kind_id) and earlier prefixes stay readable (number.earlier: "DEM=request"). */
#include "desk/ticket/internal.h"

#include <ctype.h>

struct word {
        int64_t value;
        const char *word;
        int label;
};

static const struct word kind_words[] = {
        {TICKET_INCIDENT, "incident", 0},         {TICKET_REQUEST, "request", 0},
        {TICKET_ITEM, "item", 0},                 {TICKET_SERVICE_TASK, "service_task", 0},
        {TICKET_SUPPORT_TASK, "support_task", 0}, {TICKET_PROBLEM, "problem", 0},
};
static const struct word state_words[] = {
        {STATE_NEW, "new", MSG_state_new},           {STATE_OPEN, "open", MSG_state_open},
        {STATE_PENDING, "pending", MSG_state_pending}, {STATE_RESOLVED, "resolved", MSG_state_resolved},
        {STATE_CLOSED, "closed", MSG_state_closed},  {STATE_CANCELLED, "cancelled", MSG_state_cancelled},
};
static const struct word pending_words[] = {
        {PENDING_REQUESTER, "requester", MSG_pending_requester}, {PENDING_AGREEMENT, "agreement", MSG_pending_agreement},
        {PENDING_SUPPLIER, "supplier", MSG_pending_supplier},    {PENDING_SCHEDULED, "scheduled", MSG_pending_scheduled},
        {PENDING_EVIDENCE, "evidence", MSG_pending_evidence},    {PENDING_VALIDATION, "validation", MSG_pending_validation},
        {PENDING_EARLIER_TASK, "earlier_task", MSG_pending_earlier_task},
};
static const struct word channel_words[] = {
        {CHANNEL_PORTAL, "portal", MSG_channel_portal},       {CHANNEL_EMAIL, "email", MSG_channel_email},
        {CHANNEL_PHONE, "phone", MSG_channel_phone},          {CHANNEL_CHAT, "chat", MSG_channel_chat},
        {CHANNEL_IN_PERSON, "in_person", MSG_channel_in_person}, {CHANNEL_API, "api", MSG_channel_api},
        {CHANNEL_IMPORT, "import", MSG_channel_import},       {CHANNEL_LINK, "link", MSG_access_channel},
};
static const struct word entry_words[] = {
        {ENTRY_COMMENT, "comment", 0}, {ENTRY_NOTE, "note", 0},           {ENTRY_CHANGE, "change", 0},
        {ENTRY_MAIL, "mail", 0},       {ENTRY_AGREEMENT, "agreement", 0}, {ENTRY_CLOCK, "clock", 0},
};
static const char *const stubs[KIND_MAX] = {"inc", "req", "ritm", "sctask", "task", "prb"};
static const char *const default_prefixes[KIND_MAX] = {"INC", "REQ", "RITM", "SCTASK", "TASK", "PRB"};

static const struct word *by_value(const struct word *w, size_t n, int64_t value)
{
        for (size_t i = 0; i < n; i++)
                if (w[i].value == value)
                        return &w[i];
        return NULL;
}

static const char *word_of(const struct word *w, size_t n, int64_t value)
{
        const struct word *found = by_value(w, n, value);
        return found ? found->word : "";
}

static int value_of(const struct word *w, size_t n, const char *word)
{
        for (size_t i = 0; word && i < n; i++)
                if (strcmp(w[i].word, word) == 0)
                        return (int)w[i].value;
        return 0;
}

static const char *label_of(struct ctx *c, const struct word *w, size_t n, int64_t value)
{
        const struct word *found = by_value(w, n, value);
        return found ? ctx_msg(c, found->label) : "";
}

const char *ticket_kind_word(int64_t kind)
{
        return word_of(kind_words, ARRAY_LEN(kind_words), kind);
}

const char *state_word(int64_t state)
{
        return word_of(state_words, ARRAY_LEN(state_words), state);
}

const char *pending_word(int64_t pending)
{
        return word_of(pending_words, ARRAY_LEN(pending_words), pending);
}

const char *channel_word(int64_t channel)
{
        return word_of(channel_words, ARRAY_LEN(channel_words), channel);
}

const char *entry_word(int64_t kind)
{
        return word_of(entry_words, ARRAY_LEN(entry_words), kind);
}

int state_find(const char *word)
{
        return value_of(state_words, ARRAY_LEN(state_words), word);
}

int pending_find(const char *word)
{
        return value_of(pending_words, ARRAY_LEN(pending_words), word);
}

int channel_find(const char *word)
{
        return value_of(channel_words, ARRAY_LEN(channel_words), word);
}

/* Words that agree with the noun of their kind: « demande » and « tâche » are feminine. */
static const struct word feminine_words[] = {
        {STATE_NEW, "new", MSG_state_new_f},          {STATE_RESOLVED, "resolved", MSG_state_resolved_f},
        {STATE_CLOSED, "closed", MSG_state_closed_f}, {STATE_CANCELLED, "cancelled", MSG_state_cancelled_f},
};

static bool feminine(int64_t kind)
{
        return kind == TICKET_REQUEST || kind == TICKET_SERVICE_TASK || kind == TICKET_SUPPORT_TASK;
}

const char *state_label(struct ctx *c, int64_t kind, int64_t state, int64_t pending)
{
        if (feminine(kind) && state == STATE_PENDING && pending == PENDING_SCHEDULED)
                return ctx_msg(c, MSG_pending_scheduled_f);
        if (feminine(kind) && by_value(feminine_words, ARRAY_LEN(feminine_words), state))
                return label_of(c, feminine_words, ARRAY_LEN(feminine_words), state);
        if (state == STATE_PENDING && by_value(pending_words, ARRAY_LEN(pending_words), pending))
                return label_of(c, pending_words, ARRAY_LEN(pending_words), pending);
        return label_of(c, state_words, ARRAY_LEN(state_words), state);
}

const char *channel_label(struct ctx *c, int64_t channel)
{
        return label_of(c, channel_words, ARRAY_LEN(channel_words), channel);
}

const char *priority_label(struct ctx *c, int64_t priority)
{
        static const struct word words[] = {
                {1, "1", MSG_priority_1}, {2, "2", MSG_priority_2}, {3, "3", MSG_priority_3}, {4, "4", MSG_priority_4}};

        return label_of(c, words, ARRAY_LEN(words), priority);
}

const char *ticket_stub(int64_t kind)
{
        return kind >= 1 && kind <= KIND_MAX ? stubs[kind - 1] : "";
}

/* The k-th word of a list separated by spaces; its length, 0 when there is none. */
static size_t nth_word(const char *list, int64_t k, const char **out)
{
        const char *p = list;

        for (int64_t i = 0;; i++) {
                p += strspn(p, " ,");
                size_t n = strcspn(p, " ,");
                if (!n || i == k) {
                        *out = p;
                        return n;
                }
                p += n;
        }
}

static const char *prefix_of(struct ctx *c, int64_t kind)
{
        const char *word;
        size_t n = nth_word(setting_text(c, "number.prefixes"), kind - 1, &word);

        return n ? arena_strn(c->arena, word, n) : default_prefixes[kind - 1];
}

const char *ticket_number(struct ctx *c, int64_t kind, int64_t num)
{
        if (kind < 1 || kind > KIND_MAX)
                return "";
        return arena_fmt(c->arena, "%s-%lld", prefix_of(c, kind), (long long)num);
}

static bool prefix_is(const char *typed, size_t n, const char *prefix, size_t prefix_n)
{
        return n == prefix_n && strncasecmp(typed, prefix, n) == 0;
}

/* Kind of a prefix as typed: today's, the ones it had before, 0 when it is neither. */
static int64_t kind_of_prefix(struct ctx *c, const char *typed, size_t n)
{
        const char *word;
        size_t word_n;

        for (int64_t k = 1; k <= KIND_MAX; k++) {
                const char *now = prefix_of(c, k);
                if (prefix_is(typed, n, now, strlen(now)))
                        return k;
        }
        const char *earlier = setting_text(c, "number.earlier");
        for (int64_t i = 0; (word_n = nth_word(earlier, i, &word)); i++) {
                const char *eq = memchr(word, '=', word_n);
                if (!eq || !prefix_is(typed, n, word, (size_t)(eq - word)))
                        continue;
                size_t rest = word_n - (size_t)(eq + 1 - word);
                return value_of(kind_words, ARRAY_LEN(kind_words), arena_strn(c->arena, eq + 1, rest));
        }
        return 0;
}

bool ticket_number_parse(struct ctx *c, const char *text, int64_t *kind, int64_t *num)
{
        if (!text)
                return false;
        text += strspn(text, " \t#");
        size_t n = 0;
        while (isalpha((unsigned char)text[n]))
                n++;
        const char *digits = text + n + (text[n] == '-' || text[n] == ' ');
        size_t len = strcspn(digits, " \t\n");
        if (!n || n > 20 || !len || len > 18 || digits[len + strspn(digits + len, " \t\n")])
                return false;
        *kind = kind_of_prefix(c, text, n);
        return *kind && text_i64(arena_strn(c->arena, digits, len), num) && *num > 0;
}

/* ---- what the settings of this file may say ------------------------------------------------------------------ */

enum { PREFIX_MAX = 20 };

static bool letters(const char *word, size_t n)
{
        size_t i = 0;

        while (i < n && isascii((unsigned char)word[i]) && isalpha((unsigned char)word[i]))
                i++;
        return n > 0 && n <= PREFIX_MAX && i == n;
}

/* Six words of letters, no two alike: a number must be readable and lead to one kind. */
int ticket_prefixes_fit(const struct ctx *c, const char *value)
{
        const char *word[KIND_MAX + 1];
        size_t n[KIND_MAX + 1];

        for (int64_t k = 0; k <= KIND_MAX; k++) {
                n[k] = nth_word(value, k, &word[k]);
                if (k < KIND_MAX ? !letters(word[k], n[k]) : n[k] > 0)
                        return MSG_setting_number_prefixes_bad;
                for (int64_t i = 0; k < KIND_MAX && i < k; i++)
                        if (prefix_is(word[k], n[k], word[i], n[i]))
                                return MSG_setting_number_prefixes_bad;
        }
        return 0;
}

/* Words as DEM=request, any number of them. */
int ticket_earlier_fit(const struct ctx *c, const char *value)
{
        const char *word;
        size_t n;

        for (int64_t i = 0; (n = nth_word(value, i, &word)); i++) {
                const char *eq = memchr(word, '=', n);
                char kind[PREFIX_MAX + 1];
                if (!eq || !letters(word, (size_t)(eq - word)) || n - (size_t)(eq + 1 - word) > PREFIX_MAX)
                        return MSG_setting_number_earlier_bad;
                snprintf(kind, sizeof kind, "%.*s", (int)(n - (size_t)(eq + 1 - word)), eq + 1);
                if (!value_of(kind_words, ARRAY_LEN(kind_words), kind))
                        return MSG_setting_number_earlier_bad;
        }
        return 0;
}

/* Nine figures from 1 to 4. */
int ticket_priorities_fit(const struct ctx *c, const char *value)
{
        const char *word;

        for (int64_t i = 0; i < 10; i++) {
                size_t n = nth_word(value, i, &word);
                if (i < 9 ? n != 1 || *word < '1' || *word > '4' : n > 0)
                        return MSG_setting_ticket_priorities_bad;
        }
        return 0;
}
