#!/usr/bin/env python3
"""Mail both ways, end to end, with real servers: saldod's notices go through Postfix into Dovecot's
mailboxes; customers read them by IMAP and answer, some with an out-of-office note, and Postfix
sends back what Dovecot doesn't take. All of that comes through Postfix into saldo's own mailbox,
from which saldod, killed at random moments, fetches it; each mail finds its notice and has its
effect.

Usage: mail_loop.py BUILD_DIR [--customers 40] [--kills 3] [--seed N]
Needs root, as Postfix does; exits 77 without."""
import argparse
import collections
import email
import email.policy
import email.utils
import json
import os
import pathlib
import random
import shutil
import signal
import smtplib
import ssl
import sys
import tempfile
import threading

TESTS = pathlib.Path(__file__).resolve().parents[1]
for folder in ("simulators/mail", "e2e"):
    sys.path.insert(0, str(TESTS / folder))
import dovecot  # noqa: E402
import mail_out  # noqa: E402
import postfix  # noqa: E402

PASSWORD = "secret"  # as the daemon has it in its environment
OURS = ("mahnung@seller.test", "bounces@seller.test")
INBOX = """  - name: inbox
    source:
      plugin: imap
      server:
        url: imaps://127.0.0.1:{port}
        user: mahnung@seller.test
        password: {{ env: SALDO_TEST_PASSWORD }}
        ca: {ca}
    decoders: [mail]
    schedule: {{ watch: false }}
"""
# By the last digit of a customer's number in the order of their making; 3 is gone.
ROLES = {0: "reply", 1: "out of office", 2: "webmail", 4: "reply", 5: "out of office"}


class Daemon(mail_out.Daemon):
    def __init__(self, build, folder, smtp, imap_port, ca):
        secret = ", user: saldo, password: { env: SALDO_TEST_PASSWORD }"
        super().__init__(build, folder, smtp, ca, secret)
        config = folder / "saldo.yaml"
        config.write_text(config.read_text().replace(
            "company_codes:", INBOX.format(port=imap_port, ca=ca) + "company_codes:", 1))


class Story:
    def __init__(self, build, customers, seed):
        self.company, self.chance = mail_out.Company(customers), random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-mail-loop-"))
        people = {name: f"{name}@{postfix.DOMAIN}" for name in self.company.addresses.values()}
        self.gone = {address for name, address in people.items() if name.startswith("gone")}
        self.postfix = postfix.Postfix([*people.values(), *OURS], PASSWORD, "private/boxes")
        boxes = {address: name for name, address in people.items() if address not in self.gone}
        self.dovecot = dovecot.Dovecot({**boxes, **dict.fromkeys(OURS, "ours")},
                                       self.postfix.folder / "spool" / "private" / "boxes",
                                       self.postfix.folder, PASSWORD)
        self.people = sorted(boxes)
        self.daemon = Daemon(build, self.folder, self.postfix.port, self.dovecot.port,
                             self.postfix.folder / "server.pem")

    def send_notices(self):
        mail_out.prepare(self.daemon, self.company)
        while self.daemon.waiting():
            run = self.daemon.run("/v1/jobs/mails/run")
            assert run and run["state"] == "done", run
        self.daemon.wait_for("the delivery of all mails", self.postfix.is_idle)

    def answer(self):
        """What each customer does; how many mails come back, with those that Postfix returns."""
        context = ssl.create_default_context(cafile=self.postfix.folder / "server.pem")
        answers = collections.Counter()
        with smtplib.SMTP("127.0.0.1", self.postfix.port) as server:
            server.starttls(context=context)
            server.login("saldo", PASSWORD)
            for address in self.people:
                mails = self.dovecot.mails(address)
                assert len(mails) == 1, (address, len(mails))
                notice = email.message_from_bytes(mails[0], policy=email.policy.default)
                role = ROLES.get(int(address[1:].partition("@")[0]) % 10, "silent")
                answers[role] += 1
                if role == "out of office":
                    note, to = out_of_office(address, notice)
                    server.send_message(note, from_addr="", to_addrs=[to])
                elif role != "silent":
                    server.send_message(reply(address, notice, threaded=role == "reply"))
        self.daemon.wait_for("the delivery of all answers", self.postfix.is_idle)
        expected = sum(answers.values()) - answers["silent"] + len(self.gone)
        came = self.dovecot.mails(OURS[0])
        assert len(came) == expected, (len(came), expected, self.postfix.log())
        return answers

    def fetch(self, kills):
        """Until saldo's mailbox is empty, through as many deaths."""
        killer = threading.Thread(target=self.kill_at_random, args=(kills,))
        killer.start()
        while self.daemon.kills < kills or self.dovecot.mails(OURS[0]):
            self.daemon.run("/v1/connectors/inbox/sync")
        killer.join()
        self.daemon.run("/v1/connectors/inbox/sync")

    def kill_at_random(self, kills):
        while self.daemon.kills < kills and not self.daemon.stopping.wait(
                self.chance.uniform(0.05, 1.0)):
            self.daemon.process.send_signal(signal.SIGKILL)
            self.daemon.process.wait()
            self.daemon.kills += 1
            self.daemon.start()

    def check(self, answers):
        daemon = self.daemon
        daemon.wait_for("the reading of all mails", lambda: len(
            daemon.rows("/v1/correspondence")) >= sum(answers.values()) - answers["silent"] +
            len(self.gone))
        by_notice = collections.defaultdict(list)
        for row in daemon.rows("/v1/correspondence"):
            by_notice[row.get("notice"), row.get("customer")].append(row)
        mails = {row["notice"]: row for row in daemon.rows("/v1/mails")}
        marked = {row["address"] for row in daemon.rows("/v1/mails/addresses")}
        assert marked == self.gone, (marked, self.gone)
        seen = collections.Counter()
        for notice in daemon.rows("/v1/dunning/notices"):
            name = self.company.addresses.get(notice["customer"])
            if not name:
                continue
            known = by_notice.pop((notice["id"], notice["customer"]), [])
            # An answer without any reference is known by who wrote it, and is about no notice.
            known += by_notice.pop((None, notice["customer"]), [])
            role = "gone" if name.startswith("gone") else ROLES.get(int(name[1:]) % 10, "silent")
            CHECKS[role](notice, mails[notice["id"]], known)
            seen[role] += 1
        assert not by_notice, dict(by_notice)
        assert seen == answers + collections.Counter(gone=len(self.gone)), (seen, answers)
        verified = json.loads(daemon.ask("POST", "/v1/verify"))
        assert verified["holds"], verified
        return seen

    def close(self, keep):
        self.daemon.stop()
        self.dovecot.close()
        self.postfix.close()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def reply(address, notice, threaded):
    """A person's answer; webmail may leave out what it answers."""
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"] = address, notice["From"]
    mail["Subject"] = "AW: " + notice["Subject"]
    mail["Date"] = email.utils.formatdate()
    mail["Message-ID"] = email.utils.make_msgid(domain=postfix.DOMAIN)
    if threaded:
        mail["In-Reply-To"] = mail["References"] = notice["Message-ID"]
    quoted = "".join(f"> {line}\n" for line in
                     notice.get_body(("plain",)).get_content().splitlines())
    mail.set_content("Guten Tag,\n\nwir zahlen am Freitag.\n\n" + quoted)
    return mail


def out_of_office(address, notice):
    """As RFC 3834 says: to the return path, without a return path of its own."""
    note = email.message.EmailMessage(policy=email.policy.SMTP)
    to = notice["Return-Path"].strip("<>")
    note["From"], note["To"] = address, to
    note["Subject"] = "Automatische Antwort: " + notice["Subject"]
    note["Date"] = email.utils.formatdate()
    note["Message-ID"] = email.utils.make_msgid(domain=postfix.DOMAIN)
    note["In-Reply-To"] = notice["Message-ID"]
    note["Auto-Submitted"] = "auto-replied"
    note.set_content("Ich bin bis Montag nicht im Haus.\n")
    return note, to


def expect(row, **values):
    assert {name: row.get(name) for name in values} == values, (values, row)


def check_reply(notice, mail, known):
    expect(notice, state="sent", level=1, channel="email")
    expect(mail, state="sent")
    (row,) = known
    expect(row, **{"class": "reply", "automated": False, "thread": "message_id",
                   "thread_evidence": mail["message_id"], "notice": notice["id"]})
    assert row["contact"] and "followed up" in row["effect"], row


def check_webmail(notice, mail, known):
    expect(mail, state="sent")
    (row,) = known
    expect(row, **{"class": "reply", "thread": "address", "notice": None})
    assert row["contact"], row


def check_out_of_office(notice, mail, known):
    expect(notice, state="sent", level=1)
    (row,) = known
    expect(row, **{"class": "auto_reply", "automated": True, "thread": "token",
                   "thread_evidence": mail["token"], "notice": notice["id"], "contact": None,
                   "effect": None})


def check_gone(notice, mail, known):
    """Postfix took the mail and sent it back: the notice takes the next channel of its level."""
    expect(mail, state="bounced", doubts=0)
    expect(notice, state="approved", channel="letter")
    assert "sent_on" not in notice, notice
    (row,) = known
    expect(row, **{"class": "bounce", "thread": "token", "notice": notice["id"]})
    assert "isn't written to any more" in row["effect"], row
    assert "goes by letter" in row["effect"], row


def check_silent(notice, mail, known):
    expect(notice, state="sent", level=1)
    expect(mail, state="sent")
    assert not known, known


CHECKS = {"reply": check_reply, "webmail": check_webmail, "out of office": check_out_of_office,
          "gone": check_gone, "silent": check_silent}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        print("Postfix can be started by root only")
        return 77
    print(f"--seed {arguments.seed}", flush=True)
    story = Story(arguments.build, arguments.customers, arguments.seed)
    try:
        story.send_notices()
        answers = story.answer()
        story.fetch(arguments.kills)
        seen = story.check(answers)
    except BaseException:
        print(f"the folder of the failed story: {story.folder}", file=sys.stderr)
        story.close(keep=True)
        raise
    print(f"{dict(seen)}; {story.daemon.kills} kills")
    story.close(keep=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
