"""The same made-up report in every format that is read: made here, byte by byte, without any office
program."""
import io
import zipfile

RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zip_:
        for name, text in parts.items():
            zip_.writestr(name, text)
    return out.getvalue()


def relationships(*targets):
    rows = "".join(f'<Relationship Id="rId{i}" Type="{RELS}/{kind}" Target="{target}"/>'
                   for i, (kind, target) in enumerate(targets, 1))
    return ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
            f'2006/relationships">{rows}</Relationships>')


def html(lines, table):
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><body>{body}<table>{rows}</table></body></html>".encode()


def docx(lines, table):
    def paragraph(text):
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    rows = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
                   for row in table)
    body = "".join(map(paragraph, lines))
    return packed({
        "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
        "word/header1.xml": f'<w:hdr xmlns:w="{WORD}">{paragraph("页眉99亩")}</w:hdr>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{WORD}">'
                             f"<w:body>{body}<w:tbl>{rows}</w:tbl></w:body></w:document>",
    })


def xlsx(lines, table, sheets=1):
    """Each line alone in its row, then the table; numbers are numbers. All sheets are the same part."""
    rows = ""
    for number, row in enumerate([[line] for line in lines] + table, 1):
        cells = "".join(f"<c><v>{cell}</v></c>" if cell.isdigit() else
                        f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row)
        rows += f'<row r="{number}">{cells}</row>'
    return packed({
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELS}"><sheets>'
                           + '<sheet name="Sheet1" sheetId="1" r:id="rId1"/>' * sheets +
                           "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>'
                                    "</worksheet>",
    })


def csv(lines, table):
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n"
                   for row in [[line] for line in lines] + table).encode("gb18030")


def pdf(pages):
    """Pages of lines. The font is none that is embedded; its map says which characters it shows."""
    used = sorted({c for page in pages for line in page for c in line})
    chars = "\n".join(f"<{ord(c):04x}> <{ord(c):04x}>" for c in used)
    cmap = ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def\n"
            "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(used)} beginbfchar\n{chars}\nendbfchar endcmap end end")
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Made /DW 1000 /W [32 126 500] /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    for page in pages:
        shown = "".join(f"1 0 0 1 60 {780 - 24 * i} Tm <{line.encode('utf-16-be').hex()}> Tj\n"
                        for i, line in enumerate(page))
        stream = f"BT /F 14 Tf\n{shown}ET"
        objects.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font "
                       f"<< /F 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    return out + (f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}trailer << /Size "
                  f"{len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n").encode()
