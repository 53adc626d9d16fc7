#!/usr/bin/env python3
"""One made-up report in every format: the same figures come out of each, and what is no report is
refused with what to do."""
import json
import os
import shutil
import tempfile

import documents
from city import check, command, contains, equal, program, run

LINES = ["荫田镇2021年工作总结",
         "一、粮食生产",
         "全镇粮食播种面积12600余亩,比上年同期增长3.6%,油茶新造面积约500亩。",
         "附:主要作物情况"]
TABLE = [["作物", "种植面积(亩)", "产量(吨)"], ["早稻", "1140", "456"], ["晚稻", "1300", "585"]]
PROSE = LINES + ["早稻种植面积1140亩,早稻产量456吨。", "晚稻种植面积1300亩,晚稻产量585吨。"]
PRINTED = [["荫田镇2021年工作总结", "一、粮食生产",
            "全镇粮食播种面积12600余亩,比上年同期增长3.", "- 1 -"],
           ["6%,油茶新造面积约500亩。", "附:主要作物情况",
            "早稻种植面积1140亩,早稻产量456吨。", "晚稻种植面积1300亩,晚稻产量585吨。", "- 2 -"]]
KEPT = ("surface", "value", "unit", "qualifier", "kind", "indicator", "year")


def read(name, content, **options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return command(program("shangji"), "read", path, "--home", folder, "--format", "jsonl",
                       **options)


def figures(name, content):
    lines = read(name, content).stdout.splitlines()
    return [{key: figure.get(key) for key in KEPT} for figure in map(json.loads, lines)]


def test_every_format_gives_the_same_figures():
    wanted = figures("a.txt", "\n".join(PROSE).encode())
    equal([f["surface"] for f in wanted],
          ["12600余亩", "3.6%", "约500亩", "1140亩", "456吨", "1300亩", "585吨"], "the text's figures")
    equal(wanted[3]["indicator"], "early_rice_area", "the table's indicator")
    for name, content in {"a.html": documents.html(LINES, TABLE), "a.docx": documents.docx(LINES, TABLE),
                          "a.xlsx": documents.xlsx(LINES, TABLE), "a.csv": documents.csv(LINES, TABLE),
                          "a.doc": documents.docx(LINES, TABLE)}.items():
        equal(figures(name, content), wanted, name)


def test_a_pdf_gives_the_same_figures():
    if shutil.which("pdftotext") is None:
        print("skipped: pdftotext is not installed")
        return
    wanted = figures("a.txt", "\n".join(PROSE).encode())
    equal(figures("a.pdf", documents.pdf(PRINTED)), wanted, "a.pdf")


def test_a_scan_is_refused():
    if shutil.which("pdftotext") is None:
        print("skipped: pdftotext is not installed")
        return
    contains(read("a.pdf", documents.pdf([[], []]), expect=65).stderr, "scan")
    contains(read("a.pdf", b"%PDF-1.4\nnothing", expect=65).stderr, "damaged")


def test_without_pdftotext_the_message_says_what_to_install():
    said = read("a.pdf", documents.pdf(PRINTED), expect=78, env={"PATH": "/nonexistent"}).stderr
    contains(said, "poppler-utils")


def test_old_formats_and_drafts_say_what_to_do():
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    contains(read("a.doc", ole, expect=65).stderr, ".docx")
    contains(read("a.wps", ole, expect=65).stderr, ".docx")
    contains(read("a.xls", ole, expect=65).stderr, ".xlsx")
    contains(read("a.docx", ole, expect=65).stderr, "password")
    contains(read("a.txt", documents.packed({"a.txt": "x"}), expect=65).stderr, "not what its name says")
    draft = "序号,需处理,处理,指标,原文,所在句,识别值\r\n1,,,,1140亩,,1140\r\n"
    contains(read("a.csv", draft.encode(), expect=65).stderr, "shangji check")


def test_a_bomb_is_refused():
    bomb = documents.packed({"_rels/.rels": documents.relationships(
        ("officeDocument", "word/document.xml")), "word/document.xml": " " * (60 * 1024 * 1024)})
    check(len(bomb) < 100000, "the bomb is small")
    contains(read("a.docx", bomb, expect=75).stderr, "MiB")
    # one large part that every sheet names
    twice = documents.xlsx([], [["一"] * 150] * 4000, sheets=60)
    contains(read("a.xlsx", twice, expect=75, timeout=60).stderr, "keep only what belongs")


if __name__ == "__main__":
    run(test_every_format_gives_the_same_figures, test_a_pdf_gives_the_same_figures,
        test_a_scan_is_refused, test_without_pdftotext_the_message_says_what_to_install,
        test_old_formats_and_drafts_say_what_to_do, test_a_bomb_is_refused)
