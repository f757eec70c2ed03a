#!/usr/bin/env python3
"""SAP as saldo meets it by IDocs: pushes over HTTP with re-sends, takes clearing proposals over
HTTP or from a directory, validates them as strictly as the public facts allow, and answers.

What it expects of a proposal is written down from the layouts of PEXR2002, not from saldo's code.
Nothing here was ever compared with a real SAP. Python's standard library only."""
import base64
import hashlib
import http.client
import http.server
import pathlib
import re
import threading
import time
import xml.etree.ElementTree as tree

CLIENT, SYSTEM, PORT = "100", "PRDCLNT100", "SAPPRD"


def control(number, basic_type, message, created="20260303"):
    return (f'<EDI_DC40 SEGMENT="1"><TABNAM>EDI_DC40</TABNAM><MANDT>{CLIENT}</MANDT>'
            f'<DOCNUM>{number:016d}</DOCNUM><DOCREL>756</DOCREL><STATUS>30</STATUS>'
            f'<DIRECT>1</DIRECT><OUTMOD>2</OUTMOD><IDOCTYP>{basic_type}</IDOCTYP>'
            f'<MESTYP>{message}</MESTYP><SNDPOR>{PORT}</SNDPOR><SNDPRT>LS</SNDPRT>'
            f'<SNDPRN>{SYSTEM}</SNDPRN><RCVPOR>SALDO</RCVPOR><RCVPRT>LS</RCVPRT>'
            f'<RCVPRN>SALDO</RCVPRN><CREDAT>{created}</CREDAT><CRETIM>083000</CRETIM></EDI_DC40>')


def idoc(number, basic_type, message, segments, created="20260303"):
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<{basic_type}><IDOC BEGIN="1">{control(number, basic_type, message, created)}'
            f'{segments}</IDOC></{basic_type}>\n').encode()


def customer(number, key, name):
    """DEBMAS of one customer in company code 1000."""
    return idoc(number, "DEBMAS07", "DEBMAS",
                f'<E1KNA1M SEGMENT="1"><MSGFN>005</MSGFN><KUNNR>{key}</KUNNR><NAME1>{name}</NAME1>'
                '<LAND1>DE</LAND1><SPRAS>D</SPRAS><E1KNB1M SEGMENT="1"><MSGFN>005</MSGFN>'
                '<BUKRS>1000</BUKRS><ZTERM>Z030</ZTERM></E1KNB1M></E1KNA1M>')


def invoice(number, key, debtor, cents, day="20260105", created="20260303"):
    """INVOIC of one invoice in company code 1000."""
    return idoc(number, "INVOIC02", "INVOIC",
                '<E1EDK01 SEGMENT="1"><CURCY>EUR</CURCY><BSART>INVO</BSART>'
                f'<BELNR>{key}</BELNR></E1EDK01>'
                '<E1EDKA1 SEGMENT="1"><PARVW>BK</PARVW><PARTN>1000</PARTN></E1EDKA1>'
                f'<E1EDKA1 SEGMENT="1"><PARVW>RG</PARVW><PARTN>{debtor}</PARTN></E1EDKA1>'
                f'<E1EDK02 SEGMENT="1"><QUALF>009</QUALF><BELNR>{key}</BELNR><DATUM>{day}</DATUM>'
                '</E1EDK02>'
                f'<E1EDK03 SEGMENT="1"><IDDAT>026</IDDAT><DATUM>{day}</DATUM></E1EDK03>'
                '<E1EDK18 SEGMENT="1"><QUALF>001</QUALF><TAGE>30</TAGE></E1EDK18>'
                f'<E1EDS01 SEGMENT="1"><SUMID>011</SUMID><SUMME>{amount(cents)}</SUMME>'
                '<WAERQ>EUR</WAERQ></E1EDS01>', created)


def amount(cents):
    return f"{abs(cents) // 100}.{abs(cents) % 100:02d}" + ("-" if cents < 0 else "")


class Pusher:
    """An XML-HTTP port. What isn't answered 2xx is sent again until it is, as SAP does."""

    def __init__(self, address, path, user, password, patience=600):
        self.address, self.path, self.patience = address, path, patience
        self.headers = {"Content-Type": "text/xml; charset=utf-8", "Authorization": "Basic " +
                        base64.b64encode(f"{user}:{password}".encode()).decode()}
        self.local = threading.local()
        self.refused = []

    def push(self, body):
        """Returns how often it was sent; raises when it is refused for good."""
        end = time.monotonic() + self.patience
        for attempt in range(1, 1 << 30):
            status, text = self.once(body)
            if status is not None and 200 <= status < 300:
                return attempt
            if status is not None and status < 500:
                raise RuntimeError(f"{status}: {text}")
            if time.monotonic() > end:
                raise RuntimeError(f"not taken in {self.patience} s: {status} {text}")
            time.sleep(0.05)

    def once(self, body):
        """Status and text of one attempt; None when there was no answer."""
        try:
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = http.client.HTTPConnection(*self.address, timeout=30)
                self.local.connection = connection
            connection.request("POST", self.path, body, self.headers)
            reply = connection.getresponse()
            return reply.status, reply.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.local.connection = None
            return None, str(error)

    def push_all(self, bodies, connections=8):
        """Pushes over several connections; raises what the first of them raised."""
        waiting, lock, failures = iter(bodies), threading.Lock(), []

        def work():
            while not failures:
                with lock:
                    body = next(waiting, None)
                if body is None:
                    return
                try:
                    self.push(body)
                except Exception as error:  # pylint: disable=broad-except
                    failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]


def with_resends(bodies):
    """Every tenth is sent twice, one after the other."""
    for n, body in enumerate(bodies):
        yield body
        if n % 10 == 9:
            yield body


class Invalid(Exception):
    """What is wrong with an IDoc that was received."""


# PEXR2002: segment -> (parent, order below it, most, mandatory); field -> (first, length) in
# EDI_DD40, counted from 1, and the mandatory ones.
SEGMENTS = {
    "E1IDKU1": (None, 1, 1, True),
    "E1EDK03": ("E1IDKU1", 2, 3, False),
    "E1EDK02": ("E1IDKU1", 3, 1, False),
    "E1IDKU5": ("E1IDKU1", 9, 1, True),
    "E1EDKA1": ("E1IDKU1", 14, 4, False),
    "E1IDPU1": ("E1IDKU1", 17, 10000, True),
    "E1IDPU5": ("E1IDPU1", 20, 5, True),
    "E1EDP02": ("E1IDPU1", 25, 4, False),
    "E1IDPU2": ("E1IDPU1", 26, 1, False),
}
FIELDS = {
    "E1IDKU1": {"BGMTYP": (64, 3), "BGMNAME": (67, 35), "BGMREF": (102, 35), "BGMLEV": (137, 3)},
    "E1EDK03": {"IDDAT": (64, 3), "DATUM": (67, 8)},
    "E1EDK02": {"QUALF": (64, 3), "BELNR": (67, 35)},
    "E1IDKU5": {"MOAQUAL": (64, 3), "MOABETR": (67, 18), "CUXWAERZ": (85, 3)},
    "E1EDKA1": {"PARVW": (64, 3), "PARTN": (67, 17)},
    "E1IDPU1": {"DOCNAME": (64, 3), "DOCNUMMR": (67, 35), "DOCDATUM": (102, 35)},
    "E1IDPU5": {"MOAQUAL": (64, 3), "MOABETR": (67, 18), "CUXWAERZ": (85, 3)},
    "E1EDP02": {"QUALF": (64, 3), "BELNR": (67, 35)},
    "E1IDPU2": {"AJTGRUND": (64, 3), "AJTRZEIL": (67, 6), "MOABETRG": (73, 18),
                "MOAWAERS": (91, 3)},
}
MANDATORY = {"E1IDKU1": ["BGMTYP", "BGMREF"], "E1IDKU5": ["MOAQUAL", "MOABETR", "CUXWAERZ"],
             "E1IDPU1": ["DOCNUMMR"], "E1IDPU5": ["MOAQUAL", "MOABETR", "CUXWAERZ"],
             "E1EDKA1": ["PARVW", "PARTN"], "E1EDK03": ["IDDAT", "DATUM"]}
CONTROL = {"MANDT": (11, 3), "DOCNUM": (14, 16), "DIRECT": (36, 1), "IDOCTYP": (40, 30),
           "MESTYP": (100, 30), "SNDPOR": (149, 10), "SNDPRT": (159, 2), "SNDPRN": (163, 10),
           "RCVPOR": (264, 10), "RCVPRT": (274, 2), "RCVPRN": (278, 10), "CREDAT": (379, 8),
           "CRETIM": (387, 6), "ARCKEY": (435, 70)}
AMOUNT = re.compile(r"^ *\d{1,13}(\.\d{1,4})?-?$")


def require(condition, why):
    if not condition:
        raise Invalid(why)


class Segment:
    def __init__(self, name, fields):
        self.name, self.fields, self.below = name, fields, []

    def all(self, name):
        return [s for s in self.below if s.name == name]


def parse_xml(body, basic_type="PEXR2002"):
    """(control record, top segments) of one IDoc as XML."""
    try:
        root = tree.fromstring(body)
    except tree.ParseError as error:
        raise Invalid(f"no XML: {error}") from error
    require(root.tag == basic_type, f"root element {root.tag}")
    require([c.tag for c in root] == ["IDOC"], "one <IDOC> is expected")
    children = list(root[0])
    require(root[0].get("BEGIN") == "1", "IDOC without BEGIN")
    require(children and children[0].tag == "EDI_DC40", "the control record isn't first")
    head = {c.tag: c.text or "" for c in children[0]}
    order = [name for name in head if name != "TABNAM"]
    require(set(order) <= set(CONTROL), f"control record has {sorted(set(order) - set(CONTROL))}")
    require(order == sorted(order, key=lambda name: CONTROL[name][0]), "control fields' order")

    def segment(element):
        require(element.get("SEGMENT") == "1", f"{element.tag} without SEGMENT")
        found = Segment(element.tag, {})
        for child in element:
            if child.get("SEGMENT") is not None:
                found.below.append(segment(child))
            else:
                require(not found.below, f"{element.tag}: field {child.tag} behind a segment")
                require(child.tag not in found.fields, f"{element.tag}: {child.tag} twice")
                found.fields[child.tag] = child.text or ""
        return found

    return head, [segment(c) for c in children[1:]]


def parse_flat(body, known=None):
    """The same of a flat file of full-width lines; `known`: the fields of its segments."""
    known = FIELDS if known is None else known
    lines = body.decode("utf-8").split("\n")
    require(lines[-1] == "", "the last line has no end")
    lines = lines[:-1]
    require(lines and len(lines[0]) == 524 and lines[0].startswith("EDI_DC40"),
            "no control record of 524 characters")
    head = {name: lines[0][first - 1:first - 1 + length].rstrip()
            for name, (first, length) in CONTROL.items()}
    top, by_number = [], {}
    for position, line in enumerate(lines[1:], 1):
        require(len(line) == 1063, f"record {position} has {len(line)} characters")
        name = line[:30].rstrip()
        require(re.fullmatch(r"E2[A-Z0-9]{5}(\d{3})?", name), f"segment name {name}")
        require(line[30:33] == head["MANDT"] and line[33:49] == head["DOCNUM"],
                f"record {position}: client or number isn't the control record's")
        number, parent, level = line[49:55], line[55:61], line[61:63]
        require(number == f"{position:06d}", f"record {position} has SEGNUM {number}")
        # Of names that end in digits anyway, those without a version are known, too.
        name = next((n for n in ("E1" + name[2:], "E1" + name[2:-3]) if n in known), name)
        require(name in known, f"segment {name} is unknown")
        fields = {f: line[first - 1:first - 1 + length].strip()
                  for f, (first, length) in known[name].items()}
        segment = Segment(name, {f: v for f, v in fields.items() if v})
        by_number[number] = (segment, int(level))
        if parent == "000000":
            require(level == "01", f"record {position}: level {level} at the top")
            top.append(segment)
        else:
            require(parent in by_number, f"record {position}: parent {parent} isn't before it")
            above, its_level = by_number[parent]
            require(int(level) == its_level + 1, f"record {position}: level {level}")
            above.below.append(segment)
    return head, top


def check_structure(segments, parent=None):
    """Names, order, counts, lengths, mandatory segments and fields."""
    last = 0
    for segment in segments:
        require(segment.name in SEGMENTS, f"segment {segment.name} is unknown in PEXR2002")
        above, order, _, _ = SEGMENTS[segment.name]
        require(above == parent, f"{segment.name} stands below {parent}")
        require(order >= last, f"{segment.name} stands too late")
        last = order
        for name, value in segment.fields.items():
            require(name in FIELDS[segment.name], f"{segment.name} has no field {name}")
            require(0 < len(value) <= FIELDS[segment.name][name][1],
                    f"{segment.name}-{name} '{value}' has {len(value)} characters")
        for name in MANDATORY.get(segment.name, []):
            require(segment.fields.get(name), f"{segment.name} lacks {name}")
        check_structure(segment.below, segment.name)
    for name, (above, _, most, mandatory) in SEGMENTS.items():
        count = sum(s.name == name for s in segments)
        require(count <= most, f"{count} times {name}")
        require(above != parent or not mandatory or count, f"{name} is missing below {parent}")


def cents_of(segment, field):
    value = segment.fields.get(field, "")
    require(AMOUNT.match(value), f"{segment.name}-{field} '{value}' is no amount")
    digits = value.strip().rstrip("-")
    whole, _, part = digits.partition(".")
    return (int(whole) * 100 + int(part.ljust(2, "0"))) * (-1 if value.endswith("-") else 1)


def check_control(head, basic_type, message):
    """The control record of what goes into SAP."""
    expected = {"MANDT": CLIENT, "DIRECT": "2", "IDOCTYP": basic_type, "MESTYP": message,
                "SNDPRT": "LS", "RCVPRT": "LS", "RCVPOR": PORT, "RCVPRN": SYSTEM}
    for name, value in expected.items():
        require(head.get(name) == value, f"control record: {name} is {head.get(name)!r}")
    for name, value in head.items():
        require(name == "TABNAM" or len(value) <= CONTROL[name][1], f"{name} is too long")
    require(re.fullmatch(r"\d{16}", head.get("DOCNUM", "")) and int(head["DOCNUM"]),
            f"DOCNUM {head.get('DOCNUM')!r}")
    require(re.fullmatch(r"\d{8}", head.get("CREDAT", "")), "CREDAT is no day")


def read_proposal(body):
    """What a clearing proposal says, or Invalid."""
    head, segments = parse_flat(body) if body.startswith(b"EDI_DC40") else parse_xml(body)
    check_control(head, "PEXR2002", "REMADV")
    check_structure(segments)
    top = segments[0]
    require(top.fields["BGMREF"] == head.get("ARCKEY"), "ARCKEY isn't the advice's number")
    partners = {s.fields["PARVW"]: s.fields["PARTN"] for s in top.all("E1EDKA1")}
    require(set(partners) == {"AG", "BK"}, f"partners {sorted(partners)}")
    total_at = top.all("E1IDKU5")[0]
    require(total_at.fields["MOAQUAL"] == "002", "the total isn't 002")
    total, lines = cents_of(total_at, "MOABETR"), {}
    for line in top.all("E1IDPU1"):
        sums = {s.fields["MOAQUAL"]: cents_of(s, "MOABETR") for s in line.all("E1IDPU5")}
        require(len(sums) == len(line.all("E1IDPU5")), "an amount's qualifier stands twice")
        require(len({"004", "009"} & set(sums)) == 1, f"amounts {sorted(sums)}")
        paid = sums.get("004", 0) + sums.get("009", 0) - sums.get("003", 0)
        paid += sum(cents_of(s, "MOABETRG") for s in line.all("E1IDPU2"))
        number = line.fields["DOCNUMMR"]
        require(number not in lines, f"document {number} stands twice")
        lines[number] = paid
    require(sum(lines.values()) == total, f"lines come to {sum(lines.values())}, total {total}")
    reverses = [s.fields["BELNR"] for s in top.all("E1EDK02") if s.fields["QUALF"] == "011"]
    return {"key": head["ARCKEY"], "number": head["DOCNUM"], "customer": partners["AG"],
            "company_code": partners["BK"], "total": total, "lines": lines,
            "reverses": reverses[0] if reverses else None}


class Inbound:
    """SAP's inbound processing: takes an IDoc once by its ARCKEY and DOCNUM, posts it or finds an
    error in one of a hundred, and answers when it is asked to."""

    def __init__(self, errors_in=100):
        self.lock = threading.Lock()
        self.errors_in = errors_in
        self.posted = {}    # key -> proposal, its effect
        self.refused = {}   # key -> proposal
        self.invalid = []   # why, of what isn't a proposal
        self.bodies = {}    # key -> bytes of the first time
        self.repeated = 0
        self.unanswered = []

    def read(self, body):
        """What the IDoc says, or Invalid; with "answered" False where SAP doesn't answer it."""
        return read_proposal(body)

    def take(self, body):
        try:
            proposal = self.read(body)
        except Invalid as why:
            with self.lock:
                self.invalid.append(str(why))
            raise
        key = proposal["key"]
        with self.lock:
            if key in self.bodies:
                if self.bodies[key] != body:
                    self.invalid.append(f"{key} came again with other content")
                self.repeated += 1
                return
            numbers = {p["number"] for p in [*self.posted.values(), *self.refused.values()]}
            if proposal["number"] in numbers:
                self.invalid.append(f"DOCNUM {proposal['number']} is used twice")
            self.bodies[key] = body
            answered = proposal.get("answered", True)
            bad = answered and \
                int(hashlib.sha256(key.encode()).hexdigest(), 16) % self.errors_in == 0
            (self.refused if bad else self.posted)[key] = proposal
            if not bad:
                self.post(proposal)
            if answered:
                self.unanswered.append((key, proposal["number"], bad))

    def post(self, proposal):
        """What an IDoc that is posted does in SAP."""

    def answers(self, first_number):
        """The answers that are due, ALEAUD or STATUS, each an IDoc with its own number."""
        with self.lock:
            due, self.unanswered = self.unanswered, []
        for n, (key, number, bad) in enumerate(due):
            mine = first_number + n
            by_number = int(number) % 2 == 0  # ALEAUD knows no key
            yield (aleaud(mine, number, bad) if by_number else status(mine, key, number, bad))

    def tell_again(self, key, number, bad):
        with self.lock:
            self.unanswered.append((key, number, bad))


ERRORS = ("Customer account is blocked for posting", "Period 012026 is closed")


def aleaud(mine, number, bad):
    code, text = ("51", ERRORS[0]) if bad else \
        ("53", "Payment advice created")
    return idoc(mine, "ALEAUD01", "ALEAUD",
                '<E1ADHDR SEGMENT="1"><MESTYP>REMADV</MESTYP><E1STATE SEGMENT="1">'
                f'<DOCNUM>{number}</DOCNUM><STATUS>{code}</STATUS><STAMID>F2</STAMID>'
                f'<STAMNO>055</STAMNO><STATXT>{text}</STATXT><E1PRTOB SEGMENT="1">'
                f'<DOCNUM>{mine:016d}</DOCNUM></E1PRTOB></E1STATE></E1ADHDR>')


def status(mine, key, number, bad):
    code, text = ("51", "Period &amp;1 is closed") if bad else ("53", "Payment advice created")
    return idoc(mine, "SYSTAT01", "STATUS",
                f'<E1STATS SEGMENT="1"><TABNAM>EDI_DS40</TABNAM><DOCNUM>{number}</DOCNUM>'
                f'<LOGDAT>20260305</LOGDAT><LOGTIM>120000</LOGTIM><STATUS>{code}</STATUS>'
                f'<STATXT>{text}</STATXT><STAPA1>012026</STAPA1><ARCKEY>{key}</ARCKEY>'
                '<STATYP>S</STATYP><STAMID>F5</STAMID><STAMNO>201</STAMNO></E1STATS>')


class Server:
    """The HTTP port of SAP's inbound processing."""

    def __init__(self, inbound):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # an answer in one packet; two would wait for each other

            def log_message(self, *_):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                try:
                    inbound.take(body)
                    code, text = 200, b"accepted"
                except Invalid as why:
                    code, text = 400, str(why).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # the other end was killed

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()


class FilePort:
    """The directory of a file port: what appears there is taken and removed, as SAP does."""

    def __init__(self, inbound, directory):
        self.inbound, self.directory = inbound, pathlib.Path(directory)

    def collect(self):
        for file in sorted(self.directory.iterdir()):
            if file.suffix in (".xml", ".idoc") and file.is_file():
                try:
                    self.inbound.take(file.read_bytes())
                except Invalid:
                    pass  # noted as invalid
                file.unlink()
