/* What can be said about a request without a socket: its path, cookies, who sent it, whether its
 * headers are honest.  Strict where leniency has cost others dearly (two readings of one message
 * by two programs): anything ambiguous is refused rather than repaired. */
#include <arpa/inet.h>
#include <ctype.h>
#include <strings.h>

#include "base/text.h"
#include "http/http_internal.h"

static const char *pair_find(const struct http_pair *p, size_t n, const char *name)
{
        for (size_t i = 0; i < n; i++)
                if (strcmp(p[i].name, name) == 0)
                        return p[i].value;
        return NULL;
}

const char *http_header(const struct http_request *r, const char *name)
{
        for (size_t i = 0; i < r->n_header; i++)
                if (strcasecmp(r->header[i].name, name) == 0)
                        return r->header[i].value;
        return NULL;
}

const char *http_param(const struct http_request *r, const char *name)
{
        return pair_find(r->param, r->n_param, name);
}

const char *http_field(const struct http_request *r, const char *name)
{
        return pair_find(r->field, r->n_field, name);
}

static const char *cookie_in(struct arena *a, const char *s, const char *name)
{
        size_t name_n = strlen(name);
        while (*s) {
                s += strspn(s, " \t;");
                size_t n = strcspn(s, ";");
                if (n > name_n && s[name_n] == '=' && strncmp(s, name, name_n) == 0) {
                        const char *v = s + name_n + 1;
                        size_t v_n = n - name_n - 1;
                        while (v_n > 0 && (v[v_n - 1] == ' ' || v[v_n - 1] == '\t'))
                                v_n--;
                        if (v_n >= 2 && v[0] == '"' && v[v_n - 1] == '"')
                                v++, v_n -= 2;
                        return arena_strn(a, v, v_n);
                }
                s += n;
        }
        return NULL;
}

const char *http_cookie(const struct http_request *r, const char *name)
{
        for (size_t i = 0; i < r->n_header; i++) {
                if (strcasecmp(r->header[i].name, "Cookie") != 0)
                        continue;
                const char *v = cookie_in(r->arena, r->header[i].value, name);
                if (v)
                        return v;
        }
        return NULL;
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        c |= 0x20;
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool dot_segment(const char *path)
{
        for (const char *s = path; (s = strchr(s, '/')) != NULL;) {
                s++;
                size_t n = strcspn(s, "/");
                if ((n == 1 && s[0] == '.') || (n == 2 && s[0] == '.' && s[1] == '.'))
                        return true;
        }
        return false;
}

/* Absolute form (RFC 9112 §3.2.2): only the path is of interest, the name is in Host. */
static void skip_authority(const char **raw, size_t *n)
{
        size_t skip = 0;
        if (*n > 7 && strncasecmp(*raw, "http://", 7) == 0)
                skip = 7;
        else if (*n > 8 && strncasecmp(*raw, "https://", 8) == 0)
                skip = 8;
        if (skip == 0)
                return;
        while (skip < *n && (*raw)[skip] != '/')
                skip++;
        *raw += skip;
        *n -= skip;
}

/* Decoded once; NULL when it is not a clean absolute path. */
char *request_path(struct arena *a, const char *raw, size_t n)
{
        skip_authority(&raw, &n);
        char *out = arena_alloc(a, n + 1);
        size_t w = 0;
        for (size_t i = 0; i < n; i++) {
                int c = (unsigned char)raw[i];
                if (c == '#')
                        return NULL;
                if (c == '%') {
                        if (n - i < 3 || hex_digit(raw[i + 1]) < 0 || hex_digit(raw[i + 2]) < 0)
                                return NULL;
                        c = hex_digit(raw[i + 1]) << 4 | hex_digit(raw[i + 2]);
                        i += 2;
                }
                if (c < 0x20 || c == 0x7f)
                        return NULL;
                out[w++] = (char)c;
        }
        if (w == 0 || out[0] != '/' || !utf8_valid(out, w) || dot_segment(out))
                return NULL;
        return out;
}

/* Normal form of an IPv4 or IPv6 address, brackets and port allowed around it as proxies write. */
bool request_address(const char *text, size_t n, char out[46])
{
        char in[64];
        unsigned char raw[16];
        while (n > 0 && (*text == ' ' || *text == '\t'))
                text++, n--;
        while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
                n--;
        if (n == 0 || n >= sizeof in)
                return false;
        memcpy(in, text, n);
        in[n] = '\0';
        char *s = in, *end;
        if (s[0] == '[') {
                if (!(end = strchr(s, ']')))
                        return false;
                *end = '\0';
                s++;
        } else if ((end = strchr(s, ':')) && !strchr(end + 1, ':')) {
                *end = '\0';
        }
        if (strncasecmp(s, "::ffff:", 7) == 0 && strchr(s, '.'))
                s += 7;
        if (inet_pton(AF_INET, s, raw) == 1)
                return inet_ntop(AF_INET, raw, out, 46) != NULL;
        return inet_pton(AF_INET6, s, raw) == 1 && inet_ntop(AF_INET6, raw, out, 46) != NULL;
}

/* Walks X-Forwarded-For from its end, over our own proxies, to the first address that is not one:
 * whatever stands left of it was written by strangers. */
const char *request_client(const struct http_server *s, const struct http_request *r, const char *peer)
{
        char found[46];
        snprintf(found, sizeof found, "%s", peer);
        for (size_t i = r->n_header; i-- > 0;) {
                if (strcasecmp(r->header[i].name, "X-Forwarded-For") != 0)
                        continue;
                const char *v = r->header[i].value, *end = v + r->header[i].n;
                while (end > v) {
                        const char *start = end;
                        while (start > v && start[-1] != ',')
                                start--;
                        char one[46];
                        if (!request_address(start, (size_t)(end - start), one))
                                return arena_str(r->arena, found);
                        memcpy(found, one, sizeof found);
                        if (!server_trusts(s, found))
                                return arena_str(r->arena, found);
                        end = start > v ? start - 1 : v;
                }
        }
        return arena_str(r->arena, found);
}

static bool token(const char *s)
{
        if (*s == '\0')
                return false;
        for (; *s; s++)
                if (!isalnum((unsigned char)*s) && !strchr("!#$%&'*+-.^_`|~", *s))
                        return false;
        return true;
}

static bool clean_value(const struct http_pair *h)
{
        for (size_t i = 0; i < h->n; i++) {
                unsigned char c = (unsigned char)h->value[i];
                if ((c < 0x20 && c != '\t') || c == 0x7f)
                        return false;
        }
        return true;
}

static bool digits(const char *s)
{
        return *s && s[strspn(s, "0123456789")] == '\0';
}

/* 0 when the headers are honest, else the status to refuse with. */
unsigned request_check_headers(const struct http_request *r)
{
        size_t lengths = 0, codings = 0, hosts = 0;
        if (r->n_header > HTTP_MAX_HEADERS)
                return 431;
        for (size_t i = 0; i < r->n_header; i++) {
                const struct http_pair *h = &r->header[i];
                if (!token(h->name) || !clean_value(h))
                        return 400;
                if (strcasecmp(h->name, "Content-Length") == 0) {
                        lengths++;
                        if (!digits(h->value))
                                return 400;
                }
                if (strcasecmp(h->name, "Host") == 0)
                        hosts++;
                if (strcasecmp(h->name, "Transfer-Encoding") == 0) {
                        codings++;
                        if (strcasecmp(h->value, "chunked") != 0)
                                return 501;
                }
        }
        if (lengths > 1 || codings > 1 || (lengths && codings) || hosts > 1)
                return 400;
        const char *coding = http_header(r, "Content-Encoding");
        if (coding && *coding && strcasecmp(coding, "identity") != 0)
                return 415;
        return 0;
}
