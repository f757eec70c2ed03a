#!/usr/bin/env python3
"""What saldo tells SAP beside clearings, end to end: when a notice has been sent, its day and level
and the blocks of held customers, as DEBMAS or over OData; and the status of each IDoc that SAP
pushed. With `kill -9` at random moments and answers that get lost: each has its effect once.

Usage: sap_told_back.py BUILD_DIR [--customers 40] [--kills 4] [--port http|xml|odata] [--seed N]"""
import argparse
import collections
import http.client
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
for folder in ("simulators/sap", "e2e"):
    sys.path.insert(0, str(TESTS / folder))
import idoc as sap  # noqa: E402
import master_data  # noqa: E402
import sap_both_ways  # noqa: E402

COMMON = """store: {{ url: "sqlite:saldo.db" }}
archive: {{ path: documents }}
api: {{ socket: saldo.sock }}
plugins: {{ path: ["{build}/lib/saldo/plugins"] }}
dunning:
  procedures:
    "0001":
      interval_days: 14
      bank_data: {{ require_no_gap: false }}
      levels:
        - {{ days: 5, channels: [letter] }}
"""
BY_IDOC = """connectors:
  - name: sap
    decoders: [sap-idoc]
    sink:
      plugin: sap-idoc-port
      {target}
      client: "100"
      receiver: PRDCLNT100
      receiver_port: SAPPRD
      messages: dunning, idoc_status
      dunning_block: S
receivers:
  - name: push
    listen: 127.0.0.1:{port}
    senders:
      - {{ name: ecc, user: ecc, password: {{ env: SALDO_TEST_PASSWORD }}, connectors: [sap] }}
jobs:
  - {{ name: dunning, kind: dunning, procedure: "0001" }}
  - name: back
    kind: write_back
    connector: sap
    after: [sap]
"""
BY_ODATA = """connectors:
  - name: sap
    source: {{ plugin: sap-odata, service: {{ url: "{target}", timeout: 10s }} }}
    decoders: [sap-odata-reply]
    sink:
      plugin: sap-odata-port
      service: {{ url: "{target}", timeout: 10s }}
      dunning_block: S
jobs:
  - {{ name: dunning, kind: dunning, procedure: "0001" }}
  - {{ name: back, kind: write_back, connector: sap }}
"""


class Daemon(sap_both_ways.Daemon):
    """saldod; what is asked of it while it is killed is asked again."""

    def __init__(self, build, folder, config, target):
        self.build, self.folder, self.port = build, folder, sap_both_ways.free_port()
        (folder / "out").mkdir()
        (folder / "saldo.yaml").write_text(
            (COMMON + config).format(build=build, port=self.port, target=target))
        self.process, self.kills = None, 0
        self.stopping = threading.Event()

    def run(self, job):
        """Starts a job; the run's end, or nothing when it will be tried again."""
        run = json.loads(self.ask("POST", f"/v1/jobs/{job}/run", "{}"))["run"]
        while True:
            state = json.loads(self.ask("GET", f"/v1/runs/{run}?wait_ms=500"))
            if state["state"] == "queued" and state.get("error"):
                return None
            if state["state"] not in ("queued", "running"):
                return state

    def once(self, method, target, body="{}"):
        """One attempt: status and answer, or nothing when it was killed over it."""
        try:
            connection = sap_both_ways.UnixConnection(self.folder / "saldo.sock")
            connection.request(method, target, body)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None, {}

    def dun(self):
        """Runs dunning, approves and sends what it proposes; what was sent."""
        while (self.run("dunning") or {"state": ""})["state"] != "done":
            pass
        acts = {"proposed": ("approve", {}), "approved": ("send", {}),
                "sending": ("sent", {"receipt": "by letter"})}
        while True:
            notices = self.rows("/v1/dunning/notices")
            left = [n for n in notices if n["state"] in acts]
            if not left:
                return [n for n in notices if n["state"] == "sent"]
            for notice in left:
                act, body = acts[notice["state"]]
                self.once("POST", f"/v1/dunning/notices/{notice['id']}/{act}", json.dumps(body))


class Story:
    def __init__(self, build, config, target, kills, seed):
        self.kills, self.chance = kills, random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-told-"))
        self.daemon = Daemon(build, self.folder, config, target)
        self.done = threading.Event()
        self.held = set()

    def hold(self, customers):
        """Holds out of dunning; an answer that gets lost may mean a second one of the same."""
        for customer in customers:
            body = json.dumps({"customer": customer, "kind": "block", "from": "2026-01-01",
                               "reason": "in talks"})
            self.daemon.ask("POST", "/v1/dunning/holds", body)
            self.held.add(customer)

    def until_told(self, arrived):
        """Runs the job until everything has arrived and is answered."""
        end = time.monotonic() + sap_both_ways.PATIENCE
        while not arrived():
            self.daemon.run("back")
            if time.monotonic() > end:
                raise RuntimeError(f"not all is told\n{self.daemon.log()}")

    def tell(self):
        self.daemon.start()
        helpers = [threading.Thread(target=self.daemon.kill_at_random,
                                    args=(self.chance, self.kills)),
                   threading.Thread(target=self.meanwhile)]
        for helper in helpers:
            helper.start()
        try:
            self.play()
        finally:
            self.daemon.stopping.set()
            self.done.set()
            for helper in helpers:
                helper.join()
        self.check()
        verified = json.loads(self.daemon.ask("POST", "/v1/verify"))
        assert verified["holds"], verified

    def meanwhile(self):
        """What SAP does by itself while the story goes on."""

    def settled(self):
        states = [row["state"] for row in self.daemon.rows("/v1/runs?limit=1000")]
        return not any(state in ("queued", "running") for state in states) and \
            not self.daemon.rows("/v1/documents?status=received")

    def close(self, keep):
        self.daemon.stop()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


class ByIdoc(Story):
    """Every tenth customer comes after its invoice; two invoices can't be read at all."""

    def __init__(self, build, customers, kills, seed, port):
        keys = [f"{100001 + n:010d}" for n in range(customers)]
        self.late = keys[::10]
        self.customers = {key: with_procedure(sap.customer(n + 1, key, f"Kunde {n} GmbH"))
                          for n, key in enumerate(keys)}
        self.invoices = [sap.invoice(1000 + n, f"{90000001 + n:010d}", key, 10000 + n)
                         for n, key in enumerate(keys)]
        self.broken = {2001: sap.invoice(2001, "0099000001", keys[1], 100).replace(
            b"<SUMME>1.00", b"<SUMME>1x00"), 2002: sap.invoice(2002, "0099000002", keys[1], 100)
            .replace(b"<QUALF>009</QUALF><BELNR>0099000002", b"<QUALF>009</QUALF><BELNR>").replace(
                b"<BELNR>0099000002</BELNR>", b"")}
        sent = [*range(1, customers + 1), *range(1000, 1000 + customers), *self.broken]
        self.inbound = master_data.Inbound({(key, "1000", "") for key in keys}, sent)
        self.server = sap.Server(self.inbound)
        target = (f"server: http://127.0.0.1:{self.server.port}/sap/bc/idoc_xml" if port == "http"
                  else "directory: out")
        super().__init__(build, BY_IDOC, target, kills, seed)
        self.files = sap.FilePort(self.inbound, self.folder / "out")
        self.pusher = sap.Pusher(("127.0.0.1", self.daemon.port), "/idoc/sap", "ecc", "secret")
        self.answered, self.sent, self.port = 10**9, [], port

    def meanwhile(self):
        while not self.done.wait(0.1):
            self.files.collect()
            answers = list(self.inbound.answers(self.answered))
            self.answered += len(answers)
            self.pusher.push_all(answers, connections=2)

    def play(self):
        early = [body for key, body in self.customers.items() if key not in self.late]
        self.pusher.push_all(sap.with_resends(early))
        self.pusher.push_all(sap.with_resends([*self.invoices, *self.broken.values()]))
        self.daemon.wait_for("the decoding of all IDocs", self.settled)
        self.until_told(lambda: sum(bool(s) for s in self.inbound.statuses.values()) >=
                        len(self.inbound.statuses) - len(self.late))
        self.pusher.push_all([self.customers[key] for key in self.late])
        items = len(self.invoices)
        self.daemon.wait_for("what waited for its customer", lambda: self.settled() and len(
            self.daemon.rows("/v1/export/items")) == items)
        self.sent = self.daemon.dun()
        self.hold(list(self.customers)[2:5])
        self.until_told(self.all_is_told)

    def all_is_told(self):
        with self.inbound.lock:
            final = all(s and (s[-1][0] == "53" or n in self.broken)
                        for n, s in self.inbound.statuses.items())
            told = len(self.inbound.dunning) + len(self.inbound.blocks)
            told += sum(p["kind"] == "dunning" for p in self.inbound.refused.values())
        return final and told == len(self.sent) + len(self.held) and all(
            row["state"] in ("confirmed", "failed", "void") or row["kind"] == "idoc_status"
            for row in self.daemon.rows("/v1/export/proposals"))

    def check(self):
        inbound, rows = self.inbound, self.daemon.rows("/v1/export/proposals")
        assert not inbound.invalid, inbound.invalid[:5]
        assert len(self.sent) == len(self.customers), f"{len(self.sent)} notices were sent"
        days = {n["sent_on"].replace("-", "") for n in self.sent}
        for account, told in inbound.dunning.items():
            assert len(told) == 1 and told[0][0] in days and told[0][1] == 1, (account, told)
        for account, told in inbound.blocks.items():
            assert account[0] in self.held and told == ["S"], (account, told)
        by_key = {row["message_key"]: row for row in rows}
        for key, message in {**inbound.posted, **inbound.refused}.items():
            state = "sent" if message["kind"] == "status" else \
                "failed" if key in inbound.refused else "confirmed"
            assert by_key[key]["state"] == state, (by_key[key], message)
        for key, row in by_key.items():
            assert row["state"] == "void" or key in inbound.bodies, row
        for number, told in inbound.statuses.items():
            codes = [code for code, _ in told]
            wanted = {2001: [["51"]], 2002: [["56"]]}.get(number, [["53"], ["51", "53"]])
            assert codes in wanted, (number, told)
        early = sum(len(told) == 2 for told in inbound.statuses.values())
        assert early == len(self.late), f"{early} IDocs were in error and then posted"
        assert all("customer" in told[0][1] for told in inbound.statuses.values() if len(told) == 2)
        assert self.port == "http" or not inbound.repeated, "a file was handed over twice"
        kinds = collections.Counter(
            m["kind"] for m in [*inbound.posted.values(), *inbound.refused.values()])
        print(f"{dict(kinds)}, {len(inbound.refused)} refused, {self.daemon.kills} kills, "
              f"{inbound.repeated} deliveries repeated", flush=True)

    def close(self, keep):
        super().close(keep)
        self.server.close()


def with_procedure(debmas):
    return debmas.replace(b"</E1KNB1M>", b'<E1KNB5M SEGMENT="1"><MSGFN>005</MSGFN>'
                          b"<MAHNA>0001</MAHNA></E1KNB5M></E1KNB1M>", 1)


class ByOdata(Story):
    """SAP is busy, drops connections, and loses answers of what it has done."""

    def __init__(self, build, customers, kills, seed):
        self.simulator_folder = pathlib.Path(tempfile.mkdtemp(prefix="saldo-sap-"))
        port_file = self.simulator_folder / "port"
        self.simulator = subprocess.Popen(
            [sys.executable, "-B", TESTS / "simulators" / "sap" / "odata.py", "--port-file",
             port_file, "--customers", str(customers), "--items", str(customers * 4), "--seed",
             str(seed), "--busy", "3", "--drop", "1", "--lose", "8"])
        while not port_file.exists():
            time.sleep(0.05)
        self.port = int(port_file.read_text())
        super().__init__(build, BY_ODATA, f"http://127.0.0.1:{self.port}/sap/opu/odata/sap", kills,
                         seed)
        self.newer = None

    def simulated(self, method, target, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, target, json.dumps(body) if body else None)
        return json.loads(connection.getresponse().read())

    def accounts(self):
        return {(a["customer"].zfill(10), a["company"]): a
                for a in self.simulated("GET", "/control/dunning")["accounts"]}

    def play(self):
        daemon = self.daemon
        while not self.complete():
            daemon.ask("POST", "/v1/connectors/sap/sync", "{}")
            daemon.wait_for("the load", self.settled)
        self.sent = daemon.dun()
        first = min(self.sent, key=lambda n: (n["customer"], n["company_code"]))
        self.newer = (first["customer"], first["company_code"])
        self.simulated("POST", "/control", {
            "do": "dunned", "customer": first["customer"].lstrip("0"),
            "company": first["company_code"], "area": "", "level": 3, "day": "2099-01-01"})
        self.hold({n["customer"] for n in self.sent[:3]})
        self.until_told(lambda: self.daemon.rows("/v1/proposals") and all(
            row["state"] in ("confirmed", "failed") for row in self.daemon.rows("/v1/proposals")))

    def complete(self):
        return any(e["state"] == "complete" and e["content"] == "open_items"
                   for e in self.daemon.rows("/v1/export/extracts"))

    def check(self):
        wanted = {}  # account -> last notice
        for n in self.sent:
            account = (n["customer"], n["company_code"])
            wanted[account] = max(wanted.get(account, ("", 0)), (n["sent_on"], n["level"]))
        assert len(wanted) > 5, "too few notices to prove anything"
        accounts, told = self.accounts(), 0
        for account, has in accounts.items():
            expected = []
            if account in wanted and account != self.newer:
                expected.append({"level": str(wanted[account][1]), "last": wanted[account][0]})
            if account[0] in self.held:
                expected.append({"block": "S"})
            written = sorted(has["writes"], key=str)
            assert written == sorted(expected, key=str), (account, has, expected)
            told += len(expected)
        states = collections.Counter()
        for row in self.daemon.rows("/v1/proposals"):
            refused = row["about"] == f"dunning:{self.newer[0]}/{self.newer[1]}/"
            assert row["state"] == ("failed" if refused else "confirmed"), row
            assert not refused or "left as it is" in row["error"], row
            states[row["state"]] += 1
        served = self.simulated("GET", "/control/dunning")["served"]
        assert served["lost"] > 0, "no answer got lost: nothing is proved"
        print(f"{told} changes written once each, {dict(states)}, {self.daemon.kills} kills, "
              f"{served['lost']} answers lost, {served['busy']} busy, {served['dropped']} dropped",
              flush=True)

    def close(self, keep):
        super().close(keep)
        self.simulator.terminate()
        self.simulator.wait()
        shutil.rmtree(self.simulator_folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--kills", type=int, default=4)
    parser.add_argument("--port", choices=("http", "xml", "odata"), default="http")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    a = parser.parse_args()
    print(f"--seed {a.seed}", flush=True)
    story = ByOdata(a.build, a.customers, a.kills, a.seed) if a.port == "odata" else \
        ByIdoc(a.build, a.customers, a.kills, a.seed, a.port)
    try:
        story.tell()
    except BaseException:
        print(f"the folder of the failed story: {story.folder}", file=sys.stderr)
        story.close(keep=True)
        raise
    story.close(keep=False)


if __name__ == "__main__":
    main()
