/* SMTP by libcurl: it speaks the protocol, verifies the certificate and escapes the dots.  What was asked last is
 * watched, because libcurl gives one error for a sender, a recipient and a text that are refused, and these ask
 * for different things: the sender is the house's to correct, a recipient may be tried again or never.  What is
 * watched is the verb alone: a password passes there too. */
#include "net/smtp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"

enum { SMTP_TIMEOUT_MS = 30000, SMTP_CONNECT_MS = 10000, REPLY_BYTES = 400 };

static pthread_once_t smtp_started = PTHREAD_ONCE_INIT;
static bool smtp_ready;

static void smtp_start(void)
{
        smtp_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

/* ---- what may be asked ---- */

bool smtp_loopback(const char *host)
{
        int64_t v;

        if (str_eq(host, "localhost") || str_eq(host, "::1") || str_eq(host, "[::1]"))
                return true;
        if (!str_starts(host, "127."))
                return false;
        for (int part = 0; part < 4; part++) {
                size_t n = strcspn(host, ".");
                char number[4] = {0};
                if (!n || n > 3 || (host[n] == '.') != (part < 3))
                        return false;
                memcpy(number, host, n);
                if (!text_i64(number, &v) || v > 255)
                        return false;
                host += n + 1;
        }
        return true;
}

bool smtp_host_ok(const char *host)
{
        size_t n = strlen(host);
        const char *colon = strchr(host, ':');
        bool v6 = colon && strchr(colon + 1, ':');

        if (!n || n > 253 || host[0] == '-' || host[0] == '.')
                return false;
        for (const char *p = host; *p; p++) {
                bool letter = (*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z');
                if (!letter && (v6 ? *p != ':' && *p != '.' : *p != '-' && *p != '.' && *p != '_'))
                        return false;
        }
        return true;
}

/* An address as it may stand between < and >: nothing that ends it or begins a line. */
static bool path_ok(const char *s)
{
        const char *at = strchr(s, '@');

        if (!at || at == s || !at[1] || strlen(s) > 254)
                return false;
        for (const char *p = s; *p; p++)
                if (*p <= ' ' || *p > '~' || strchr("<>(),;:\\\"[]", *p))
                        return false;
        return true;
}

/* ---- one conversation ---- */

struct talk {
        const char *message;
        size_t n, at;
        enum step { STEP_HELLO, STEP_LOGIN, STEP_SENDER, STEP_MESSAGE } step;
        bool over; /* what comes now answers our good-bye */
        char reply[REPLY_BYTES + 1];
};

static size_t talk_read(char *to, size_t size, size_t n, void *arg)
{
        struct talk *t = arg;
        size_t room = size * n, left = t->n - t->at;

        if (room > left)
                room = left;
        memcpy(to, t->message + t->at, room);
        t->at += room;
        return room;
}

static size_t talk_drop(char *p, size_t size, size_t n, void *arg)
{
        (void)p;
        (void)arg;
        return size * n;
}

static bool verb(const char *p, size_t n, const char *word)
{
        return n >= strlen(word) && strncasecmp(p, word, strlen(word)) == 0;
}

static int talk_watch(CURL *curl, curl_infotype type, char *p, size_t n, void *arg)
{
        struct talk *t = arg;

        (void)curl;
        if (type == CURLINFO_HEADER_OUT) {
                if (verb(p, n, "AUTH "))
                        t->step = STEP_LOGIN;
                else if (verb(p, n, "MAIL FROM"))
                        t->step = STEP_SENDER;
                else if (verb(p, n, "RCPT TO") || verb(p, n, "DATA"))
                        t->step = STEP_MESSAGE;
                t->over = t->over || verb(p, n, "QUIT");
        } else if (type == CURLINFO_HEADER_IN && !t->over && n && p[0] >= '2' && p[0] <= '5') {
                size_t keep = n < REPLY_BYTES ? n : REPLY_BYTES;
                memcpy(t->reply, p, keep);
                t->reply[keep] = '\0';
        }
        return 0;
}

static enum smtp_outcome outcome_of(CURLcode rc, long code, enum step step)
{
        switch (rc) {
        case CURLE_OK:
                return SMTP_SENT;
        case CURLE_LOGIN_DENIED:
                return code >= 400 && code < 500 ? SMTP_UNREACHABLE : SMTP_LOGIN;
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
                return SMTP_UNSAFE;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
                return SMTP_UNREACHABLE;
        default:
                break;
        }
        if (code == 530 || code == 535 || (code >= 400 && step == STEP_LOGIN))
                return SMTP_LOGIN;
        if (code == 421 || code < 400)
                return SMTP_UNREACHABLE;
        if (step != STEP_MESSAGE)
                return SMTP_REFUSED;
        return code >= 500 ? SMTP_NEVER : SMTP_LATER;
}

static void talk_options(CURL *curl, struct arena *a, const struct smtp_relay *r, struct talk *t)
{
        bool v6 = strchr(r->host, ':') != NULL;
        const char *url = arena_fmt(a, "%s://%s%s%s:%lld", r->security == SMTP_TLS ? "smtps" : "smtp", v6 ? "[" : "", r->host, v6 ? "]" : "",
                                    (long long)r->port);
        long ms = (long)(r->timeout_ms > 0 ? r->timeout_ms : SMTP_TIMEOUT_MS);

        curl_easy_setopt(curl, CURLOPT_URL, url);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ms);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, ms < SMTP_CONNECT_MS ? ms : (long)SMTP_CONNECT_MS);
        curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (ms + 999) / 1000);
        curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(r->security == SMTP_CLEAR ? CURLUSESSL_NONE : CURLUSESSL_ALL));
        curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
        if (r->ca_file && *r->ca_file)
                curl_easy_setopt(curl, CURLOPT_CAINFO, r->ca_file);
        if (r->user && *r->user) {
                curl_easy_setopt(curl, CURLOPT_USERNAME, r->user);
                curl_easy_setopt(curl, CURLOPT_PASSWORD, r->password ? r->password : "");
        }
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, talk_read);
        curl_easy_setopt(curl, CURLOPT_READDATA, t);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, talk_drop);
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* for the watcher: nothing is printed */
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, talk_watch);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, t);
}

static const char *said(struct arena *a, const struct talk *t, const char *curl_says, long code)
{
        const char *s = code >= 400 && *t->reply ? t->reply : *curl_says ? curl_says : t->reply;

        return text_short(a, text_clean(a, s, strlen(s), true), 300);
}

void smtp_send(struct arena *a, const struct smtp_relay *r, const char *from, const char *to, const char *message, size_t n,
               struct smtp_answer *out)
{
        struct talk t = {.message = message, .n = n};
        char error[CURL_ERROR_SIZE] = "";
        long code = 0;

        *out = (struct smtp_answer){SMTP_BAD, 0, ""};
        pthread_once(&smtp_started, smtp_start);
        if (!smtp_host_ok(r->host) || r->port < 1 || r->port > 65535 || !path_ok(from) || !path_ok(to))
                return;
        if (r->security == SMTP_CLEAR && !smtp_loopback(r->host)) {
                *out = (struct smtp_answer){SMTP_UNSAFE, 0, ""};
                return;
        }
        CURL *curl = smtp_ready ? curl_easy_init() : NULL;
        struct curl_slist *rcpt = curl ? curl_slist_append(NULL, arena_fmt(a, "<%s>", to)) : NULL;
        *out = (struct smtp_answer){SMTP_UNREACHABLE, 0, "libcurl"};
        if (rcpt) {
                talk_options(curl, a, r, &t);
                curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
                curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_fmt(a, "<%s>", from));
                curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
                CURLcode rc = curl_easy_perform(curl);
                curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
                out->outcome = outcome_of(rc, code, t.step);
                out->code = code;
                out->text = said(a, &t, rc ? (*error ? error : curl_easy_strerror(rc)) : "", code);
        }
        curl_slist_free_all(rcpt);
        curl_easy_cleanup(curl);
}
