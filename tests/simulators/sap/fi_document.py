"""A clearing as SAP takes it in as an FI document (FIDCCP02, message type FIDCC2): segments,
fields, their order and lengths, debits and credits, and what each line must have.

Fields and their order are those of BKPF and BSEG as public samples of FIDCCP02 have them, lengths
those of the tables. Nothing here was ever compared with a real SAP."""
import re

import idoc
from idoc import require

# field: (length, mandatory)
HEADER = {"BUKRS": (4, True), "BELNR": (10, False), "GJAHR": (4, False), "BLART": (2, True),
          "BLDAT": (8, True), "BUDAT": (8, True), "MONAT": (2, False), "CPUDT": (8, False),
          "XBLNR": (16, False), "BKTXT": (25, False), "WAERS": (5, True), "KURSF": (10, False),
          "AWTYP": (5, False), "HWAER": (5, True)}
LINE = {"BUZEI": (3, True), "AUGDT": (8, False), "AUGBL": (10, False), "BSCHL": (2, True),
        "KOART": (1, True), "UMSKZ": (1, False), "SHKZG": (1, True), "DMBTR": (16, True),
        "WRBTR": (16, True), "VALUT": (8, False), "ZUONR": (18, False), "SGTXT": (50, False),
        "VBELN": (10, False), "HKONT": (10, False)}
TERMS = {"KUNNR": (10, True), "ZFBDT": (8, False), "ZTERM": (4, False), "WSKTO": (16, False),
         "REBZG": (10, False), "REBZJ": (4, False), "REBZZ": (3, False), "REBZT": (1, False),
         "KIDNO": (30, False)}
KEYS = {("D", "H"): "15", ("D", "S"): "05", ("S", "S"): "40", ("S", "H"): "50"}
AMOUNT = re.compile(r"^\d{1,13}\.\d{2}$")  # no sign: SHKZG says the side
DAY = re.compile(r"^20\d\d[01]\d[0-3]\d$")


def check(segment, fields):
    names = list(fields)
    for name, value in segment.fields.items():
        require(name in fields, f"{segment.name} has no field {name}")
        require(0 < len(value) <= fields[name][0],
                f"{segment.name}-{name} '{value}' has {len(value)} characters")
    order = [names.index(name) for name in segment.fields]
    require(order == sorted(order), f"{segment.name}: its fields' order")
    for name, (_, mandatory) in fields.items():
        require(not mandatory or segment.fields.get(name), f"{segment.name} lacks {name}")


def cents_of(segment, field):
    value = segment.fields[field]
    require(AMOUNT.match(value), f"{segment.name}-{field} '{value}' is no amount")
    return int(value.replace(".", ""))


class Reader:
    def __init__(self):
        self.total, self.customers, self.items, self.balance = 0, set(), {}, 0

    def read_line(self, line, position):
        check(line, LINE)
        f = line.fields
        require(f["BUZEI"] == f"{position:03d}", f"line {position} is BUZEI {f['BUZEI']}")
        require(f["BSCHL"] == KEYS.get((f["KOART"], f["SHKZG"])),
                f"posting key {f['BSCHL']} of {f['KOART']}{f['SHKZG']}")
        cents = cents_of(line, "WRBTR")
        require(cents > 0, f"line {position} has no amount")
        require(cents_of(line, "DMBTR") == cents, "local and document currency differ")
        signed = cents if f["SHKZG"] == "S" else -cents
        self.balance += signed
        if f["KOART"] == "S":
            require(f.get("HKONT"), f"line {position} lacks HKONT")
            require(not line.below, "a line of the general ledger with terms")
            if "VALUT" in f:
                require(position == 1, "the bank's line isn't the first")
                self.total += signed
            return
        require([s.name for s in line.below] == ["E1FINBU"], "a customer's line has one E1FINBU")
        self.read_terms(line.below[0])
        item = f.get("ZUONR")
        require(item and item not in self.items, f"assignment {item!r}")
        self.items[item] = -signed

    def read_terms(self, terms):
        check(terms, TERMS)
        require(not terms.below, "E1FINBU has segments below it")
        refers = [terms.fields.get(name) is not None for name in ("REBZG", "REBZJ", "REBZZ")]
        require(all(refers) or not any(refers), "half a reference to the invoice")
        if "WSKTO" in terms.fields:
            require(cents_of(terms, "WSKTO") > 0, "WSKTO")
        self.customers.add(terms.fields["KUNNR"])


def read_clearing(body):
    """What the document says, in the form of idoc.read_proposal, or Invalid."""
    head, segments = idoc.parse_xml(body, "FIDCCP02")
    idoc.check_control(head, "FIDCCP02", "FIDCC2")
    require([s.name for s in segments] == ["E1FIKPF"], "one document is expected")
    top = segments[0]
    check(top, HEADER)
    for name in ("BLDAT", "BUDAT"):
        require(DAY.match(top.fields[name]), f"E1FIKPF-{name}")
    require(top.fields["WAERS"] == top.fields["HWAER"], "a foreign currency without a rate")
    require(top.fields.get("XBLNR") == head["DOCNUM"], "XBLNR isn't the IDoc's number")
    require(1 <= len(top.below) <= 999, f"{len(top.below)} lines")
    reader = Reader()
    for position, line in enumerate(top.below, 1):
        require(line.name == "E1FISEG", f"{line.name} below E1FIKPF")
        reader.read_line(line, position)
    require(reader.balance == 0, f"debits less credits are {reader.balance}")
    require(len(reader.customers) == 1, f"customers {sorted(reader.customers)}")
    return {"key": head["ARCKEY"], "number": head["DOCNUM"], "customer": reader.customers.pop(),
            "company_code": top.fields["BUKRS"], "total": reader.total, "lines": reader.items,
            "reverses": None}
