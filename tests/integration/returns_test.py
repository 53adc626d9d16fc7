#!/usr/bin/env python3
"""Sending back, reopening, withholding, reminding, replacing keys: what the operator does after the
reports are in; and that audit, proofs and fsck go along with all of it."""
import glob
import os
import shutil

from city import (Township, check, city, command, contains, equal, program, run, write)
from interop_test import report_once
from keys_test import Head
from life_test import roll_codes
from sample import report

RANK = {"indicator": "early_rice_area", "period": "2021"}


def shangji(made, *args, **options):
    return command(program("shangji"), *args, "--card", made.card, "--home",
                   os.path.join(made.folder, "auditor"), **options)


def holds(made):
    """Whoever looks finds nothing wrong."""
    contains(shangji(made, "audit").stdout, "The ledger holds.")
    proof = os.path.join(made.folder, "rank.proof")
    shangji(made, "rank", "early_rice_area", "--year", "2021", "--proof", proof)
    contains(shangji(made, "verify", proof).stdout, "nobody is left out")
    made.stop()
    contains(command(program("shangjid"), "fsck", made.directory).stdout, "whole")
    made.start()


def correct(made, clerk, surface, reason="sent back", **options):
    document = write(os.path.join(made.folder, f"{clerk.code}.txt"), report(surface))
    clerk.pack(clerk.draft(document), "2021", "--revision", "2", "--reason", reason, **options)
    clerk.submit(**options)


def test_a_report_sent_back_is_ranked_again_when_corrected():
    with city() as made:
        made.open_year(2021, required="early_rice_area")
        codes = roll_codes(made)
        first, second = (report_once(made, c, s) for c, s in zip(codes, ("1140余亩", "980亩")))
        equal(len(made.call("Query/Rank", RANK)["rows"]), 2, "ranked")
        shown = made.operator("return", codes[0], "--period", "2021", "--reason", "早稻面积与农办不符",
                              "--figure", "1=农办登记为1104亩", "--yes").stdout
        contains(shown, "早稻")
        answer = made.call("Query/Rank", RANK)
        equal([r["township"] for r in answer["rows"]], [codes[1]], "ranked without it")
        why = {a["township"]: a["why"] for a in answer["absent"]}
        equal(why[codes[0]], "ABSENCE_RETURNED", "why it is absent")
        equal(made.call("Query/Coverage", {"period": "2021"})["returned"], 1, "sent back")
        contains(made.operator("return", codes[0], "--period", "2021", "--reason", "x", "--yes",
                               expect=73).stderr, "already")
        contains(made.operator("return", codes[0], "--period", "2021", "--reason", "x", "--figure",
                               "99=y", "--yes", expect=66).stderr, "figures")
        contains(made.operator("return", codes[2], "--period", "2021", "--reason", "x", "--yes",
                               expect=66).stderr, "no report")
        reminded = made.operator("remind", "2021").stdout
        contains(reminded, "早稻面积与农办不符")
        contains(reminded, "农办登记为1104亩")
        townships = len(made.call("Ledger/GetRoll", {})["townships"])
        equal(reminded.count("To "), townships - 1, "reminded but the one that is done")
        # The way stays open for it after the closing, and for nobody else.
        made.operator("close", "2021")
        holds(made)
        correct(made, first, "1104亩")
        equal(len(made.call("Query/Rank", RANK)["rows"]), 2, "ranked again")
        document = write(os.path.join(made.folder, "second.txt"), report("990亩"))
        second.pack(second.draft(document), "2021", "--revision", "2", "--reason", "typing")
        contains(second.submit(expect=78).stderr, "closed")
        holds(made)


def test_one_township_is_let_in_after_the_closing():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        report_once(made, codes[1], "980亩")
        contains(made.operator("reopen", codes[0], "--period", "2021", "--deadline", "2099-01-31",
                               "--reason", "late", expect=78).stderr, "not closed")
        made.operator("close", "2021")
        made.operator("reopen", codes[0], "--period", "2021", "--deadline", "2099-01-31",
                      "--reason", "the clerk was ill")
        report_once(made, codes[0], "1140余亩")
        equal(len(made.call("Query/Rank", RANK)["rows"]), 2, "ranked")
        made.operator("close", "2021")
        equal(made.call("Ledger/GetRoll", {}).get("reopenings", []), [], "reopenings")
        holds(made)


def test_a_withheld_text_is_gone_and_all_else_verifies():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        clerk = report_once(made, codes[0], "1140余亩")
        state = made.call("Ledger/GetRoll", {})["reports"][0]
        asked = {"identity": state["identity"], "withText": True}
        check("text" in made.call("Ledger/GetEnvelope", asked), "there was no text")
        made.operator("withhold", codes[0], "--period", "2021", "--reason", "a phone number", "--yes")
        check("text" not in made.call("Ledger/GetEnvelope", asked), "the text is given out")
        made.stop()
        made.start()
        check("text" not in made.call("Ledger/GetEnvelope", asked), "the text came back")
        row, = made.call("Query/Rank", {**RANK, "withWords": True})["rows"]
        contains(row["value"]["words"], "1140余亩")
        holds(made)
        found = shangji(made, "rank", "early_rice_area", "--year", "2021", "--proof",
                        os.path.join(made.folder, "p")) and shangji(
                            made, "verify", os.path.join(made.folder, "p")).stdout
        contains(found, "1 reports whose text is not there")
        contains(made.operator("withhold", codes[0], "--period", "2021", "--reason", "x", "--yes",
                               expect=73).stderr, "already")
        equal(len(clerk.outbox("sent")), 1, "the township's own copy")


def test_a_report_needs_the_signatures_that_are_asked_for():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        made.operator("signers", codes[0], "--role", "preparer", "--role", "head")
        clerk = Township(made, codes[0])
        clerk.enrol()
        document = write(os.path.join(made.folder, "a.txt"), report("1140余亩"))
        clerk.pack(clerk.draft(document), "2021")
        contains(clerk.submit(expect=77).stderr, "head")
        report_once(made, codes[1], "980亩")
        head = Head(made, codes[0])
        head.enrol()
        clerk.shangji("cosign", clerk.outbox()[0], "--key", head.key, "--yes", "--passphrase-file",
                      made.passphrase)
        clerk.submit()
        equal(len(made.call("Query/Rank", RANK)["rows"]), 2, "ranked")
        # A rule that asks for less counts for what comes in from then on.
        made.operator("signers", codes[0], "--role", "preparer")
        correct(made, clerk, "1150亩", reason="typing")
        equal(len(made.call("Query/Rank", RANK)["rows"]), 2, "ranked")
        holds(made)


def test_a_lost_operator_key_is_replaced_by_the_recovery_key():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        new = os.path.join(made.folder, "new-operator")
        command(program("shangji"), "operator", "init", new, "--passphrase-file", made.passphrase)
        recovery = os.path.join(made.operator_home, "recovery.key")
        replace = ("replace", "--new-operator", os.path.join(new, "operator.pub"), "--reason",
                   "the computer was stolen")
        contains(made.operator(*replace, "--recovery", os.path.join(new, "recovery.key"),
                               expect=78).stderr, "not the recovery key")
        made.operator(*replace, "--recovery", recovery)
        contains(made.operator("close", "2021", expect=77).stderr, "operator")
        # The card of before names the old key: whoever audits with it is told.
        contains(shangji(made, "audit", expect=76).stderr, "the operator's key")
        shutil.copy(os.path.join(made.operator_home, "city.card.new"), made.card)
        made.operator_home = new
        report_once(made, codes[0], "1140余亩")
        holds(made)


def test_townships_merge():
    with city() as made:
        made.open_year(2021, 2022)
        codes = roll_codes(made)
        report_once(made, codes[0], "1140余亩")
        made.operator("succeed", "--how", "merged", "--from", codes[0], "--from", codes[1], "--to",
                      "430482099=新合镇", "--period", "2022", "--document", "某民函〔2022〕1号")
        answer = made.call("Query/Rank", {**RANK, "period": "2022", "kind": "KIND_OUTCOME"})
        why = {a["township"]: a["why"] for a in answer["absent"]}
        equal(why[codes[0]], "ABSENCE_SUCCEEDED", "the predecessor in 2022")
        equal(why["430482099"], "ABSENCE_NOT_REPORTED", "the successor in 2022")
        answer = made.call("Query/Rank", RANK)
        equal([r["township"] for r in answer["rows"]], [codes[0]], "ranked in 2021")
        clerk = Township(made, "430482099")
        clerk.enrol()
        contains(made.operator("remind", "2022").stdout, "To 新合镇:")
        holds(made)


def test_reminders_are_files_to_paste():
    with city() as made:
        made.open_year(2021, deadline="2022-01-31")
        codes = roll_codes(made)
        report_once(made, codes[0], "1140余亩")
        out = os.path.join(made.folder, "texts")
        os.mkdir(out)
        made.operator("remind", "2021", "--out", out)
        texts = sorted(os.path.basename(p) for p in glob.glob(os.path.join(out, "*.txt")))
        check(f"{codes[1]}.txt" in texts, "nobody is reminded")
        with open(os.path.join(out, f"{codes[1]}.txt"), encoding="utf-8") as file:
            text = file.read()
        contains(text, "has not come in")
        contains(text, "days ago")
        contains(text, "shangji join")
        with open(os.path.join(out, f"{codes[0]}.txt"), encoding="utf-8") as file:
            contains(file.read(), "required indicators are not in your report")


if __name__ == "__main__":
    run(test_a_report_sent_back_is_ranked_again_when_corrected,
        test_one_township_is_let_in_after_the_closing,
        test_a_withheld_text_is_gone_and_all_else_verifies,
        test_a_report_needs_the_signatures_that_are_asked_for,
        test_a_lost_operator_key_is_replaced_by_the_recovery_key, test_townships_merge,
        test_reminders_are_files_to_paste)
