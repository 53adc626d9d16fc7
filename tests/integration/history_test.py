#!/usr/bin/env python3
"""What a ledger says of a township: who signed what, what corrections changed; and rankings that a
city published, made again by the auditor."""
import json
import os

from city import (PASSPHRASE, Township, check, city, command, contains, equal, program, run, write)
from interop_test import report_once
from life_test import roll_codes
from sample import report

FORGE = os.environ["SHANGJI_FORGE"]


def history(made, code, *args):
    return command(program("shangji"), "history", code, "--card", made.card, "--home",
                   os.path.join(made.folder, "reader"), *args)


def test_a_history_says_who_signed_what_and_what_corrections_changed():
    with city() as made:
        made.open_year(2021)
        first, second, third = roll_codes(made)[:3]
        clerk = report_once(made, first, "1140余亩")
        report_once(made, second, "1200亩")
        report_once(made, third, "980亩")
        made.operator("return", first, "--period", "2021", "--reason", "早稻面积与农办不符", "--figure",
                      "1=农办登记为1304亩", "--yes")
        document = write(os.path.join(made.folder, "c.txt"), report("1304亩"))
        clerk.pack(clerk.draft(document), "2021", "--revision", "2", "--reason", "按农办登记更正")
        clerk.submit()
        document = write(os.path.join(made.folder, "d.txt"), report("1010亩"))
        clerk.pack(clerk.draft(document), "2021", "--revision", "3", "--reason", "again")
        clerk.submit()
        told = json.loads(history(made, first, "--format", "json").stdout)
        equal([e["type"] for e in told["events"]], ["enrol", "report", "return", "report", "report"],
              "events")
        enrolment, original, returned, second_revision, third_revision = told["events"]
        equal(sorted(s["who"] for s in enrolment["signers"]), ["operator", "preparer"], "enrolment")
        equal([s["who"] for s in original["signers"]], ["preparer"], "the report's signer")
        check("recovery" not in enrolment, "no recovery")
        equal(returned["reason"], "早稻面积与农办不符", "why it was sent back")
        contains(returned["points"][0]["words"], "1140余亩")
        equal(second_revision["reason"], "按农办登记更正", "the correction's reason")
        figure, = second_revision["figures"]
        equal((figure["indicator"], figure["before"], figure["after"]),
              ("early_rice_area", "1140余亩", "1304亩"), "the figure that changed")
        # Sent back it was not ranked; then it is first, then second, and pushes the others.
        def ranks(event):
            return {r["township"]: (r.get("before", 0), r.get("after", 0)) for r in event["ranks"]}
        equal(ranks(second_revision), {first: (0, 1), second: (1, 2), third: (2, 3)}, "ranks")
        equal(ranks(third_revision), {first: (1, 2), second: (2, 1)}, "ranks")
        now = {r["township"]: r["rank"] for r in
               made.call("Query/Rank", {"indicator": "early_rice_area", "period": "2021"})["rows"]}
        equal(now, {first: 2, second: 1, third: 3}, "what the city answers now")
        shown = history(made, first).stdout
        contains(shown, "1140余亩 → 1304亩")
        contains(shown, "signed by: preparer")
        contains(history(made, third).stdout, "key enrolled")
        contains(command(program("shangji"), "history", "999999999", "--card", made.card, "--home",
                         os.path.join(made.folder, "reader"), expect=66).stderr, "not on the roll")


def test_a_recovery_is_marked_in_the_history():
    with city() as made:
        made.open_year(2021)
        code = roll_codes(made)[0]
        Township(made, code).enrol()
        second = Township(made, code)
        second.home = os.path.join(made.folder, "second")
        second.request = os.path.join(made.folder, "second.envelope")
        second.enrol()
        told = json.loads(history(made, code, "--format", "json").stdout)
        equal([e.get("recovery", False) for e in told["events"]], [False, True], "recoveries")
        contains(history(made, code).stdout, "A RECOVERY")


def test_a_published_ranking_is_made_again():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        for code, words in zip(codes, ("1140余亩", "980亩")):
            report_once(made, code, words)
        published = made.operator("publish-rank", "early_rice_area", "--year", "2021", "--title",
                                  "2021年早稻面积排名", "--yes").stdout
        contains(published, "ranking early_rice_area/2021")
        # What comes later changes nothing about what was published then.
        report_once(made, codes[2], "2000亩")
        audit = [program("shangji"), "audit", "--card", made.card, "--home",
                 os.path.join(made.folder, "auditor")]
        contains(command(*audit).stdout, "1 published rankings")
        contains(made.operator("publish-rank", "nonsense_at_all", "--year", "2021", "--yes",
                               expect=66).stderr, "nonsense")
        made.operator("publish-rank", "early_rice_area", "--yes", expect=2)
        # A city that publishes what does not follow from its ledger is told by its first reader.
        command(FORGE, "ranking", os.path.join(made.operator_home, "operator.key"), PASSPHRASE,
                os.path.join(made.operator_home, "sent", sent_ranking(made)),
                os.path.join(made.folder, "forged"))
        with open(os.path.join(made.folder, "forged"), "rb") as file:
            made.submit_raw(file.read())
        contains(command(*audit, expect=76).stderr, "its digest is another")


def sent_ranking(made):
    name, = [n for n in os.listdir(os.path.join(made.operator_home, "sent"))
             if "-ranking-" in n and n.endswith(".envelope")]
    return name


if __name__ == "__main__":
    run(test_a_history_says_who_signed_what_and_what_corrections_changed,
        test_a_recovery_is_marked_in_the_history, test_a_published_ranking_is_made_again)
