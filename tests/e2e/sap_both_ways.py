#!/usr/bin/env python3
"""SAP both ways, end to end: customers and invoices are pushed (every tenth twice), payments
reconcile, clearing proposals go out, one of a hundred is answered with an error. Then the same with
`kill -9` at random moments: the same book, and each proposal received once in effect.

Usage: sap_both_ways.py BUILD_DIR [--idocs 600] [--kills 4] [--port http|xml|flat] [--seed N]
                        [--clearing advice|document]
SALDO_FULL=1 is --idocs 10000 --kills 50."""
import argparse
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "simulators" / "sap"))
import fi_document  # noqa: E402
import idoc as sap  # noqa: E402

CONFIG = """store: {{ url: "sqlite:saldo.db" }}
archive: {{ path: documents }}
api: {{ socket: saldo.sock }}
plugins: {{ path: ["{build}/lib/saldo/plugins"] }}
connectors:
  - name: sap
    decoders: [sap-idoc]
    sink:
      plugin: sap-idoc-port
      {target}
      client: "100"
      receiver: PRDCLNT100
      receiver_port: SAPPRD
  - name: bank
    source: {{ plugin: files, directory: bank, settled_for: 0s }}
    decoders: [camt]
    schedule: {{ watch: true }}
receivers:
  - name: push
    listen: 127.0.0.1:{port}
    senders:
      - {{ name: ecc, user: ecc, password: {{ env: SALDO_TEST_PASSWORD }}, connectors: [sap] }}
jobs:
  - {{ name: cash-application, kind: reconcile, after: [bank, sap] }}
  - {{ name: proposals, kind: write_back, connector: sap, after: [cash-application] }}
"""
AS_DOCUMENT = """
      clearing_as: fidccp02
      local_currency: EUR
      bank_accounts: DE19999000200000710001=113100"""
PATIENCE = 900


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("saldo", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Daemon:
    """saldod in a folder of its own; may be killed and started while others talk to it."""

    def __init__(self, build, folder, target):
        self.build, self.folder, self.port = build, folder, free_port()
        (folder / "bank").mkdir()
        (folder / "out").mkdir()
        (folder / "saldo.yaml").write_text(
            CONFIG.format(build=build, port=self.port, target=target))
        self.process, self.kills = None, 0
        self.stopping = threading.Event()

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.build / "bin" / "saldod", "--config", self.folder / "saldo.yaml"],
                stdout=log, stderr=log, env={**os.environ, "SALDO_TEST_PASSWORD": "secret"})

    def kill_at_random(self, chance, kills):
        """Ends and starts it `kills` times."""
        while self.kills < kills and not self.stopping.wait(chance.uniform(0.2, 3.0)):
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.kills += 1
            self.start()

    def ask(self, method, target, body=None):
        """The answer's text; asks until there is one."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                connection = UnixConnection(self.folder / "saldo.sock")
                connection.request(method, target, body)
                reply = connection.getresponse()
                text = reply.read().decode()
                if reply.status == 200:
                    return text
                problem = f"{reply.status} {text}"
            except (OSError, http.client.HTTPException) as error:
                problem = str(error)
            if time.monotonic() > end:
                raise RuntimeError(f"{method} {target}: {problem}\n{self.log()}")
            time.sleep(0.05)

    def rows(self, target):
        return [json.loads(line) for line in self.ask("GET", target).splitlines()]

    def wait_for(self, what, holds):
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise RuntimeError(f"{what} doesn't come about\n{self.log()}")
            time.sleep(0.2)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")[-6000:]

    def stop(self):
        self.stopping.set()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class Company:
    """What is pushed and paid: a tenth of the IDocs are customers, half of the bills are paid."""

    def __init__(self, idocs, seed):
        chance = random.Random(seed)
        customers = max(idocs // 10, 1)
        self.customers = [sap.customer(n + 1, f"{100001 + n:010d}", f"Kunde {n} GmbH")
                          for n in range(customers)]
        self.invoices, self.paid = [], []
        # Bills of one amount whose numbers differ in a digit would rightly be left to a person.
        amounts = chance.sample(range(1000, 500000), idocs - customers)
        for n, cents in enumerate(amounts):
            key = f"{90000001 + n:010d}"
            debtor = f"{100001 + chance.randrange(customers):010d}"
            self.invoices.append(sap.invoice(customers + n + 1, key, debtor, cents))
            if n % 2 == 0:
                self.paid.append((key, cents))
        self.statements = [self.statement(day, self.paid[day::5]) for day in range(5)]

    def statement(self, day, payments):
        opening = sum(cents for before in range(day) for _, cents in self.paid[before::5])
        date = f"2026-02-{10 + day:02d}"

        def balance(code, cents):
            return (f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">"
                    f"{sap.amount(cents)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{date}</Dt></Dt>"
                    "</Bal>")

        entries = "".join(
            f'<Ntry><Amt Ccy="EUR">{sap.amount(cents)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
            f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{date}</Dt></BookgDt>"
            f"<ValDt><Dt>{date}</Dt></ValDt><AcctSvcrRef>B{key}</AcctSvcrRef>"
            f"<NtryDtls><TxDtls><Refs><AcctSvcrRef>B{key}"
            f'</AcctSvcrRef></Refs><Amt Ccy="EUR">{sap.amount(cents)}</Amt><CdtDbtInd>CRDT'
            f"</CdtDbtInd><RmtInf><Ustrd>Rechnung {int(key)}</Ustrd></RmtInf></TxDtls></NtryDtls>"
            "</Ntry>" for key, cents in payments)
        return ('<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech'
                ':xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M'
                f"{day}</MsgId><CreDtTm>{date}T20:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S{day}</Id>"
                f"<ElctrncSeqNb>{day + 1}</ElctrncSeqNb><Acct><Id><IBAN>DE19999000200000710001"
                f"</IBAN></Id><Ccy>EUR</Ccy></Acct>{balance('OPBD', opening)}"
                f"{balance('CLBD', opening + sum(c for _, c in payments))}{entries}</Stmt>"
                "</BkToCstmrStmt></Document>")


class Ledger(sap.Inbound):
    """SAP that takes clearings as FI documents."""

    def read(self, body):
        return fi_document.read_clearing(body)


class Story:
    """One book from the first push to the last answer."""

    def __init__(self, build, company, port, clearing, kills, seed):
        self.company, self.kills, self.form = company, kills, port
        self.chance = random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-sap-"))
        self.inbound = Ledger() if clearing == "document" else sap.Inbound()
        self.server = sap.Server(self.inbound)
        target = (f"server: http://127.0.0.1:{self.server.port}/sap/bc/idoc_xml" if port == "http"
                  else f"directory: out\n      form: {port}")
        target += AS_DOCUMENT if clearing == "document" else ""
        self.daemon = Daemon(build, self.folder, target)
        self.files = sap.FilePort(self.inbound, self.folder / "out")
        self.pusher = sap.Pusher(("127.0.0.1", self.daemon.port), "/idoc/sap", "ecc", "secret")
        self.answered = 10**9
        self.done = threading.Event()

    def answer(self):
        """Collects files and answers what has come, while the story goes on."""
        while not self.done.wait(0.1):
            self.files.collect()
            answers = list(self.inbound.answers(self.answered))
            self.answered += len(answers)
            self.pusher.push_all(answers, connections=4)

    def settled(self):
        states = [row["state"] for row in self.daemon.rows("/v1/runs?limit=1000")]
        return not any(state in ("queued", "running") for state in states)

    def none_waits(self):
        return self.settled() and not self.daemon.rows("/v1/documents?status=received")

    def tell(self):
        daemon, times = self.daemon, {}
        daemon.start()
        killer = threading.Thread(target=daemon.kill_at_random, args=(self.chance, self.kills))
        answering = threading.Thread(target=self.answer)
        killer.start()
        answering.start()
        begin = time.monotonic()
        self.pusher.push_all(sap.with_resends(self.company.customers))
        self.pusher.push_all(sap.with_resends(self.company.invoices))
        times["pushed"] = time.monotonic() - begin
        items = len(self.company.invoices)
        daemon.wait_for("the posting of all IDocs", lambda: self.none_waits() and len(
            daemon.rows("/v1/export/items")) == items)
        times["posted"] = time.monotonic() - begin
        for n, statement in enumerate(self.company.statements):
            part = self.folder / "bank" / f".{n}.part"
            part.write_text(statement)
            part.rename(self.folder / "bank" / f"{n}.xml")
        expected = len(self.company.paid)
        # What has arrived is asked first: to read all proposals costs the daemon time.
        daemon.wait_for("each proposal", lambda: len(self.inbound.bodies) == expected)
        daemon.wait_for("an answer to each proposal", lambda: sum(
            row["state"] in ("confirmed", "failed")
            for row in daemon.rows("/v1/export/proposals")) == expected)
        times["answered"] = time.monotonic() - begin
        daemon.stopping.set()
        killer.join()
        daemon.wait_for("rest", self.none_waits)
        self.done.set()
        answering.join()
        return times

    def check(self):
        """What has to hold in the end; the book as text."""
        proposals = self.daemon.rows("/v1/export/proposals")
        by_key = {row["message_key"]: row for row in proposals}
        assert not self.inbound.invalid, self.inbound.invalid[:5]
        assert set(by_key) == {*self.inbound.posted, *self.inbound.refused}
        for key, proposal in self.inbound.posted.items():
            assert by_key[key]["state"] == "confirmed", by_key[key]
            assert sap.amount(proposal["total"]) == by_key[key]["amount"], by_key[key]
        for key in self.inbound.refused:
            assert by_key[key]["state"] == "failed", by_key[key]
            assert by_key[key]["answer"]["code"] == "51", by_key[key]
            assert by_key[key]["answer"]["text"] in sap.ERRORS, by_key[key]
        lines = {}
        for proposal in [*self.inbound.posted.values(), *self.inbound.refused.values()]:
            lines.update(proposal["lines"])
        assert lines == dict(self.company.paid), "other items were cleared than were paid"
        if self.form != "http":
            assert self.inbound.repeated == 0, "a file was handed over twice"
        assert not self.daemon.rows("/v1/quarantine"), self.daemon.rows("/v1/quarantine")[:3]
        verified = json.loads(self.daemon.ask("POST", "/v1/verify"))
        assert verified["holds"], verified
        return "".join(self.daemon.ask("GET", "/v1/export/" + view) for view in
                       ("customers", "items", "statements", "transactions", "allocations",
                        "cash-application", "proposals"))

    def close(self, keep):
        self.done.set()
        self.daemon.stop()
        self.server.close()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def tell(build, company, port, clearing, kills, seed):
    story = Story(build, company, port, clearing, kills, seed)
    try:
        times = story.tell()
        book = story.check()
        story.close(keep=False)
    except BaseException:
        story.close(keep=True)
        print(f"the folder of the failed story: {story.folder}", file=sys.stderr)
        raise
    spent = ", ".join(f"{name} after {seconds:.1f} s" for name, seconds in times.items())
    print(f"{len(company.customers) + len(company.invoices)} IDocs, {len(company.paid)} proposals "
          f"({len(story.inbound.refused)} refused), {story.daemon.kills} kills, "
          f"{story.inbound.repeated} deliveries repeated: {spent}", flush=True)
    return book, story.daemon.kills


def same(book, undisturbed):
    """An answer may come before the receipt of what it answers was stored; then there is none."""
    book, undisturbed = (re.sub('"receipt":"[^"]*",?', "", text) for text in (book, undisturbed))
    if book != undisturbed:
        pathlib.Path("undisturbed.txt").write_text(undisturbed)
        pathlib.Path("killed.txt").write_text(book)
        raise AssertionError("the book differs: diff undisturbed.txt killed.txt")


def main():
    full = os.environ.get("SALDO_FULL") == "1"
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--idocs", type=int, default=10000 if full else 600)
    parser.add_argument("--kills", type=int, default=50 if full else 4)
    parser.add_argument("--port", choices=("http", "xml", "flat"), default="http")
    parser.add_argument("--clearing", choices=("advice", "document"), default="advice")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    arguments = parser.parse_args()
    print(f"--seed {arguments.seed}", flush=True)
    company = Company(arguments.idocs, arguments.seed)
    undisturbed, _ = tell(arguments.build, company, arguments.port, arguments.clearing, 0,
                          arguments.seed)
    kills, stories = 0, 0
    while kills < arguments.kills:
        stories += 1
        book, more = tell(arguments.build, company, arguments.port, arguments.clearing,
                          arguments.kills - kills, arguments.seed + stories)
        same(book, undisturbed)
        kills += more
    print(f"{kills} kills in {stories} books: the same book each time", flush=True)


if __name__ == "__main__":
    main()
