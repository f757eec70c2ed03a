#!/usr/bin/env python3
"""How many pushed IDocs a second are durable, and how long each waits for its answer, beside the
floor: files of 8 KiB, each brought to disk before the next.

Usage: receiver.py BUILD_DIR [--connections 8] [--seconds 5] [--idocs-per-post 1] [--ahead 1]

BUILD_DIR has bin/saldod. `--ahead` is how many requests a connection sends before it waits for the
first answer, as HTTP/1.1 allows."""
import argparse
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

CONFIG = """store: {{ url: "sqlite:saldo.db" }}
archive: {{ path: documents }}
api: {{ socket: saldo.sock }}
plugins: {{ path: ["{build}/lib/saldo/plugins"] }}
connectors:
  - name: sap
    decoders: [sap-idoc]
receivers:
  - name: push
    listen: 127.0.0.1:{port}
    waiting_max: 10000000
    senders:
      - {{ name: ecc, user: ecc, password: {{ env: BENCH_PASSWORD }}, connectors: [sap] }}
"""
AUTHORIZATION = "Basic ZWNjOnNlY3JldA=="  # ecc:secret
IDOC_BYTES = 8192


def floor(folder, seconds):
    """Files of 8 KiB a second, each of them on disk before the next is begun."""
    content = os.urandom(IDOC_BYTES)
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        fd = os.open(folder / f"floor-{count}", os.O_CREAT | os.O_WRONLY)
        os.write(fd, content)
        os.fsync(fd)
        os.close(fd)
        count += 1
    return count / seconds


def idoc(number):
    """An invoice of some 8 KiB with its own number."""
    lines = "".join(
        f'<E1EDP01 SEGMENT="1"><POSEX>{n:06d}</POSEX><MENGE>1.000</MENGE></E1EDP01>'
        for n in range(1, 95))
    return (
        f'<IDOC BEGIN="1"><EDI_DC40 SEGMENT="1"><TABNAM>EDI_DC40</TABNAM><MANDT>100</MANDT>'
        f'<DOCNUM>{number:016d}</DOCNUM><DIRECT>1</DIRECT><IDOCTYP>INVOIC02</IDOCTYP>'
        f'<MESTYP>INVOIC</MESTYP><SNDPRT>LS</SNDPRT><SNDPRN>PRDCLNT100</SNDPRN></EDI_DC40>'
        f'<E1EDK01 SEGMENT="1"><CURCY>EUR</CURCY><BELNR>{number:010d}</BELNR></E1EDK01>'
        f'{lines}</IDOC>')


TEMPLATE = idoc(0)


def request(first, count):
    """The numbers alone differ, so that the sender costs as little as it can."""
    body = ('<?xml version="1.0" encoding="UTF-8"?><INVOIC02>' + "".join(
        TEMPLATE.replace("0" * 16, f"{first + n:016d}", 1) for n in range(count)) +
            "</INVOIC02>").encode()
    head = (f"POST /idoc/sap HTTP/1.1\r\nHost: bench\r\nAuthorization: {AUTHORIZATION}\r\n"
            f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n").encode()
    return head + body


def read_answer(stream):
    status = int(stream.readline().split()[1])
    length = 0
    while (line := stream.readline()) not in (b"\r\n", b""):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    text = stream.read(length)
    if status != 200:
        raise RuntimeError(f"{status}: {text.decode()}")


def push(port, base, arguments, end, waits):
    """One connection until the time is up."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    stream = connection.makefile("rb")
    sent = []
    number = base
    while time.monotonic() < end or sent:
        while len(sent) < arguments.ahead and time.monotonic() < end:
            data = request(number, arguments.idocs_per_post)
            number += arguments.idocs_per_post
            begin = time.monotonic()
            connection.sendall(data)
            sent.append(begin)
        if sent:
            read_answer(stream)
            waits.append(time.monotonic() - sent.pop(0))


def start(build, folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "saldo.yaml").write_text(CONFIG.format(build=build, port=port))
    log = open(folder / "log", "wb")
    daemon = subprocess.Popen([f"{build}/bin/saldod", "--config", folder / "saldo.yaml"],
                              stdout=log, stderr=log,
                              env={**os.environ, "BENCH_PASSWORD": "secret"})
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return daemon, port
        except OSError:
            time.sleep(0.05)
    daemon.kill()
    raise RuntimeError((folder / "log").read_text())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--idocs-per-post", type=int, default=1)
    parser.add_argument("--ahead", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.build, prefix="bench-") as name:
        folder = pathlib.Path(name)
        files = floor(folder, 2)
        daemon, port = start(arguments.build.resolve(), folder)
        try:
            waits = []
            end = time.monotonic() + arguments.seconds
            threads = [threading.Thread(target=push, args=(port, (n + 1) * 10**9, arguments, end,
                                                           waits))
                       for n in range(arguments.connections)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            daemon.terminate()
            daemon.wait()
    waits.sort()
    rate = len(waits) * arguments.idocs_per_post / arguments.seconds
    at = lambda share: waits[min(len(waits) - 1, int(len(waits) * share))] * 1000
    print(f"floor: {files:.0f} fsynced files of 8 KiB/s")
    print(f"pushed: {rate:.0f} durable IDocs/s over {arguments.connections} connections, "
          f"{arguments.idocs_per_post} a POST, {arguments.ahead} ahead; answered after "
          f"p50 {at(0.5):.1f} ms, p99 {at(0.99):.1f} ms, longest {waits[-1] * 1000:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
