/* One-time codes.  liboath computes, we compare: its own validation does not tell which step matched in a
 * form that could be kept, and stops at the first match, while all candidates here are compared in the
 * same time. */
#include "identity/totp.h"

#include <liboath/oath.h>

#include "base/buf.h"
#include "base/random.h"

enum { DIGITS = 6, GROUP = 4 };

void totp_secret(unsigned char out[TOTP_SECRET_BYTES])
{
        random_bytes(out, TOTP_SECRET_BYTES);
}

char *totp_text(struct arena *a, const unsigned char *secret, size_t n, bool grouped)
{
        static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        size_t n_letters = (n * 8 + 4) / 5;
        char *out = arena_alloc(a, n_letters + n_letters / GROUP + 1), *p = out;

        for (size_t i = 0; i < n_letters; i++) {
                unsigned bits = 0;
                for (size_t b = 0; b < 5; b++) {
                        size_t at = i * 5 + b;
                        bits = bits << 1 | (at < n * 8 ? secret[at / 8] >> (7 - at % 8) & 1u : 0u);
                }
                if (grouped && i && i % GROUP == 0)
                        *p++ = ' ';
                *p++ = letter[bits];
        }
        *p = '\0';
        return out;
}

char *totp_uri(struct arena *a, const char *issuer, const char *account, const unsigned char *secret, size_t n)
{
        struct buf b;

        buf_init(&b, a, 2048);
        buf_str(&b, "otpauth://totp/");
        buf_url(&b, issuer);
        buf_char(&b, ':');
        buf_url(&b, account);
        buf_fmt(&b, "?secret=%s&issuer=", totp_text(a, secret, n, false));
        buf_url(&b, issuer);
        return b.p;
}

/* The six digits of what was typed; false when they are not six. */
static bool digits(const char *code, char out[DIGITS + 1])
{
        size_t n = 0;

        for (const char *p = code; *p; p++) {
                if (*p == ' ')
                        continue;
                if (*p < '0' || *p > '9' || n == DIGITS)
                        return false;
                out[n++] = *p;
        }
        out[n] = '\0';
        return n == DIGITS;
}

bool totp_check(const unsigned char *secret, size_t n, const char *code, int64_t now, int64_t last, int64_t *step)
{
        char typed[DIGITS + 1], right[DIGITS + 1];
        int64_t current = now / 1000 / TOTP_STEP_SECONDS;
        bool found = false;

        if (!digits(code, typed))
                return false;
        for (int64_t at = current - TOTP_DRIFT; at <= current + TOTP_DRIFT; at++) {
                if (at < 0 || oath_hotp_generate((const char *)secret, n, (uint64_t)at, DIGITS, false,
                                                 OATH_HOTP_DYNAMIC_TRUNCATION, right) != OATH_OK)
                        continue;
                if (same_bytes(typed, right, DIGITS) && at > last) {
                        found = true;
                        *step = at;
                }
        }
        return found;
}
