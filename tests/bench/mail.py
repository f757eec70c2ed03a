#!/usr/bin/env python3
"""How many mails a second saldo hands over, each with its receipt and its notice's level on disk,
beside libcurl alone on one connection: to Debian's Postfix over TLS with a password, as mails go
out, and to a server that does nothing but take them.

Usage: mail.py BUILD_DIR [--mails 500]

BUILD_DIR has bin/saldod and tests/saldo_mail_floor. Postfix can be started by root only."""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import mail_out  # noqa: E402
import postfix  # noqa: E402

PASSWORD = "secret"  # that saldod finds in its environment


class NullServer:
    """Takes every mail; keeps the last one."""

    options = {"ca": "nobody", "secret": ", tls: none"}

    def __init__(self, company):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.recipient, self.last = f"ap@{postfix.DOMAIN}", b""
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            sock, _ = self.listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock):
        sock.sendall(b"220 null\r\n")
        file = sock.makefile("rb")
        while line := file.readline():
            if line[:4].upper() != b"DATA":
                sock.sendall(b"250 ok\r\n")
                continue
            sock.sendall(b"354 go ahead\r\n")
            mail = b""
            while not mail.endswith(b"\r\n.\r\n"):
                piece = file.read1(1 << 20)
                if not piece:
                    return
                mail += piece
            sock.sendall(b"250 2.0.0 taken\r\n")
            self.last = mail[:-3]

    def a_mail(self):
        return self.last

    def close(self):
        self.listener.close()


class Postfix(postfix.Postfix):
    """Has a mailbox for each customer."""

    def __init__(self, company):
        super().__init__(company.addresses.values(), PASSWORD)
        self.certificate = self.folder / "server.pem"
        self.options = {"ca": self.certificate,
                        "secret": ", user: saldo, password: { env: SALDO_TEST_PASSWORD }"}
        self.recipient = f"{next(iter(company.addresses.values()))}@{postfix.DOMAIN}"

    def a_mail(self):
        while not self.is_idle():
            time.sleep(0.1)
        return next(self.mails())[1].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def measure_saldo(build, folder, server, company):
    """Mails, those sent a second from the first to the last, those written a second."""
    daemon = mail_out.Daemon(build, folder, server.port, **server.options)
    config = folder / "saldo.yaml"
    config.write_text(config.read_text().replace(", ca: nobody", ""))
    try:
        mail_out.prepare(daemon, company)
        begin = time.time()
        sent = daemon.run("/v1/jobs/mails/run")
        assert sent and sent["state"] == "done", sent
        rows = daemon.rows("/v1/mails")
        times = sorted(datetime.datetime.fromisoformat(row["sent_at"]).timestamp() for row in rows)
        return (len(times), (len(times) - 1) / (times[-1] - times[0]),
                len(times) / (times[0] - begin))
    finally:
        daemon.stop()


def measure_floor(build, folder, server, mails):
    mail = folder / "mail"
    mail.write_bytes(server.a_mail())
    command = [build / "tests" / "saldo_mail_floor", f"smtp://127.0.0.1:{server.port}", mail,
               str(mails), server.recipient]
    if hasattr(server, "certificate"):
        command.append(server.certificate)
    done = subprocess.run(command, check=True, capture_output=True, text=True,
                          env={**os.environ, "SALDO_TEST_PASSWORD": PASSWORD})
    return mail.stat().st_size, float(done.stdout)


def measure(build, make_server, customers):
    company = mail_out.Company(customers)
    server = make_server(company)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-bench-mail-"))
    try:
        mails, rate, written = measure_saldo(build, folder, server, company)
        size, floor = measure_floor(build, folder, server, mails)
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
    return {"mails": mails, "bytes_each": size, "written_per_s": round(written, 1),
            "sent_per_s": round(rate, 1), "libcurl_per_s": round(floor, 1),
            "ratio": round(rate / floor, 3)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--mails", type=int, default=500)
    arguments = parser.parse_args()
    servers = {"nothing": NullServer}
    if os.geteuid() == 0:
        servers = {"postfix": Postfix, **servers}
    print(json.dumps({name: measure(arguments.build, server, arguments.mails)
                      for name, server in servers.items()}, indent=1))


if __name__ == "__main__":
    main()
