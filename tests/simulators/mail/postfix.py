"""Debian's Postfix on a free port of loopback, with folders, users and mailboxes of its own.

It takes mail for the mailboxes of customers.test that it is told of, and for nobody else, and puts
it into folders; with `lmtp`, a socket within its `spool`, it hands mail over there instead. Needs
root, as Postfix does. With a password it takes mail from the user saldo alone, over TLS, and asks
Debian's Dovecot whether the password is right."""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

DOMAIN = "customers.test"

MAIN = """compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mail.customers.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
alias_maps =
alias_database =
smtpd_relay_restrictions = reject_unauth_destination
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
smtpd_tls_security_level = {tls}
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.key
smtpd_tls_loglevel = 1
"""

LMTP_MAIN = """virtual_mailbox_domains = {domains}
virtual_transport = lmtp:unix:{socket}
recipient_delimiter = +
"""

SECRET_MAIN = """smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_tls_auth_only = yes
smtpd_client_restrictions = permit_sasl_authenticated, reject
"""

DOVECOT = """base_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
protocols = none
ssl = no
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={folder}
}}
service auth {{
  unix_listener {folder}/spool/private/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"""

FOLDER_MAIN = "virtual_mailbox_domains = customers.test\n"

MASTER = """127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder):
    """A certificate for 127.0.0.1 that is its own authority: server.pem and server.key."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-keyout", folder / "server.key", "-out", folder / "server.pem", "-subj",
                    "/CN=mail", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)


class Postfix:
    """`mailboxes`: names at customers.test, or with `lmtp` whole addresses."""

    def __init__(self, mailboxes, password=None, lmtp=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-postfix-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        owner = pwd.getpwnam("postfix")
        nobody = pwd.getpwnam("nobody")
        for name, user in (("spool", None), ("data", owner), ("mail", nobody)):
            (self.folder / name).mkdir()
            if user:
                os.chown(self.folder / name, user.pw_uid, user.pw_gid)
        make_certificate(self.folder)
        (self.folder / "mailboxes").write_text("".join(
            f"{name if lmtp else name + '@' + DOMAIN} {name}/\n" for name in mailboxes))
        config = self.folder / "config"
        config.mkdir()
        main = MAIN.format(folder=self.folder, uid=nobody.pw_uid, gid=nobody.pw_gid,
                           tls="encrypt" if password else "none")
        domains = " ".join(sorted({name.partition("@")[2] for name in mailboxes}))
        main += LMTP_MAIN.format(domains=domains, socket=lmtp) if lmtp else FOLDER_MAIN
        (config / "main.cf").write_text(main + (SECRET_MAIN if password else ""))
        (config / "master.cf").write_text(MASTER.format(port=self.port))
        self.config, self.dovecot = config, None
        self.command("start")
        if password:
            self.start_dovecot(password)
        self.wait()

    def start_dovecot(self, password):
        (self.folder / "users").write_text(f"saldo:{password}\n")
        (self.folder / "dovecot.conf").write_text(DOVECOT.format(folder=self.folder))
        self.dovecot = subprocess.Popen(
            ["dovecot", "-F", "-c", self.folder / "dovecot.conf"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if (self.folder / "spool" / "private" / "auth").exists():
                return
            time.sleep(0.1)
        raise RuntimeError("Dovecot doesn't start: " +
                           (self.folder / "dovecot.log").read_text(errors="replace"))

    def command(self, what):
        done = subprocess.run(["postfix", "-c", self.config, what], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"postfix {what}: {done.stdout} {done.stderr} {self.log()}")

    def wait(self):
        for _ in range(600):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as probe:
                    if probe.recv(3) == b"220":
                        return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"Postfix doesn't answer: {self.log()}")

    def log(self):
        file = self.folder / "log"
        return file.read_text(errors="replace")[-3000:] if file.exists() else ""

    def mails(self):
        """Mailbox and bytes of every mail that was delivered."""
        for file in (self.folder / "mail").glob("*/new/*"):
            yield file.parent.parent.name, file.read_bytes()

    def is_idle(self):
        """Nothing is on its way within it any more."""
        queues = ("incoming", "active", "deferred", "maildrop")
        return not any(file.is_file() for queue in queues
                       for file in (self.folder / "spool" / queue).rglob("*"))

    def close(self):
        try:
            self.command("stop")
            if self.dovecot:
                self.dovecot.terminate()
                self.dovecot.wait()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
