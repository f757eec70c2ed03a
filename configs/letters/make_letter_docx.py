#!/usr/bin/env python3
"""Writes letter.docx, the Word template of letters that a language or a letter has none of its own
for: python3 make_letter_docx.py [FILE]. Change the template in Word as you like; this script is how
the first one came about. What a template may name stands in daemon/render/letter_docx.hpp."""
import pathlib
import struct
import sys
import zipfile
import zlib

W = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
     'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
     'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
     'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
     'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"')
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def mm(length):
    """In twentieths of a point, as Word measures."""
    return round(length * 1440 / 25.4)


def run(text, bold=False, size=None, grey=False):
    looks = ("<w:b/>" if bold else "") + ('<w:color w:val="4D4D4D"/>' if grey else "") + \
        (f'<w:sz w:val="{round(2 * size)}"/>' if size else "")
    return (f"<w:r>{f'<w:rPr>{looks}</w:rPr>' if looks else ''}"
            f'<w:t xml:space="preserve">{text}</w:t></w:r>')


def paragraph(*runs, frame="", align="", before=0, after=0, tab=0, line="", keep=False):
    looks = (("<w:keepNext/>" if keep else "") + frame + line +
             (f'<w:tabs><w:tab w:val="left" w:pos="{mm(tab)}"/></w:tabs>' if tab else "") +
             f'<w:spacing w:before="{mm(before)}" w:after="{mm(after)}"/>' +
             (f'<w:jc w:val="{align}"/>' if align else ""))
    return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(runs)}</w:p>"


def frame(left, top, width, height):
    """A place on the page (DIN 5008, form B); what stands in it moves nothing else."""
    return (f'<w:framePr w:w="{mm(width)}" w:h="{mm(height)}" w:hRule="exact" w:hAnchor="page" '
            f'w:vAnchor="page" w:x="{mm(left)}" w:y="{mm(top)}" w:wrap="around"/>')


def border(edge, size=4):
    return f'<w:{edge} w:val="single" w:sz="{size}" w:space="1" w:color="999999"/>'


def cell(width, content, span=1, edge="", merge=""):
    more = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + merge + \
        (f"<w:tcBorders>{border(edge, 6)}</w:tcBorders>" if edge else "")
    return f'<w:tc><w:tcPr><w:tcW w:w="{mm(width)}" w:type="dxa"/>{more}</w:tcPr>{content}</w:tc>'


def table(widths, *rows):
    grid = "".join(f'<w:gridCol w:w="{mm(width)}"/>' for width in widths)
    return (f'<w:tbl><w:tblPr><w:tblW w:w="{mm(sum(widths))}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
            '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")


def row(*cells, title=False):
    looks = "<w:cantSplit/>" + ("<w:tblHeader/>" if title else "")
    return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(cells)}</w:tr>"


def items():
    columns = [("document", 45, ""), ("document_date", 30, ""), ("due_date", 30, ""),
               ("days_overdue", 25, "right"), ("open", 35, "right")]
    titles = [cell(width, paragraph(run(f"{{{{title_{name}}}}}", bold=True, size=9), align=align),
                   edge="bottom") for name, width, align in columns]
    fields = [cell(width, paragraph(run(f"{{{{items.{name}}}}}", size=9), align=align, before=0.8))
              for name, width, align in columns]
    totals = [cell(130, paragraph(run("{{totals.label}}", size=9), align="right", before=0.8), 4),
              cell(35, paragraph(run("{{totals.amount}}", bold=True, size=9), align="right",
                                 before=0.8))]
    return table([width for _, width, _ in columns], row(*titles, title=True), row(*fields),
                 row(*totals))


def picture():
    side = 32 * 36000
    return ('<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{side}" cy="{side}"/>'
            '<wp:docPr id="1" name="Payment code" descr="{{payment_code}}"/>'
            '<a:graphic><a:graphicData '
            'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            '<pic:nvPicPr><pic:cNvPr id="1" name="payment_code.png"/><pic:cNvPicPr/></pic:nvPicPr>'
            '<pic:blipFill><a:blip r:embed="rId3"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>")


def payment():
    begin, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    return table(
        [38, 90, 37],
        row(cell(128, paragraph(run("{{payment_title}}", bold=True), after=1), 2),
            cell(37, paragraph(picture(), align="right"), merge=begin)),
        row(cell(38, paragraph(run("{{payment.label}}", size=9, grey=True))),
            cell(90, paragraph(run("{{payment.value}}", size=9))),
            cell(37, paragraph(), merge=on)),
        row(cell(38, paragraph()), cell(90, paragraph()),
            cell(37, paragraph(run("{{code_hint.line}}", size=6.5, grey=True), align="right"))))


def document():
    window, facts = frame(25, 57, 80, 27), frame(125, 50, 75, 45)
    body = [paragraph(run("{{sender.line}}", size=9), frame=frame(25, 15, 100, 30)),
            paragraph(run("{{recipient.line}}"), frame=window),
            paragraph(run("{{facts.label}}", size=7.5, grey=True), "<w:r><w:tab/></w:r>",
                      run("{{facts.value}}", size=9), frame=facts, tab=28, after=0.8),
            paragraph(run("{{subject}}", bold=True, size=11), before=83, after=9, keep=True),
            paragraph(run("{{paragraph.text}}"), before=2.2, after=2.2),
            # Word takes tables without a paragraph between them for one, and wants one at the end.
            items(), paragraph(), payment(), paragraph(),
            f'<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
            f'<w:pgSz w:w="{mm(210)}" w:h="{mm(297)}"/>'
            f'<w:pgMar w:top="{mm(20)}" w:right="{mm(20)}" w:bottom="{mm(35)}" w:left="{mm(25)}" '
            f'w:header="{mm(10)}" w:footer="{mm(10)}" w:gutter="0"/></w:sectPr>']
    return f"{HEAD}<w:document {W}><w:body>{''.join(body)}</w:body></w:document>"


def footer():
    def field(name):
        return f'<w:fldSimple w:instr=" {name} ">{run("1", size=7.5, grey=True)}</w:fldSimple>'

    page = paragraph(run("{{page.before}}", size=7.5, grey=True), field("PAGE"),
                     run("{{page.between}}", size=7.5, grey=True), field("NUMPAGES"),
                     run("{{page.after}}", size=7.5, grey=True), align="right",
                     line=f"<w:pBdr>{border('top')}</w:pBdr>")
    lines = paragraph(run("{{footer.line}}", size=7.5, grey=True))
    return f"{HEAD}<w:ftr {W}>{page}{lines}</w:ftr>"


def styles():
    return (f'{HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>'
            '<w:rFonts w:ascii="DejaVu Sans" w:hAnsi="DejaVu Sans" w:cs="DejaVu Sans"/>'
            '<w:sz w:val="20"/></w:rPr></w:rPrDefault></w:docDefaults>'
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
            '<w:name w:val="Normal"/></w:style></w:styles>')


def png():
    """A grey square, where the payment code will be."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data +
                struct.pack(">I", zlib.crc32(kind + data)))

    rows = b"".join(b"\0" + b"\xd0" * 16 for _ in range(16))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def relationships(*links):
    lines = "".join(f'<Relationship Id="rId{i}" Type="{OFFICE}/relationships/{kind}" '
                    f'Target="{target}"/>' for i, (kind, target) in enumerate(links, 1))
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def main():
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                          else pathlib.Path(__file__).parent / "letter.docx")
    types = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{kind}+xml"/>'
                    for part, kind in (("document", "document.main"), ("styles", "styles"),
                                       ("footer1", "footer")))
    parts = {
        "[Content_Types].xml":
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="png" ContentType="image/png"/>{types}</Types>',
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/document.xml": document(),
        "word/_rels/document.xml.rels": relationships(
            ("styles", "styles.xml"), ("footer", "footer1.xml"), ("image", "media/image1.png")),
        "word/styles.xml": styles(),
        "word/footer1.xml": footer(),
        "word/media/image1.png": png(),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content,
                          zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
