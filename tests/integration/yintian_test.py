#!/usr/bin/env python3
"""The real report: what is found in it, and its way to a ranking. Needs SHANGJI_CORPUS."""
import json
import os
import re
import shutil
import subprocess
import sys

from city import Township, check, city, command, contains, equal, program, rows_of, run, write_rows

CORPUS = os.environ.get("SHANGJI_CORPUS", "")
TOWN = "荫田镇"


def document():
    return os.path.join(CORPUS, "yintian", "yintian-2021.txt")


def score(folder):
    """Numbers of score.py: {line's name: (right, found or shown, wanted)}."""
    run_ = command(sys.executable, os.path.join(CORPUS, "score.py"), os.path.join(CORPUS, folder),
                   "--", program("shangji"), "read", "--format", "jsonl")
    print(run_.stdout)
    counted = {}
    for line in run_.stdout.splitlines():
        name = line.split("  ")[0].strip()
        full = re.search(r"\((\d+) right, (\d+) found, (\d+) wanted\)", line)
        share = re.search(r"\((\d+)/(\d+)\)", line)
        if full:
            counted[name] = tuple(map(int, full.groups()))
        elif share:
            counted[name] = tuple(map(int, share.groups()))
    return counted


def test_the_reader_finds_what_the_annotation_has():
    counted = score("yintian")
    right, found, wanted = counted["span"]
    check(right >= 58 and found - right <= 2 and wanted == 60, counted)
    right, found, wanted = counted["indicator"]
    check(right >= 45 and found - right <= 3, counted)


def test_the_reader_holds_its_level_on_the_short_texts():
    counted = score("dev")
    right, found, wanted = counted["span+value+unit"]
    f1 = 2 * right / (found + wanted)
    check(f1 >= 0.95, counted)


def test_the_slips_are_flagged_and_not_mended():
    lines = command(program("shangji"), "read", document(), "--format", "jsonl").stdout.splitlines()
    figures = {f["surface"]: f for f in map(json.loads, lines)}
    equal(figures["15000千余亩"]["value"], "15000000", "as written")
    check("doubled_multiplier" in figures["15000千余亩"]["anomalies"], figures["15000千余亩"])
    equal(figures["1426余亩"]["value"], "1426", "as written")
    check("odd_precision" in figures["1426余亩"]["anomalies"], figures["1426余亩"])


def test_the_report_is_ranked_with_its_words():
    with city(division="430482") as made:
        version = made.open_year(2021)
        check(version, "a catalogue")
        roll = made.call("Ledger/GetRoll", {})["townships"]
        code = next(t["township"]["code"] for t in roll if t["township"]["name"] == TOWN)
        clerk = Township(made, code)
        clerk.enrol()
        copy = os.path.join(made.folder, "yintian-2021.txt")
        shutil.copy(document(), copy)
        draft = clerk.draft(copy)
        clerk.shangji("check", draft, expect=1)
        clerk.pack(draft, "2021", expect=1)
        rows = rows_of(draft)
        for row in rows:
            if row["需处理"] and row["原文"] == "15000千余亩":
                row.update({"处理": "更正", "更正值": "15000余", "理由": "“千”字系笔误"})
            elif row["需处理"]:
                row.update({"处理": "属实", "理由": "经核对属实"})
        write_rows(draft, rows)
        clerk.pack(draft, "2021")
        clerk.submit()
        answer = json.loads(clerk.shangji("rank", "early_rice_area", "--year", "2021", "--format",
                                          "json").stdout)
        row = answer["rows"][0]
        equal(row["name"], TOWN, "name")
        equal(row["value"]["value"], "1140", "value")
        equal(row["value"]["interval"], {"lo": "1140", "hi": "1150", "hiOpen": True}, "interval")
        equal(row["value"]["words"], "早稻种植1140余亩", "words")
        equal(len(answer["absent"]), len(roll) - 1, "all others are named as absent")
        rape = json.loads(clerk.shangji("rank", "rapeseed_area", "--year", "2021", "--format",
                                        "json").stdout)["rows"][0]["value"]
        equal((rape["value"], rape["surface"]), ("15000", "15000千余亩"), "the correction")
        contains(rape["reason"], "笔误")
        contains(clerk.shangji("rank", "early_rice_area", "--year", "2021").stdout, "早稻种植1140余亩")


if __name__ == "__main__":
    if not os.path.isfile(os.path.join(CORPUS, "score.py")):
        print("skipped: SHANGJI_CORPUS does not name the annotated reports")
        sys.exit(77)
    run(test_the_reader_finds_what_the_annotation_has,
        test_the_reader_holds_its_level_on_the_short_texts,
        test_the_slips_are_flagged_and_not_mended, test_the_report_is_ranked_with_its_words)
