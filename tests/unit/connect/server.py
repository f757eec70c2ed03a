#!/usr/bin/env python3
"""A real HTTP server to make requests to: server.py FOLDER [CERTIFICATE KEY]. Writes its port to
FOLDER/port once it listens, and each request line to FOLDER/requests."""
import gzip
import http.server
import os
import socket
import ssl
import sys
import time

FOLDER = sys.argv[1]
seen = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def respond(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with open(os.path.join(FOLDER, "requests"), "a", encoding="utf-8") as log:
            log.write(f"{self.command} {self.path}\n")
        path, _, argument = self.path.removeprefix("/api").partition("?")
        seen[path] = seen.get(path, 0) + 1
        if path == "/echo":
            told = [f"{self.command} {argument}"]
            told += [f"{name.lower()}: {value}" for name, value in self.headers.items()]
            return self.answer(200, "\n".join(told).encode() + b"\n\n" + body, X_Seen="Yes")
        if path == "/busy" and seen[path] <= int(argument):
            return self.answer(503, Retry_After="0")
        if path == "/drop" and seen[path] <= int(argument):
            return self.connection.shutdown(socket.SHUT_RDWR)
        if path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"half")
            self.close_connection = True
            return None
        if path == "/slow":
            time.sleep(float(argument))
        if path == "/large":
            return self.answer(200, b"x" * int(argument))
        if path == "/packed":
            return self.answer(200, gzip.compress(b"y" * 1000), Content_Encoding="gzip")
        if path == "/away":
            return self.answer(302, Location="http://127.0.0.1:1/elsewhere")
        if path == "/cookie":
            return self.answer(200, str(self.headers.get("Cookie")).encode(), Set_Cookie="csrf=7")
        return self.answer(200 if path in ("/busy", "/drop", "/slow") else 404, b"done")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = respond


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) == 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
with open(os.path.join(FOLDER, "port.new"), "w", encoding="utf-8") as port:
    port.write(str(server.server_address[1]))
os.rename(os.path.join(FOLDER, "port.new"), os.path.join(FOLDER, "port"))
server.serve_forever()
