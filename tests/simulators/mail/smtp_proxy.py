"""Stands between a mail client and a mail server and misbehaves as servers and networks do, by
chance with a given seed. It offers STARTTLS itself and wants it, so that it can see the mails.

What it does to a mail: drops the connection at a command; answers 4xx at RCPT or at the mail's end;
answers 5xx at the mail's end; drops the connection in the middle of the mail; hands the mail on and
drops the connection before the client has the answer. Only the last leaves the client in doubt."""
import collections
import random
import re
import socket
import ssl
import threading


class Gone(Exception):
    """The connection is dropped."""


class Wire:
    """Lines over a socket."""

    def __init__(self, sock):
        self.sock, self.file = sock, sock.makefile("rb")

    def line(self):
        line = self.file.readline()
        if not line.endswith(b"\n"):
            raise Gone
        return line

    def reply(self):
        lines = [self.line()]
        while lines[-1][3:4] == b"-":
            lines.append(self.line())
        return b"".join(lines)

    def send(self, data):
        self.sock.sendall(data)

    def close(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.file.close()
        self.sock.close()


class Proxy:
    """`rates`: how often each misbehaviour happens: drop, later, later_mail, refuse_mail, halfway,
    unanswered. `counts` says how often it did; `in_doubt` holds the Message-IDs of mails that were
    handed on without an answer, as often as that happened."""

    def __init__(self, server_port, certificate, key, rates, seed):
        self.server_port, self.rates = server_port, rates
        self.chance, self.lock = random.Random(seed), threading.Lock()
        self.counts, self.in_doubt = collections.Counter(), collections.Counter()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def happens(self, what):
        with self.lock:
            if self.chance.random() >= self.rates.get(what, 0):
                return False
            self.counts[what] += 1
            return True

    def serve(self, sock):
        wire = Wire(sock)
        server = None
        self.counts["connections"] += 1
        try:
            server = Wire(socket.create_connection(("127.0.0.1", self.server_port)))
            wire.send(server.reply())
            self.talk(wire, server)
        except (Gone, OSError, ssl.SSLError, ValueError):
            pass
        finally:
            for end in (wire, server):
                if end:
                    try:
                        end.close()
                    except OSError:
                        pass

    def talk(self, wire, server):
        secure = False
        while True:
            line = wire.line()
            verb = line[:4].upper()
            if verb == b"EHLO":
                server.send(line)
                reply = server.reply()
                wire.send(reply if secure else b"250-STARTTLS\r\n" + reply)
            elif verb == b"STAR":
                wire.send(b"220 go ahead\r\n")
                wire.file.close()
                wire.sock = self.context.wrap_socket(wire.sock, server_side=True)
                wire.file = wire.sock.makefile("rb")
                secure = True
            elif not secure and verb != b"QUIT":
                wire.send(b"530 5.7.0 STARTTLS first\r\n")
            elif verb == b"DATA":
                self.data(wire, server)
            else:
                if verb in (b"MAIL", b"RCPT") and self.happens("drop"):
                    raise Gone
                if verb == b"RCPT" and self.happens("later"):
                    wire.send(b"450 4.2.0 come again later\r\n")
                    continue
                server.send(line)
                wire.send(server.reply())

    def data(self, wire, server):
        wire.send(b"354 go ahead\r\n")
        halfway = self.happens("halfway")
        mail = []
        while True:
            line = wire.line()
            mail.append(line)
            if line == b".\r\n":
                break
            if halfway and len(mail) > 40:
                raise Gone
        for what, answer in (("later_mail", b"451 4.3.0 try again\r\n"),
                             ("refuse_mail", b"554 5.6.0 we don't like it\r\n")):
            if self.happens(what):
                server.send(b"RSET\r\n")
                server.reply()
                wire.send(answer)
                return
        unanswered = self.happens("unanswered")
        server.send(b"DATA\r\n")
        server.reply()
        server.send(b"".join(mail))
        reply = server.reply()
        if unanswered:
            found = re.search(rb"(?im)^message-id: *<([^>]+)>", b"".join(mail))
            with self.lock:
                self.in_doubt[found.group(1).decode()] += 1
            raise Gone
        wire.send(reply)

    def close(self):
        self.listener.close()
