#!/usr/bin/env python3
"""A receiver with TLS: who is known by a password, who by a certificate, and who isn't let in.

Usage: push_tls.py BUILD_DIR. Certificates are made with the openssl program."""
import base64
import http.client
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "simulators" / "sap"))
import idoc as sap  # noqa: E402

CONFIG = """store: {{ url: "sqlite:saldo.db" }}
archive: {{ path: documents }}
api: {{ socket: saldo.sock }}
plugins: {{ path: ["{build}/lib/saldo/plugins"] }}
connectors: [{{ name: sap, decoders: [sap-idoc] }}]
receivers:
  - name: push
    listen: 127.0.0.1:{port}
    tls: {{ certificate: server.pem, key: {{ file: server.key }}, client_ca: ca.pem }}
    senders:
      - {{ name: by-password, user: ecc, password: {{ file: password }}, connectors: [sap] }}
      - {{ name: by-certificate, common_name: s4.example.com, connectors: [sap] }}
      - {{ name: by-both, common_name: both.example.com, user: both, password: {{ file: password }},
          connectors: [sap] }}
"""


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def authority(folder, name):
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
            f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")


def certificate(folder, issuer, file, common_name):
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={common_name}",
            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{file}.key", "-out",
            f"{file}.csr")
    openssl(folder, "x509", "-req", "-in", f"{file}.csr", "-CA", f"{issuer}.pem", "-CAkey",
            f"{issuer}.key", "-CAcreateserial", "-days", "2", "-copy_extensions", "copy", "-out",
            f"{file}.pem")


class Sender:
    """What it shows when it pushes; the status of the answer, or what ended the connection."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port

    def push(self, user=None, shown=None):
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        if shown:
            context.load_cert_chain(self.folder / f"{shown}.pem", self.folder / f"{shown}.key")
        headers = {}
        if user:
            headers["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode()
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context,
                                                 timeout=30)
        try:
            connection.request("POST", "/idoc/sap", sap.customer(1, "0000100001", "Kunde"),
                               headers)
            return connection.getresponse().status
        except (ssl.SSLError, ConnectionError):
            return "refused"


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="saldo-tls-") as name:
        folder = pathlib.Path(name)
        for issuer in ("ca", "other"):
            authority(folder, issuer)
        certificate(folder, "ca", "server", "localhost")
        certificate(folder, "ca", "s4", "s4.example.com")
        certificate(folder, "ca", "both", "both.example.com")
        certificate(folder, "ca", "unknown", "unknown.example.com")
        certificate(folder, "other", "forged", "s4.example.com")
        (folder / "password").write_text("secret\n")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (folder / "saldo.yaml").write_text(CONFIG.format(build=build, port=port))
        log = open(folder / "log", "wb")
        daemon = subprocess.Popen([build / "bin" / "saldod", "--config", folder / "saldo.yaml"],
                                  stdout=log, stderr=log, env=dict(os.environ))
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.05)
            sender = Sender(folder, port)
            expected = [
                (sender.push(user="ecc:secret"), 200),
                (sender.push(user="ecc:wrong"), 401),
                (sender.push(), 401),
                (sender.push(shown="s4"), 200),
                (sender.push(shown="unknown"), 401),
                (sender.push(shown="forged"), "refused"),
                (sender.push(shown="both"), 401),
                (sender.push(user="both:secret"), 401),
                (sender.push(user="both:secret", shown="both"), 200),
            ]
            daemon.send_signal(signal.SIGHUP)  # the receivers open again at the same address
            time.sleep(1)
            expected.append((sender.push(user="ecc:secret"), 200))
        finally:
            daemon.terminate()
            daemon.wait()
        text = (folder / "log").read_text()
        for position, (found, wanted) in enumerate(expected):
            assert found == wanted, f"case {position}: {found}, not {wanted}\n{text}"
        assert "secret" not in text, "a password is in the log"
    print(f"{len(expected)} cases as expected")


if __name__ == "__main__":
    main()
