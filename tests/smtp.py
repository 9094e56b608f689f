#!/usr/bin/python3
"""A mail relay for the tests, on free loopback ports: aiosmtpd of Debian, whose python is /usr/bin/python3.

  tests/smtp.py run COMMAND…   starts it, runs the command with GUICHET_TEST_SMTP set, stops it
  tests/smtp.py serve          starts it, prints the same as one line of JSON, ends when its input ends

GUICHET_TEST_SMTP is "name=value;…": dir (one N.json a message: from, to, data), ca (file of the test authority), user,
password, and the ports: plain, starttls (asks for the login), tls, alien (a certificate of nobody we know), misnamed
(ours, for another name), mute (takes the connection and says nothing).
Recipients: later@… 450, never@… 550, text@… 554 after the text, later-text@… 451; sender refused@… 553.
"""
import asyncio
import json
import logging
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit("smtp.py: no aiosmtpd (install python3-aiosmtpd)")

logging.disable(logging.CRITICAL)  # a handshake that is refused is what some tests want
USER, PASSWORD = "guichet", "mot de passe du relais: é"


def openssl(*args):
    try:
        subprocess.run(["openssl", *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    except FileNotFoundError:
        sys.exit("smtp.py: no openssl (install openssl)")
    except subprocess.CalledProcessError as e:
        sys.exit("smtp.py: openssl: " + e.stderr.decode())


def authority(folder, name):
    key, cert = str(folder / f"{name}.key"), str(folder / f"{name}.pem")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-subj", f"/CN={name}", "-keyout", key, "-out", cert)
    return cert, key


def certificate(folder, name, ca, names):
    key, csr, cert, ext = (str(folder / f"{name}.{e}") for e in ("key", "csr", "pem", "ext"))
    pathlib.Path(ext).write_text(f"subjectAltName={names}\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", csr)
    openssl("x509", "-req", "-in", csr, "-CA", ca[0], "-CAkey", ca[1], "-CAcreateserial", "-days", "3650", "-extfile", ext, "-out", cert)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


class Spool:
    def __init__(self, folder):
        self.folder, self.n = folder, 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "553 5.1.8 Sender refused"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("later@"):
            return "450 4.2.1 Mailbox busy"
        if address.startswith("never@"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.startswith("text@"):
            return "554 5.6.0 Message refused"
        if to.startswith("later-text@"):
            return "451 4.3.0 Try again"
        self.n += 1
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "data": envelope.content.decode("utf-8", "backslashreplace"),
                "tls": session.ssl is not None, "login": bool(session.authenticated)}
        path = self.folder / f"{self.n}.json"
        path.with_suffix(".part").write_text(json.dumps(kept))
        path.with_suffix(".part").rename(path)
        return "250 2.0.0 Taken"


def login(server, session, envelope, mechanism, data):
    good = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=good)


async def listen(loop, made, tls=None):
    server = await loop.create_server(made, "127.0.0.1", 0, ssl=tls)
    return server.sockets[0].getsockname()[1]


async def relay(folder):
    loop = asyncio.get_running_loop()
    spool_dir = folder / "spool"
    spool_dir.mkdir()
    spool = Spool(spool_dir)
    ours, theirs = authority(folder, "test-authority"), authority(folder, "alien-authority")
    good = certificate(folder, "relay", ours, "IP:127.0.0.1,DNS:localhost")
    alien = certificate(folder, "alien", theirs, "IP:127.0.0.1,DNS:localhost")
    misnamed = certificate(folder, "misnamed", ours, "DNS:other.example")
    ports = {
        "plain": await listen(loop, lambda: SMTP(spool, hostname="relay.test")),
        "starttls": await listen(loop, lambda: SMTP(spool, hostname="relay.test", tls_context=good, require_starttls=True,
                                                    auth_required=True, authenticator=login)),
        "tls": await listen(loop, lambda: SMTP(spool, hostname="relay.test"), good),
        "alien": await listen(loop, lambda: SMTP(spool, hostname="relay.test", tls_context=alien)),
        "misnamed": await listen(loop, lambda: SMTP(spool, hostname="relay.test", tls_context=misnamed)),
        "mute": await listen(loop, asyncio.Protocol),
    }
    return {"dir": str(spool_dir), "ca": ours[0], "user": USER, "password": PASSWORD, **ports}


async def run(command):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="guichet-smtp-"))
    try:
        is_at = await relay(folder)
        if not command:
            print(json.dumps(is_at), flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
            return 0
        env = dict(os.environ, GUICHET_TEST_SMTP="".join(f"{k}={v};" for k, v in is_at.items()))
        process = await asyncio.create_subprocess_exec(*command, env=env)
        return await process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"] and len(sys.argv) > 2:
        sys.exit(asyncio.run(run(sys.argv[2:])))
    if sys.argv[1:] == ["serve"]:
        sys.exit(asyncio.run(run([])))
    sys.exit(__doc__)
