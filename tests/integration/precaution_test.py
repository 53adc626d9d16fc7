#!/usr/bin/env python3
"""Before a report is signed: numbers of persons in it, and another township's name on it."""
import os

from city import Township, check, city, contains, decide, equal, run, write
from sample import report

ID = "990101199003070015"  # its check digit is right, its area does not exist
MOBILE = "13900000000"


def clerk_of(made):
    made.open_year(2021)
    roll = [t["township"] for t in made.call("Ledger/GetRoll", {})["townships"]]
    clerk = Township(made, roll[0]["code"])
    clerk.enrol()
    return clerk, roll[0]["name"], roll[1]["name"]


def text_of(made, name, text):
    return write(os.path.join(made.folder, name), text)


def test_numbers_of_persons_wait_for_a_decision():
    with city() as made:
        clerk, _, _ = clerk_of(made)
        text = report("1140余亩") + f"联系人:张三,身份证号{ID},值班电话{MOBILE}。\n"
        document = text_of(made, "p.txt", text)
        warned = clerk.shangji("read", document, "--format", "csv", "-o",
                               document.replace(".txt", ".csv")).stderr
        contains(warned, "p.txt:11: an ID number 9901************15 beside a name, 张**")
        draft = document.replace(".txt", ".csv")
        told = clerk.shangji("check", draft, expect=1).stdout
        contains(told, "p.txt:11: an ID number 9901************15")
        contains(told, "139****0000 (seems to be an office's")
        check(ID not in told + warned and MOBILE not in told + warned and "张三" not in told + warned,
              "a number or a name is shown whole")
        refused = clerk.pack(draft, "2021", expect=1)
        contains(refused.stderr, "--allow-personal")
        equal(clerk.outbox(), [], "the outbox")
        contains(clerk.shangji("check", draft, "--allow-personal").stdout, "nothing open")
        clerk.pack(draft, "2021", "--allow-personal")
        equal(len(clerk.outbox()), 1, "the outbox")


def test_a_reason_is_looked_at_too():
    with city() as made:
        clerk, _, _ = clerk_of(made)
        draft = clerk.draft(text_of(made, "p.txt", report("15000千余亩")))
        decide(draft, {"15000千余亩": {"处理": "更正", "更正值": "15000余亩", "理由": f"张三{MOBILE}说的"}})
        contains(clerk.pack(draft, "2021", expect=1).stderr, "p.csv:3: a mobile number 139****0000")
        decide(draft, {"15000千余亩": {"理由": "多写了千字"}})
        clerk.pack(draft, "2021")


def test_the_files_name_and_a_corrections_reason_are_looked_at():
    with city() as made:
        clerk, _, _ = clerk_of(made)
        draft = clerk.draft(text_of(made, f"张三{MOBILE}.txt", report("1140余亩")))
        told = clerk.shangji("check", draft, expect=1).stdout
        contains(told, "the document's name:1: a mobile number 139****0000")
        clerk.pack(draft, "2021", expect=1)
        draft = clerk.draft(text_of(made, "p.txt", report("1140余亩")))
        clerk.pack(draft, "2021")
        clerk.submit()
        again = ("--revision", "2", "--reason")
        refused = clerk.pack(draft, "2021", *again, f"按张三{MOBILE}所说", expect=1).stderr
        contains(refused, "--reason:1: a mobile number 139****0000")
        check(MOBILE not in refused, "a number is shown whole")
        clerk.pack(draft, "2021", *again, "重新核对")


def test_what_is_printed_hides_numbers_and_steers_no_terminal():
    with city() as made:
        clerk, _, _ = clerk_of(made)
        text = report("15000千余亩") + f"上百户脱贫户由张三{MOBILE}负责。\n"
        draft = clerk.draft(text_of(made, "p.txt", text))
        told = clerk.shangji("check", draft, expect=1).stdout
        contains(told, "139****0000负责”")
        check(MOBILE not in told, "a number is shown whole")
        decide(draft, {"15000千余亩": {"处理": "更正", "更正值": "1\033]0;x\a亩", "理由": "多字"}})
        told = clerk.shangji("check", draft, expect=65).stdout
        contains(told, "is no quantity")
        check("\033" not in told and "\a" not in told, "the terminal is steered")


def test_another_townships_report_is_not_signed():
    with city() as made:
        clerk, own, other = clerk_of(made)
        mine = text_of(made, "mine.txt", report("1140余亩").replace("南浦镇", own))
        check("speaks of" not in clerk.shangji("check", clerk.draft(mine)).stdout, "its own name")
        unknown = clerk.shangji("check", clerk.draft(text_of(made, "u.txt", report("1140余亩"))))
        contains(unknown.stdout, f"The report speaks of 南浦镇, and this folder signs for {own}.")
        draft = clerk.draft(text_of(made, "other.txt", report("1140余亩").replace("南浦镇", other)))
        told = clerk.shangji("check", draft, expect=1)
        contains(told.stdout, f"The report speaks of {other}, and this folder signs for {own}.")
        contains(clerk.pack(draft, "2021", expect=1).stderr, "--allow-township")
        equal(clerk.outbox(), [], "the outbox")
        clerk.pack(draft, "2021", "--allow-township")


if __name__ == "__main__":
    run(test_numbers_of_persons_wait_for_a_decision, test_a_reason_is_looked_at_too,
        test_the_files_name_and_a_corrections_reason_are_looked_at,
        test_what_is_printed_hides_numbers_and_steers_no_terminal,
        test_another_townships_report_is_not_signed)
