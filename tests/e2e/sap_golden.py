#!/usr/bin/env python3
"""The simulator of SAP reads the golden IDoc of a change of credit as what it is, and refuses what
differs from it. The unit test of the writer compares with the same file, byte for byte."""
import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "simulators" / "sap"))
import idoc  # noqa: E402
import master_data  # noqa: E402

GOLDEN = (TESTS / "unit" / "sap" / "golden" / "credit_change.xml").read_bytes()
WRONG = {
    b"<KLIMK>50000.00</KLIMK>": b"<KLIMK>50,000</KLIMK>",        # no amount
    b"<CRBLB>X</CRBLB>": b"<CRBLB>Y</CRBLB>",                    # no block
    b"<CTLPC>/</CTLPC>": b"",                                    # would clear the risk class
    b"<KKBER>1000</KKBER>": b"<KKBER>10000</KKBER>",             # too long
    b"<KNKLI>/</KNKLI><CTLPC>/</CTLPC>": b"<CTLPC>/</CTLPC><KNKLI>/</KNKLI>",  # order
    b"<DIRECT>2</DIRECT>": b"<DIRECT>1</DIRECT>",                # out of SAP
    b'<E1KNKAM SEGMENT="1"><MSGFN>004': b'<E1KNKAM SEGMENT="1"><MSGFN>003',    # a deletion
}


def main():
    told = master_data.read_customer_change(GOLDEN)
    assert told["account"] == ("0000100001", "1000"), told
    assert told["limit"] == "50000.00" and told["blocked"] is True, told
    for right, wrong in WRONG.items():
        assert GOLDEN.count(right) == 1, right
        try:
            master_data.read_customer_change(GOLDEN.replace(right, wrong))
        except idoc.Invalid:
            continue
        raise AssertionError(f"{wrong} was taken")
    print("the golden change of credit is taken, seven others are refused")


if __name__ == "__main__":
    main()
