#!/usr/bin/env python3
"""A report's whole way: read, packed, signed, submitted, ranked; a correction; a restart."""
import base64
import json
import os
import re
import signal

from city import (Township, check, city, contains, equal, read_bytes, rows_of, run, write,
                  write_rows)
from sample import report

RICE = ["1140余亩", "1145亩", "超过1200亩"]


def submitted(made, code, words, year=2021):
    clerk = Township(made, code)
    clerk.enrol()
    document = write(os.path.join(made.folder, f"{code}.txt"), report(words))
    clerk.pack(clerk.draft(document), str(year))
    clerk.submit()
    equal(clerk.outbox(), [], "outbox")
    equal(len(clerk.outbox("sent")), 1, "sent")
    return clerk


def rank(clerk, indicator="early_rice_area"):
    return json.loads(clerk.shangji("rank", indicator, "--year", "2021", "--format", "json").stdout)


def roll_codes(made):
    """The first three townships of the real county that the city was made of."""
    roll = made.call("Ledger/GetRoll", {})
    return [t["township"]["code"] for t in roll["townships"]][:3]


def test_a_report_goes_all_the_way():
    for scheme in ("tcp", "tls+tcp"):
        with city(scheme=scheme) as made:
            codes = roll_codes(made)
            made.open_year(2021)
            clerks = [submitted(made, code, words) for code, words in zip(codes, RICE)]
            answer = rank(clerks[0])
            equal([r["rank"] for r in answer["rows"]], [1, 2, 3], "ranks")
            equal([r["value"]["value"] for r in answer["rows"]], ["1200", "1145", "1140"], "values")
            vague = answer["rows"][2]["value"]
            equal(vague["interval"], {"lo": "1140", "hi": "1150", "hiOpen": True}, "interval")
            equal(vague["words"], "早稻种植1140余亩", "words")
            equal((answer["rows"][1]["best"], answer["rows"][1]["worst"]), (2, 3), "possible ranks")
            check(answer["ranked"] + len(answer["absent"]) == answer["townships"], "denominator")
            receipt = clerks[0].shangji("receipt").stdout
            contains(receipt, "2021")
            contains(clerks[0].shangji("coverage", "--year", "2021").stdout, "3")


def test_a_restart_answers_the_same():
    for how in (signal.SIGTERM, signal.SIGKILL):
        with city() as made:
            codes = roll_codes(made)
            made.open_year(2021)
            clerk = submitted(made, codes[0], RICE[0])
            before = (rank(clerk), made.checkpoint(), made.call("Ledger/GetRoll", {}),
                      clerk.shangji("coverage", "--year", "2021", "--format", "json").stdout)
            made.stop(how)
            made.start()
            after = (rank(clerk), made.checkpoint(), made.call("Ledger/GetRoll", {}),
                     clerk.shangji("coverage", "--year", "2021", "--format", "json").stdout)
            equal(after, before, "answers after a restart")


def test_a_correction_takes_its_place_and_nothing_is_lost():
    with city() as made:
        codes = roll_codes(made)
        made.open_year(2021)
        clerk = submitted(made, codes[0], RICE[0])
        first = made.call("Ledger/GetRoll", {})["reports"][0]
        document = write(os.path.join(made.folder, "again.txt"), report("1160亩"))
        identity = base64.b64decode(first["identity"]).hex()
        clerk.pack(clerk.draft(document), "2021", "--revision", "2", "--replaces", identity,
                   "--reason", "清查后更正")
        clerk.submit()
        answer = rank(clerk)
        equal([r["value"]["value"] for r in answer["rows"]], ["1160"], "the correction counts")
        equal(answer["rows"][0]["value"]["revision"], 2, "revision")
        old = made.call("Ledger/GetEnvelope", {"index": first["index"]})
        contains(old["entry"], f"{codes[0]}/2021/annual/1")


def test_the_same_report_has_one_place():
    with city() as made:
        codes = roll_codes(made)
        made.open_year(2021)
        clerk = submitted(made, codes[0], RICE[0])
        name = clerk.outbox("sent")[0]
        sent = os.path.join(clerk.home, "sent", name)
        size = made.size()
        reply = json.loads(made.submit_raw(read_bytes(sent + ".envelope"),
                                           read_bytes(sent + ".text")).stdout)
        check(reply["alreadyKnown"], "known")
        contains(read_bytes(sent + ".entry").decode(), reply["entry"])
        equal(made.size(), size, "the ledger's size")


def test_drafts_wait_for_the_clerk():
    with city() as made:
        codes = roll_codes(made)
        made.open_year(2021)
        clerk = Township(made, codes[0])
        clerk.enrol()
        document = write(os.path.join(made.folder, "x.txt"), report("15000千余亩"))
        draft = clerk.draft(document)
        flagged = [r for r in rows_of(draft) if r["需处理"]]
        equal([r["原文"] for r in flagged], ["15000千余亩"], "flagged")
        for command in (("check", draft), ("pack", draft, "--period", "2021", "--passphrase-file",
                                           made.passphrase)):
            refused = clerk.shangji(*command, expect=1)
            contains(refused.stdout + refused.stderr, flagged[0]["序号"])
        rows = rows_of(draft)
        for row in rows:
            if row["需处理"]:
                row.update({"处理": "更正", "更正值": "15000余", "理由": "多写了千字"})
        write_rows(draft, rows[::-1], encoding="gb18030")
        clerk.shangji("check", draft)
        clerk.pack(draft, "2021")
        clerk.submit()
        row = rank(clerk)["rows"][0]["value"]
        equal((row["value"], row["reason"], row["surface"]), ("15000", "多写了千字", "15000千余亩"),
              "the correction stands beside the words")


def test_an_old_year_keeps_its_catalogue():
    with city() as made:
        codes = roll_codes(made)
        version = made.open_year(2021)
        clerk = Township(made, codes[0])
        clerk.enrol()
        source = os.path.join(os.path.dirname(__file__), "..", "..", "data", "catalogue", "default.yaml")
        with open(source, encoding="utf-8") as file:
            text = file.read()
        newer = write(os.path.join(made.folder, "newer.yaml"),
                      re.sub(r"(?m)^version:.*$", "version: 2099.9", text, count=1))
        made.operator("publish", newer)
        made.operator("open", "2022", "--deadline", "2099-12-31", "--catalogue", "2099.9",
                      "--required", "early_rice_area,late_rice_area")
        clerk.shangji("submit")  # brings the folder up to date
        document = write(os.path.join(made.folder, "x.txt"), report(RICE[0]))
        draft = clerk.draft(document)
        contains(clerk.shangji("check", draft, "--period", "2022", expect=None).stdout,
                 "late_rice_area")
        clerk.pack(draft, "2022")
        old = os.path.join(made.folder, "old.csv")
        clerk.shangji("read", document, "--format", "csv", "--catalogue", version, "-o", old)
        clerk.pack(old, "2021")
        clerk.submit()
        equal(len(made.call("Ledger/GetRoll", {})["reports"]), 2, "both years are in")


if __name__ == "__main__":
    run(test_a_report_goes_all_the_way, test_a_restart_answers_the_same,
        test_a_correction_takes_its_place_and_nothing_is_lost, test_the_same_report_has_one_place,
        test_drafts_wait_for_the_clerk, test_an_old_year_keeps_its_catalogue)
