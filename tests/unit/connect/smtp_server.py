#!/usr/bin/env python3
"""A mail server that does to a mail what its recipient's name says: smtp_server.py FOLDER
[CERTIFICATE KEY]. With a certificate it offers STARTTLS, and behind it AUTH PLAIN for a user
saldo with the password "p ä". Writes its port to FOLDER/port once it listens, and to FOLDER/log
each connection, secret and mail.

Recipients: rcpt-CODE, end-CODE (answers that at RCPT, at the mail's end), half (drops the
connection within the mail), silent (takes the mail and drops the connection), once (drops the
connection after each mail that it took)."""
import base64
import os
import socket
import ssl
import sys
import threading

FOLDER = sys.argv[1]
SECRET = base64.b64encode("\0saldo\0p ä".encode()).decode()
lock = threading.Lock()


def note(text):
    with lock, open(os.path.join(FOLDER, "log"), "a", encoding="utf-8") as log:
        log.write(text + "\n")


class Session:
    def __init__(self, sock, context):
        self.sock, self.file, self.context, self.secure = sock, sock.makefile("rb"), context, False
        self.name = ""

    def say(self, text):
        self.sock.sendall(text.encode() + b"\r\n")

    def offer_tls(self):
        self.say("220 go ahead")
        self.sock = self.context.wrap_socket(self.sock, server_side=True)
        self.file, self.secure = self.sock.makefile("rb"), True

    def authenticate(self, line):
        told = line.split(" ")[2:3]
        if not told:
            self.say("334 ")
            told = [self.file.readline().decode().strip()]
        right = told == [SECRET]
        note("secret " + ("right" if right else "wrong"))
        self.say("235 2.7.0 welcome" if right else "535 5.7.8 wrong user or password")

    def greet(self):
        more = ["250-STARTTLS"] if self.context and not self.secure else []
        more += ["250-AUTH PLAIN"] if self.secure else []
        for line in ["250-mail.test", "250-SIZE 1000000", *more, "250 HELP"]:
            self.say(line)

    def data(self):
        """False when the connection is over."""
        self.say("354 go ahead")
        lines = []
        while not lines or lines[-1] != b".\r\n":
            lines.append(self.file.readline())
            if not lines[-1] or (self.name == "half" and len(lines) == 2):
                return False
        note(f"mail {self.name} {sum(map(len, lines[:-1]))}")
        if self.name == "silent":
            return False
        code = self.name[4:] if self.name.startswith("end-") else ""
        self.say(f"{code} {code[0]}.3.0 no" if code else "250 2.0.0 Ok: queued as 4F")
        return self.name != "once"

    def talk(self):
        note("connection")
        self.say("220 mail.test ESMTP")
        while line := self.file.readline().decode().rstrip("\r\n"):
            verb = line[:4].upper()
            if verb == "EHLO":
                self.greet()
            elif verb == "STAR":
                self.offer_tls()
            elif verb == "AUTH":
                self.authenticate(line)
            elif verb == "RCPT":
                self.name = line[line.index("<") + 1:line.index("@")]
                code = self.name[5:] if self.name.startswith("rcpt-") else ""
                self.say(f"{code} {code[0]}.1.1 no" if code else "250 2.1.5 ok")
            elif verb == "MAIL":
                note(line)
                self.say("250 2.1.0 ok")
            elif verb == "DATA":
                if not self.data():
                    return
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")


def serve(sock, context):
    session = Session(sock, context)
    try:
        session.talk()
    except (OSError, ValueError) as error:
        note(f"error {error}")
    finally:
        session.file.close()
        session.sock.close()


def main():
    context = None
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    listener = socket.create_server(("127.0.0.1", 0))
    with open(os.path.join(FOLDER, "port.part"), "w", encoding="utf-8") as port:
        port.write(str(listener.getsockname()[1]))
    os.rename(os.path.join(FOLDER, "port.part"), os.path.join(FOLDER, "port"))
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, context), daemon=True).start()


if __name__ == "__main__":
    main()
