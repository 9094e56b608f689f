/* F1: a message handed to a relay, over libcurl.  One message, one recipient, one connection.  It blocks up to its
 * time-out: threads and workers call it, never an event loop. */
#ifndef GUICHET_NET_SMTP_H
#define GUICHET_NET_SMTP_H

#include "base/arena.h"

enum smtp_security {
        SMTP_STARTTLS, /* must be offered, and the certificate must hold */
        SMTP_TLS,      /* from the first byte */
        SMTP_CLEAR,    /* only to this machine: smtp_loopback() */
};

struct smtp_relay {
        const char *host; /* name or address */
        int64_t port;
        enum smtp_security security;
        const char *user, *password; /* user "" or NULL: no login */
        const char *ca_file;         /* PEM, whose authorities are trusted; NULL: those of the system */
        int64_t timeout_ms;          /* for all of it; 0: 30 s */
};

enum smtp_outcome {
        SMTP_SENT,
        SMTP_UNREACHABLE, /* no such host, nobody answers, cut off, too slow */
        SMTP_UNSAFE,      /* no TLS where it must be, or a certificate that does not hold; nothing was told */
        SMTP_LOGIN,       /* the relay refuses user and password, or wants some */
        SMTP_REFUSED,     /* it refuses us or the sender, whoever the recipient is */
        SMTP_LATER,       /* this recipient or message, for now (4xx) */
        SMTP_NEVER,       /* this recipient or message, for ever (5xx) */
        SMTP_BAD,         /* what we were given cannot be asked of a relay: host, address */
};
struct smtp_answer {
        enum smtp_outcome outcome;
        int64_t code;     /* of the relay's last reply, 0 when there was none */
        const char *text; /* that reply, or what libcurl says; one line, clean, in the arena */
};

/* "localhost", 127.0.0.0/8, ::1. */
bool smtp_loopback(const char *host);
/* Fit to be a host: a name or an address, nothing that an URL would read as more. */
bool smtp_host_ok(const char *host);

/* message: as it goes on the wire, lines ending in CR LF; `from` and `to` are bare addresses. */
void smtp_send(struct arena *a, const struct smtp_relay *relay, const char *from, const char *to, const char *message, size_t n,
               struct smtp_answer *out);

#endif
