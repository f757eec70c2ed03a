#!/usr/bin/env python3
"""How fast INVOIC IDocs are decoded, as XML and as flat files, beside the floors: pugixml parsing
the same bytes into a tree, and memchr looking for the same line ends.

    idocs.py BUILD_DIR [--documents 100000] [--padded]

BUILD_DIR has bin/saldo and tests/saldo_floor. Flat lines are trimmed, as most transfers leave them,
or padded to their full width."""
import argparse
import pathlib
import sys
import tempfile

from readers import run

SEGMENTS = [("E1EDK01", "E2EDK01005", {"CURCY": (68, "EUR"), "BSART": (143, "INVO"),
                                       "BELNR": (147, "{number}")}),
            ("E1EDKA1", "E2EDKA1003", {"PARVW": (64, "BK"), "PARTN": (67, "1000")}),
            ("E1EDKA1", "E2EDKA1003", {"PARVW": (64, "RG"), "PARTN": (67, "0000100001")}),
            ("E1EDK02", "E2EDK02", {"QUALF": (64, "009"), "BELNR": (67, "{number}"),
                                    "DATUM": (108, "20260105")}),
            ("E1EDK02", "E2EDK02", {"QUALF": (64, "001"), "BELNR": (67, "4500000001"),
                                    "DATUM": (108, "20251220")}),
            ("E1EDK03", "E2EDK03", {"IDDAT": (64, "026"), "DATUM": (67, "20260105")}),
            ("E1EDK18", "E2EDK18", {"QUALF": (64, "001"), "TAGE": (67, "30")}),
            ("E1EDS01", "E2EDS01", {"SUMID": (64, "011"), "SUMME": (67, "1190.00"),
                                    "WAERQ": (88, "EUR")})]


def xml_template():
    segments = "".join(
        f'  <{name} SEGMENT="1">\n' + "".join(f"    <{field}>{value}</{field}>\n"
                                              for field, (_, value) in fields.items()) +
        f"  </{name}>\n" for name, _, fields in SEGMENTS)
    return ('<IDOC BEGIN="1">\n  <EDI_DC40 SEGMENT="1">\n    <MANDT>100</MANDT>\n'
            "    <DOCNUM>{document}</DOCNUM>\n    <DIRECT>1</DIRECT>\n"
            "    <IDOCTYP>INVOIC02</IDOCTYP>\n    <MESTYP>INVOIC</MESTYP>\n"
            "    <SNDPRN>PRDCLNT100</SNDPRN>\n  </EDI_DC40>\n" + segments + "</IDOC>\n")


def record(width, padded, columns):
    """A line with values at columns counted from 1; a placeholder stands for a text of its own
    length, which the columns behind it allow for."""
    line, longer = "", 0
    for first, value in columns:
        line = line.ljust(first - 1 + longer) + value
        longer += {"{document}": len(value) - 16, "{number}": len(value) - 10}.get(value, 0)
    return line.ljust(width + longer) if padded else line


def flat_template(padded):
    lines = [record(524, padded, [(1, "EDI_DC40"), (11, "100"), (14, "{document}"), (30, "756"),
                                  (34, "30"), (36, "1"), (40, "INVOIC02"), (100, "INVOIC"),
                                  (159, "LS"), (163, "PRDCLNT100")])]
    for position, (_, name, fields) in enumerate(SEGMENTS, 1):
        lines.append(record(1063, padded, [(1, name), (31, "100"), (34, "{document}"),
                                           (50, f"{position:06d}"), (56, "000000"), (62, "01"),
                                           *fields.values()]))
    return "\n".join(lines) + "\n"


def write(path, template, documents, begin="", end=""):
    with open(path, "w", encoding="ascii") as file:
        file.write(begin)
        for n in range(1, documents + 1):
            file.write(template.replace("{document}", f"{n:016d}")
                       .replace("{number}", f"{90000000 + n:010d}"))
        file.write(end)


def best(command, times=3):
    figures = [run(command) for _ in range(times)]
    if None in figures:
        raise SystemExit(f"fails: {' '.join(map(str, command))}")
    return min(figures)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--documents", type=int, default=100000)
    parser.add_argument("--padded", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        xml, flat = pathlib.Path(folder, "invoices.xml"), pathlib.Path(folder, "invoices.idoc")
        write(xml, xml_template(), options.documents,
              '<?xml version="1.0" encoding="UTF-8"?>\n<INVOIC02>\n', "</INVOIC02>\n")
        write(flat, flat_template(options.padded), options.documents)
        for file, floor, name in ((xml, "dom", "pugixml"), (flat, "lines", "memchr")):
            saldo = best([options.build / "bin" / "saldo", "decode", "--format", "count",
                          "--plugin-dir", options.build / "lib" / "saldo" / "plugins", file])
            bare = best([options.build / "tests" / "saldo_floor", floor, file])
            megabytes = file.stat().st_size / 1e6
            print(f"{file.name}: {options.documents} documents, {megabytes:.0f} MB; saldo "
                  f"{megabytes / saldo[0]:.0f} MB/s, {saldo[1]:.0f} MiB; {name} "
                  f"{megabytes / bare[0]:.0f} MB/s: {bare[0] / saldo[0]:.2f} of it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
