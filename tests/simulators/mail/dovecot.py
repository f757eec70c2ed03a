"""Debian's Dovecot in a folder of its own: takes mail from Postfix over LMTP for the addresses that
it is told of, answers 550 5.1.1 for all others, and gives it out by IMAP over TLS. Needs root."""
import imaplib
import os
import pathlib
import pwd
import shutil
import ssl
import subprocess
import tempfile
import time

from postfix import free_port

CONFIG = """base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1
mail_location = maildir:~/mail
recipient_delimiter = +
ssl = required
ssl_cert = <{certificates}/server.pem
ssl_key = <{certificates}/server.key
auth_mechanisms = plain
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = passwd-file
  args = {folder}/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener {socket} {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
service anvil {{
  chroot =
}}
"""


class Dovecot:
    """`boxes`: the mailbox of each address; several addresses may have one."""

    def __init__(self, boxes, socket, certificates, password):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-dovecot-"))
        self.folder.chmod(0o755)
        self.port, self.password = free_port(), password
        self.certificate = certificates / "server.pem"
        nobody = pwd.getpwnam("nobody")
        for box in set(boxes.values()):
            (self.folder / box).mkdir()
            os.chown(self.folder / box, nobody.pw_uid, nobody.pw_gid)
        (self.folder / "users").write_text("".join(
            f"{address}:{password}:{nobody.pw_uid}:{nobody.pw_gid}::{self.folder}/{box}::\n"
            for address, box in boxes.items()))
        (self.folder / "config").write_text(CONFIG.format(
            folder=self.folder, certificates=certificates, port=self.port, socket=socket))
        self.process = subprocess.Popen(["dovecot", "-F", "-c", self.folder / "config"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if self.process.poll() is None and socket.exists() and self.answers():
                return
            time.sleep(0.1)
        raise RuntimeError(f"Dovecot doesn't start: {self.log()}")

    def connect(self):
        context = ssl.create_default_context(cafile=self.certificate)
        return imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context)

    def answers(self):
        try:
            self.connect().shutdown()
            return True
        except OSError:
            return False

    def mails(self, address, folder="INBOX"):
        """What the mailbox of an address holds, as its owner reads it."""
        session = self.connect()
        try:
            session.login(address, self.password)
            if session.select(folder)[0] != "OK":
                return []
            numbers = session.search(None, "ALL")[1][0].split()
            return [session.fetch(n.decode(), "(RFC822)")[1][0][1] for n in numbers]
        finally:
            session.logout()

    def log(self):
        file = self.folder / "log"
        return file.read_text(errors="replace")[-3000:] if file.exists() else ""

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
