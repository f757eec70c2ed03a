#!/usr/bin/env python3
"""Notices go out by mail, end to end: customers and overdue invoices come in, notices are proposed
and approved, and a real Postfix takes the mails, through a proxy that drops connections, answers
4xx and 5xx and dies over mails, while `kill -9` ends saldod at random moments. In the end every
customer that can be reached has one mail a notice, and more only where SMTP can't tell.

Usage: mail_out.py BUILD_DIR [--customers 300] [--kills 6] [--seed N] [--direct]
--direct: without the proxy, to a Postfix that wants TLS and a password, which Dovecot knows.
SALDO_FULL=1 is --customers 10000 --kills 30. Needs root, as Postfix does; exits 77 without."""
import argparse
import collections
import email
import email.policy
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
for folder in ("simulators/sap", "simulators/mail", "e2e"):
    sys.path.insert(0, str(TESTS / folder))
import idoc as sap  # noqa: E402
import postfix  # noqa: E402
import sap_both_ways  # noqa: E402
import smtp_proxy  # noqa: E402

CONFIG = """store: {{ url: "sqlite:saldo.db" }}
archive: {{ path: documents }}
api: {{ socket: saldo.sock }}
plugins: {{ path: ["{build}/lib/saldo/plugins"] }}
connectors:
  - name: sap
    source: {{ plugin: files, directory: idoc, settled_for: 0s }}
    decoders: [sap-idoc]
  - name: outgoing
    sink:
      plugin: smtp
      server: {{ url: "smtp://127.0.0.1:{port}", ca: {ca}, timeout: 30s{secret} }}
      return_path: bounces@seller.test
company_codes:
  "1000":
    time_zone: Europe/Berlin
    letterhead:
      name: Verkäufer GmbH
      address: [Hafenstraße 12, 20457 Hamburg]
      iban: DE75512108001245126199
      email: mahnung@seller.test
letters: {{ language: de }}
jobs:
  - {{ name: dunning, kind: dunning, procedure: Z001 }}
  - {{ name: mails, kind: deliver, connector: outgoing, cron: "0 0 1 1 *" }}
dunning:
  procedures:
    Z001:
      interval_days: 14
      bank_data: {{ require_no_gap: false }}
      levels:
        - {{ days: 5, channels: [email, letter] }}
"""
RATES = {"drop": 0.02, "later": 0.03, "later_mail": 0.02, "refuse_mail": 0.004, "halfway": 0.02,
         "unanswered": 0.02}
PATIENCE = 1800


class Daemon(sap_both_ways.Daemon):
    """saldod with a mail server; what is asked of it while it is killed is asked again."""

    def __init__(self, build, folder, port, ca, secret):
        self.build, self.folder = build, folder
        (folder / "idoc").mkdir()
        (folder / "saldo.yaml").write_text(CONFIG.format(build=build, port=port, ca=ca,
                                                         secret=secret))
        self.process, self.kills = None, 0
        self.stopping = threading.Event()

    def run(self, target, body="{}"):
        """A run's end, whatever it is; nothing when it will be tried again."""
        run = json.loads(self.ask("POST", target, body))["run"]
        while True:
            state = json.loads(self.ask("GET", f"/v1/runs/{run}?wait_ms=1000"))
            if state["state"] == "queued" and state.get("error"):
                return None
            if state["state"] not in ("queued", "running"):
                return state

    def waiting(self):
        """How many notices are to go by mail."""
        return sum(row["state"] in ("queued", "sending") or
                   (row["state"] == "approved" and row.get("channel") == "email")
                   for row in self.rows("/v1/dunning/notices"))


class Company:
    """Every tenth customer's mailbox isn't there, every twentieth has no address at all."""

    def __init__(self, customers):
        self.idocs, self.addresses = [], {}
        for n in range(customers):
            key = f"{100001 + n:010d}"
            text = sap.customer(n + 1, key, f"Käufer {n} &amp; Söhne GmbH")
            address = ""
            if n % 20 != 7:
                self.addresses[key] = f"gone{n}" if n % 10 == 3 else f"c{n}"
                address = f"{self.addresses[key]}@{postfix.DOMAIN}"
            self.idocs.append(with_dunning(text, address))
        for n in range(customers * 2):
            debtor = f"{100001 + n // 2:010d}"
            self.idocs.append(
                sap.invoice(customers + n + 1, f"{90000001 + n:010d}", debtor, 1000 + 37 * n))

    def mailboxes(self):
        return [name for name in self.addresses.values() if not name.startswith("gone")]


def files_of(idocs):
    """Files as a file port writes them: up to 200 IDocs of a type, one root around all."""
    by_root = collections.defaultdict(list)
    for body in idocs:
        root = re.search(rb"<([A-Z0-9]+)>", body).group(1)
        by_root[root].append(re.search(rb"<IDOC .*</IDOC>", body, re.DOTALL).group(0))
    for root, bodies in by_root.items():
        for at in range(0, len(bodies), 200):
            yield (b'<?xml version="1.0" encoding="UTF-8"?>\n<' + root + b">" +
                   b"".join(bodies[at:at + 200]) + b"</" + root + b">\n")


def with_dunning(debmas, address):
    """The company code's own data: an e-mail address, if any, and who is dunned how."""
    internet = f"<INTAD>{address}</INTAD>" if address else ""
    procedure = '<E1KNB5M SEGMENT="1"><MSGFN>005</MSGFN><MAHNA>Z001</MAHNA></E1KNB5M>'
    return debmas.replace(b"<ZTERM>", f"{internet}<ZTERM>".encode(), 1).replace(
        b"</E1KNB1M>", f"{procedure}</E1KNB1M>".encode(), 1)


def prepare(daemon, company):
    """From the IDocs to the approved notices, one a customer."""
    for n, body in enumerate(files_of(company.idocs)):
        (daemon.folder / "idoc" / f"{n:06d}.xml").write_bytes(body)
    daemon.start()
    daemon.run("/v1/connectors/sap/sync")
    daemon.wait_for("the posting of all IDocs",
                    lambda: len(daemon.rows("/v1/export/items")) == 2 * len(company.idocs) // 3)
    run = daemon.run("/v1/jobs/dunning/run")
    assert run and run["state"] == "done", run
    approved = json.loads(daemon.ask("POST", f"/v1/dunning/runs/{run['id']}/approve"))
    assert approved["approved"] == len(company.idocs) // 3, approved


class Story:
    def __init__(self, build, company, kills, seed, direct):
        self.company, self.kills, self.chance = company, kills, random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-mail-"))
        # The password that the daemon has in its environment.
        self.postfix = postfix.Postfix(company.mailboxes(), "secret" if direct else None)
        self.proxy = smtp_proxy.Proxy(self.postfix.port, self.postfix.folder / "server.pem",
                                      self.postfix.folder / "server.key", RATES, seed)
        secret = ", user: saldo, password: { env: SALDO_TEST_PASSWORD }" if direct else ""
        self.daemon = Daemon(build, self.folder, self.postfix.port if direct else self.proxy.port,
                             self.postfix.folder / "server.pem", secret)

    def deliver(self):
        """Runs the job until nothing goes by mail any more."""
        begin, runs = time.monotonic(), 0
        killer = threading.Thread(target=self.kill_at_random)
        killer.start()
        try:
            while time.monotonic() - begin < PATIENCE:
                runs += 1
                self.daemon.run("/v1/jobs/mails/run")
                self.lift_pauses()
                if not self.daemon.waiting() and self.daemon.kills >= self.kills:
                    return time.monotonic() - begin, runs
            raise RuntimeError(f"mails are left\n{self.daemon.log()}")
        finally:
            self.daemon.stopping.set()
            killer.join()

    def kill_at_random(self):
        longest = 2.0
        while self.daemon.kills < self.kills and not self.daemon.stopping.wait(
                self.chance.uniform(0.05, longest)):
            self.daemon.process.send_signal(signal.SIGKILL)
            self.daemon.process.wait()
            self.daemon.kills += 1
            self.daemon.start()

    def lift_pauses(self):
        """Mails that the server has put off go at once, as if their time had come."""
        book = sqlite3.connect(self.folder / "saldo.db", timeout=60)
        with book:
            book.execute("UPDATE sent_mail SET next_at = 0 WHERE next_at > 0 AND state IN "
                         "('queued', 'sending')")
        book.close()

    def check(self):
        daemon = self.daemon
        daemon.wait_for("the delivery of all mails", self.postfix.is_idle)
        copies = collections.Counter()
        for mailbox, mail in self.postfix.mails():
            copies[self.check_mail(mailbox, mail)] += 1
        mails = {row["message_id"]: row for row in daemon.rows("/v1/mails")}
        notices = {row["id"]: row for row in daemon.rows("/v1/dunning/notices")}
        for message_id, row in mails.items():
            state = notices[row["notice"]]["state"]
            if row["state"] == "sent":
                assert state == "sent", (row, state)
                assert 1 <= copies[message_id] <= 1 + row["doubts"], (row, copies[message_id])
            else:
                assert row["state"] == "failed", row
                assert state in ("approved", "failed"), (row, state)
                assert copies[message_id] <= row["doubts"], (row, copies[message_id])
        assert set(copies) <= set(mails)
        self.check_notices(notices.values())
        verified = json.loads(daemon.ask("POST", "/v1/verify"))
        assert verified["holds"], verified
        again = daemon.run("/v1/jobs/dunning/run")
        assert "notice" in json.dumps(again), again
        doubled = {m: n - 1 for m, n in copies.items() if n > 1}
        allowed = sum(self.proxy.in_doubt.values()) + daemon.kills
        assert sum(doubled.values()) <= allowed, (doubled, allowed)
        return len(copies), sum(doubled.values()), sum(row["doubts"] for row in mails.values())

    def check_mail(self, mailbox, raw):
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        token, domain = mail["Message-ID"].strip("<>").split("@")
        assert re.fullmatch(r"n\d+\.[0-9a-f]{16}", token) and domain == "seller.test", token
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["To"] == mail["Delivered-To"] == f"{mailbox}@{postfix.DOMAIN}", mail["To"]
        assert mail["From"] == "Verkäufer GmbH <mahnung@seller.test>", mail["From"]
        assert mail["Return-Path"] == f"<bounces+{token}@seller.test>", mail["Return-Path"]
        parts = [part.get_content_type() for part in mail.walk()]
        assert parts == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html",
                         "application/pdf"], parts
        number = mailbox[1:]
        text = mail.get_body(("plain",)).get_content()
        assert str(100001 + int(number)) in text or "Käufer" in text or "EUR" in text, text
        pdf = next(mail.iter_attachments())
        assert pdf.get_content().startswith(b"%PDF-")
        return f"{token}@{domain}"

    def check_notices(self, notices):
        """Who can't be reached by mail gets a letter; a mail that is refused waits for a person."""
        by_state = collections.Counter()
        for row in notices:
            name = self.company.addresses.get(row["customer"], "")
            by_state[row["state"]] += 1
            if not name or name.startswith("gone"):
                assert (row["state"], row["channel"]) == ("approved", "letter"), row
            else:
                assert row["state"] in ("sent", "failed"), row
                assert row["level"] == 1
                assert (row["state"] == "sent") == ("sent_on" in row), row
        refused = self.proxy.counts["refuse_mail"]
        assert by_state["failed"] <= refused, (by_state, refused)

    def close(self, keep):
        self.daemon.stop()
        self.proxy.close()
        self.postfix.close()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def main():
    full = os.environ.get("SALDO_FULL") == "1"
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--customers", type=int, default=10000 if full else 300)
    parser.add_argument("--kills", type=int, default=30 if full else 6)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--direct", action="store_true")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        print("Postfix can be started by root only")
        return 77
    print(f"--seed {arguments.seed}", flush=True)
    company = Company(arguments.customers)
    story = Story(arguments.build, company, arguments.kills, arguments.seed, arguments.direct)
    try:
        prepare(story.daemon, company)
        seconds, runs = story.deliver()
        mails, doubled, doubts = story.check()
    except BaseException:
        print(f"the folder of the failed story: {story.folder}", file=sys.stderr)
        story.close(keep=True)
        raise
    print(f"{mails} mails in {seconds:.1f} s and {runs} runs, {story.daemon.kills} kills, "
          f"{doubled} doubled of {doubts} in doubt; the proxy: {dict(story.proxy.counts)}")
    story.close(keep=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
