#!/usr/bin/env python3
"""How many mails a second saldo hands over, each with its receipt and its notice's level on disk,
beside libcurl alone on one connection: both to a server that takes everything at once.

Usage: mail.py BUILD_DIR [--mails 500]

BUILD_DIR has bin/saldod and tests/saldo_mail_floor."""
import argparse
import json
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


class NullServer:
    """Takes every mail; keeps the last one and when each came."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.times, self.last = [], b""
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
            self.times.append(time.monotonic())


def measure_saldo(build, folder, server, mails):
    daemon = mail_out.Daemon(build, folder, server.port, "nobody", ", tls: none")
    config = folder / "saldo.yaml"
    config.write_text(config.read_text().replace(", ca: nobody", ""))
    company = mail_out.Company(mails)
    for n, body in enumerate(mail_out.files_of(company.idocs)):
        (folder / "idoc" / f"{n:06d}.xml").write_bytes(body)
    daemon.start()
    try:
        daemon.run("/v1/connectors/sap/sync")
        daemon.wait_for("the posting of all IDocs",
                        lambda: len(daemon.rows("/v1/export/items")) == 2 * mails)
        run = daemon.run("/v1/jobs/dunning/run")
        daemon.ask("POST", f"/v1/dunning/runs/{run['id']}/approve")
        begin = time.monotonic()
        sent = daemon.run("/v1/jobs/mails/run")
        assert sent and sent["state"] == "done", sent
        times = list(server.times)
        return (len(times) - 1) / (times[-1] - times[0]), len(times), times[0] - begin
    finally:
        daemon.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--mails", type=int, default=500)
    arguments = parser.parse_args()
    server = NullServer()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-bench-mail-"))
    try:
        rate, mails, writing = measure_saldo(arguments.build, folder, server, arguments.mails)
        (folder / "mail").write_bytes(server.last)
        floor = float(subprocess.run(
            [arguments.build / "tests" / "saldo_mail_floor", f"smtp://127.0.0.1:{server.port}",
             folder / "mail", str(mails)], check=True, capture_output=True, text=True).stdout)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps({"mails": mails, "bytes_each": len(server.last),
                      "written_per_s": round(mails / writing, 1), "sent_per_s": round(rate, 1),
                      "libcurl_per_s": round(floor, 1), "ratio": round(rate / floor, 3)}))


if __name__ == "__main__":
    main()
