/* Time-based one-time codes (RFC 6238: SHA-1, 30 seconds, 6 digits), over liboath.  Floor F1: knows secrets
 * and moments, nobody's name. */
#ifndef GUICHET_IDENTITY_TOTP_H
#define GUICHET_IDENTITY_TOTP_H

#include "base/arena.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_STEP_SECONDS = 30, TOTP_DRIFT = 1 };

void totp_secret(unsigned char out[TOTP_SECRET_BYTES]);

/* Base32 without padding, in groups of four letters when `grouped`: what is typed by hand. */
char *totp_text(struct arena *a, const unsigned char *secret, size_t n, bool grouped);

/* otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER, percent-encoded: what the QR code holds. */
char *totp_uri(struct arena *a, const char *issuer, const char *account, const unsigned char *secret, size_t n);

/* Is `code` (spaces are passed over) right at `now` (ms), one step early or late, and of a step after
 * `last`?  *step is then the step it belongs to: keep it, so that the code works once. */
bool totp_check(const unsigned char *secret, size_t n, const char *code, int64_t now, int64_t last, int64_t *step);

#endif
