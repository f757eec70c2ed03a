"""SAP's side of dunning data and credit limits (DEBMAS) and of statuses (SYSTAT01): what comes is
validated as strictly as the public facts allow, and has its effect on customers and on what SAP has
sent.

Which fields a segment has, in which order and how long, stands in debmas_fields.tsv, taken from a
public documentation of DEBMAS. Nothing here was ever compared with a real SAP."""
import pathlib
import re

import idoc
from idoc import require

BLANK = "/"  # the mark for no data: the field stays as it is
CHAINS = {"dunning": ("E1KNA1M", "E1KNB1M", "E1KNB5M"),
          "credit": ("E1KNA1M", "E1KNKAM", "E1KNKKM")}
KEYS = {"E1KNA1M": {"KUNNR"}, "E1KNB1M": {"BUKRS"}, "E1KNB5M": {"MABER"}, "E1KNKAM": set(),
        "E1KNKKM": {"KKBER"}}
TOLD = {"E1KNB5M": {"MADAT", "MAHNS", "MANSP"}, "E1KNKKM": {"KLIMK", "CRBLB"}}
STATS = {"E1STATS": {
    "TABNAM": (64, 10), "MANDT": (74, 3), "DOCNUM": (77, 16), "LOGDAT": (93, 8), "LOGTIM": (101, 6),
    "STATUS": (107, 2), "UNAME": (109, 12), "REPID": (121, 40), "ROUTID": (161, 30),
    "STACOD": (191, 8), "STATXT": (199, 70), "SEGNUM": (269, 6), "SEGFLD": (275, 30),
    "STAPA1": (305, 50), "STAPA2": (355, 50), "STAPA3": (405, 50), "STAPA4": (455, 50),
    "REFINT": (505, 14), "REFGRP": (519, 14), "REFMES": (533, 14), "ARCKEY": (547, 70),
    "STATYP": (617, 1), "STAMQU": (618, 3), "STAMID": (621, 20), "STAMNO": (641, 3)}}


def debmas_fields():
    """segment -> {field: length}, in the order of the segment."""
    fields = {}
    for line in (pathlib.Path(__file__).parent / "debmas_fields.tsv").read_text().splitlines():
        if not line.startswith("#"):
            segment, field, length = line.split("\t")
            fields.setdefault(segment, {})[field] = int(length)
    return fields


DEBMAS = debmas_fields()


def check_fields(segment, lengths):
    """Names, order and lengths."""
    names = list(lengths)
    for name, value in segment.fields.items():
        require(name in lengths, f"{segment.name} has no field {name}")
        require(0 < len(value) <= lengths[name],
                f"{segment.name}-{name} '{value}' has {len(value)} characters")
    order = [names.index(name) for name in segment.fields]
    require(order == sorted(order), f"{segment.name}: its fields' order")


def read_customer_change(body):
    """A change of one customer's dunning data in one company code and area, or of the credit in
    one credit control area."""
    head, segments = idoc.parse_xml(body, "DEBMAS06")
    idoc.check_control(head, "DEBMAS06", "DEBMAS")
    found, said = segments, {}
    kind = "credit" if b"<E1KNKKM " in body else "dunning"
    for name in CHAINS[kind]:
        require([s.name for s in found] == [name], f"{[s.name for s in found]} instead of {name}")
        segment = found[0]
        check_fields(segment, DEBMAS[name])
        require(segment.fields.get("MSGFN") == "004", f"{name} isn't a change")
        for field in DEBMAS[name]:
            value = segment.fields.get(field)
            if field in KEYS[name]:
                said[field] = value or ""
                require(value != BLANK and (value or field == "MABER"), f"{name} lacks {field}")
            elif field in TOLD.get(name, ()):
                said[field] = value
                require(value is not None, f"{name}: {field} says nothing")
            else:
                require(field == "MSGFN" or value == BLANK,
                        f"{name}-{field} {value!r} would change it")
        found = segment.below
    require(not found, f"{CHAINS[kind][-1]} has segments below it")
    if kind == "credit":
        return {"key": head["ARCKEY"], "number": head["DOCNUM"], "kind": "credit",
                "account": (said["KUNNR"], said["KKBER"]), **credit_told(said)}
    return {"key": head["ARCKEY"], "number": head["DOCNUM"], "kind": "dunning",
            "account": (said["KUNNR"], said["BUKRS"], said["MABER"]), **dunning_told(said)}


def credit_told(said):
    limit, block = said["KLIMK"], said["CRBLB"]
    require(limit != BLANK or block != BLANK, "a change of credit that changes nothing")
    told = {}
    if limit != BLANK:
        require(re.fullmatch(r"\d{1,13}(\.\d{1,3})?", limit), f"KLIMK {limit!r}")
        told["limit"] = limit
    if block != BLANK:
        require(block in ("X", " "), f"CRBLB {block!r}")
        told["blocked"] = block == "X"
    return told


def dunning_told(said):
    day, level, block = said["MADAT"], said["MAHNS"], said["MANSP"]
    if block != BLANK:
        require(day == level == BLANK, "a block and a notice in one message")
        require(len(block) == 1, f"MANSP {block!r}")
        return {"block": block.strip()}
    require(re.fullmatch(r"20\d\d[01]\d[0-3]\d", day), f"MADAT {day!r}")
    require(re.fullmatch(r"[1-9]", level), f"MAHNS {level!r}")
    return {"day": day, "level": int(level)}


def read_status(body):
    """What became of an IDoc that SAP sent."""
    flat = body.startswith(b"EDI_DC40")
    head, segments = idoc.parse_flat(body, STATS) if flat else idoc.parse_xml(body, "SYSTAT01")
    idoc.check_control(head, "SYSTAT01", "STATUS")
    require([s.name for s in segments] == ["E1STATS"], "one E1STATS is expected")
    check_fields(segments[0], {f: length for f, (_, length) in STATS["E1STATS"].items()})
    fields = segments[0].fields
    require(re.fullmatch(r"\d{16}", fields.get("DOCNUM", "")), "E1STATS-DOCNUM")
    require(re.fullmatch(r"20\d{6}", fields.get("LOGDAT", "")), "E1STATS-LOGDAT")
    require(re.fullmatch(r"[0-2]\d[0-5]\d[0-5]\d", fields.get("LOGTIM", "")), "E1STATS-LOGTIM")
    require(fields.get("STATUS") in ("53", "51", "56"), f"STATUS {fields.get('STATUS')}")
    posted = fields["STATUS"] == "53"
    require(fields.get("STATYP") == ("S" if posted else "E"), f"STATYP {fields.get('STATYP')}")
    text = fields.get("STATXT", "")
    for n in range(1, 5):
        text = text.replace(f"&{n}", fields.get(f"STAPA{n}", ""))
    require(text, "a status without a text")
    return {"key": head["ARCKEY"], "number": head["DOCNUM"], "kind": "status", "answered": False,
            "idoc": int(fields["DOCNUM"]), "status": fields["STATUS"], "text": text}


class Inbound(idoc.Inbound):
    """Posts dunning data to the customers that SAP has, and takes statuses of what it sent."""

    def __init__(self, accounts, sent, errors_in=10):
        super().__init__(errors_in)
        self.accounts = accounts                        # (customer, company code, area)
        self.dunning = {}                               # account -> [(day, level)]
        self.blocks = {}                                # account -> [block]
        self.statuses = {number: [] for number in sent}  # DOCNUM -> [(status, text)]

    def read(self, body):
        if b"SYSTAT01" in body[:600]:
            told = read_status(body)
            require(told["idoc"] in self.statuses, f"IDoc {told['idoc']} was never sent")
            return told
        if b"DEBMAS06" in body[:600]:
            told = read_customer_change(body)
            require(told["account"] in self.accounts, f"there is no account {told['account']}")
            return told
        return super().read(body)

    def post(self, proposal):
        kind = proposal.get("kind")
        if kind == "status":
            before = self.statuses[proposal["idoc"]]
            news = (proposal["status"], proposal["text"])
            if before and (before[-1] == news or before[-1][0] == "53"):
                self.invalid.append(f"IDoc {proposal['idoc']} is {news} behind {before[-1]}")
            before.append(news)
        elif kind == "dunning" and "block" in proposal:
            self.blocks.setdefault(proposal["account"], []).append(proposal["block"])
        elif kind == "dunning":
            before = self.dunning.setdefault(proposal["account"], [])
            news = (proposal["day"], proposal["level"])
            if before and before[-1] >= news:
                self.invalid.append(f"{proposal['account']}: {news} behind {before[-1]}")
            before.append(news)
