#!/usr/bin/env python3
"""Cities that lie, made of the real server: one shows two histories, one leaves a township out."""
import os
import shutil
import sqlite3

from city import (Township, check, city, command, contains, equal, program, run, write)
from interop_test import report_once
from life_test import roll_codes
from sample import report

RANK = {"indicator": "early_rice_area", "period": "2021"}
NO_FACTS = b"\x01\x00"  # what the store keeps for a report without facts (answers/packed.c)


def ready_to_send(made, code, words):
    """A clerk whose report waits in the outbox."""
    clerk = Township(made, code)
    clerk.enrol()
    document = write(os.path.join(made.folder, f"{code}.txt"), report(words))
    clerk.pack(clerk.draft(document), "2021")
    return clerk


def test_two_histories_are_seen_at_the_second_call():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        victim, first, second = (ready_to_send(made, c, w) for c, w in
                                 zip(codes, ("1140余亩", "980亩", "1200亩")))
        victim.submit()
        # The same ledger key signs two ledgers: one has the first report, the other the second.
        made.stop()
        one, two = made.directory, os.path.join(made.folder, "two")
        shutil.copytree(one, two)
        made.start()
        first.submit()
        victim.shangji("status")
        made.stop()
        made.directory = two
        made.start()
        second.submit()
        caught = victim.submit(expect=76)
        contains(caught.stderr, "ALARM: two histories were shown")
        check(os.path.exists(os.path.join(victim.home, "checkpoint.alarm")), "the proof is not kept")
        contains(victim.shangji("status", expect=76).stdout, "was rewritten")
        # So it is when the other history has grown past what was seen.
        shutil.copytree(victim.home, os.path.join(made.folder, "again"))
        made.operator("close", "2021", expect=(0, 76))
        contains(victim.submit(expect=76).stderr, "ALARM: entries were changed")
        # And by whoever saw the other one only: the first clerk's receipt is of the first.
        contains(first.submit(expect=76).stderr, "ALARM")


def dropped(made, code):
    """Makes the running server forget what a township stated, and serve on."""
    made.stop()
    db = sqlite3.connect(os.path.join(made.directory, "ledger.sqlite"))
    changed = db.execute("UPDATE report_facts SET facts = ? WHERE township = ?",
                         (NO_FACTS, code)).rowcount
    db.commit()
    db.close()
    equal(changed, 1, "rows changed")
    made.start()


def test_a_township_left_out_of_a_ranking_is_seen():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        for code, words in zip(codes, ("1140余亩", "980亩", "1200亩")):
            report_once(made, code, words)
        proof, honest = (os.path.join(made.folder, n) for n in ("proof", "honest"))
        analyst = ["--card", made.card, "--home", os.path.join(made.folder, "analyst")]
        rank = [program("shangji"), "rank", "early_rice_area", "--year", "2021", *analyst]
        command(*rank, "--proof", honest)
        dropped(made, codes[2])
        # Asked without a proof the lie is not seen: the city is believed.
        equal([r["township"] for r in made.call("Query/Rank", RANK)["rows"]], codes[:2], "ranked")
        command(*rank)
        # With one it is, by whoever asks,
        contains(command(*rank, "--proof", proof, expect=76).stderr, "not what follows")
        # by whoever is handed the file,
        check(os.path.exists(proof), "there is no proof to hand on")
        contains(command(program("shangji"), "verify", proof, *analyst, expect=76).stderr,
                 "not what follows")
        contains(command(program("shangji"), "verify", honest, *analyst).stdout, "nobody is left out")
        # and by the auditor.
        contains(command(program("shangji"), "audit", *analyst, expect=76).stderr, "not what follows")


if __name__ == "__main__":
    run(test_two_histories_are_seen_at_the_second_call,
        test_a_township_left_out_of_a_ranking_is_seen)
