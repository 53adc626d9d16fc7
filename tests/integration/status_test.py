#!/usr/bin/env python3
"""What a township is told: deadlines, what was sent, what came back and why, what waits; and the
alarm over an entry in its name that it did not make."""
import json
import os
import shutil

from city import (Township, check, city, command, contains, equal, program, run, write)
from interop_test import report_once
from life_test import roll_codes
from sample import report


def status(clerk, *args, expect=0):
    return clerk.shangji("status", *args, expect=expect)


def as_json(clerk, *args, expect=0):
    return json.loads(status(clerk, "--format", "json", *args, expect=expect).stdout)


def period_of(told, period="2021"):
    found, = [p for p in told["periods"] if p["period"] == period]
    return found


def resolve(made, name):
    return os.path.join(made.folder, name)


def test_a_township_sees_where_it_stands():
    with city() as made:
        made.open_year(2021, required="early_rice_area,rapeseed_area")
        code = roll_codes(made)[0]
        clerk = Township(made, code)
        clerk.enrol()
        shown = status(clerk)
        contains(shown.stdout, "open until 2099-12-31")
        contains(shown.stdout, "nothing was sent")
        contains(shown.stdout, "Reports must be signed by: preparer")
        document = write(resolve(made, "a.txt"), report("1140余亩"))
        clerk.pack(clerk.draft(document), "2021")
        waiting, = as_json(clerk)["waiting"]
        equal(waiting.get("mustSign", []), [], "who must still sign")
        made.operator("signers", code, "--role", "preparer", "--role", "head")
        told = as_json(clerk)
        equal(told["waiting"][0]["mustSign"], ["ROLE_HEAD"], "who must still sign")
        notice, = told["notices"]
        equal((notice["type"], notice["subject"]), ("signers", code), "the notice")
        clerk.submit(expect=77)
        told = as_json(clerk, expect=1)
        check(told["waiting"][0]["refused"], "it was refused")
        contains(told["waiting"][0]["why"], "head")
        made.operator("signers", code, "--role", "preparer")
        clerk.submit()
        told = as_json(clerk)
        period = period_of(told)
        equal(period["status"], "REPORT_STATUS_ON_TIME", "status")
        equal(period["revision"], 1, "revision")
        equal(told.get("waiting", []), [], "outbox")
        equal(int(period["entry"]), made.size() - 1, "entry")
        # As late: judged by the deadline that the city has now.
        made.operator("open", "2021", "--deadline", "2021-01-31", "--catalogue",
                      made.call("Ledger/GetCatalogue", {})["catalogue"]["version"])
        shown = status(clerk).stdout
        contains(shown, "(late)")
        contains(shown, "days ago")


def test_what_was_sent_back_is_shown_without_a_line_too():
    with city() as made:
        made.open_year(2021, required="early_rice_area,drug_cases")
        code, other = roll_codes(made)[:2]
        clerk = report_once(made, code, "1140余亩")
        report_once(made, other, "980亩")
        made.operator("return", other, "--period", "2021", "--reason", "not yours", "--yes")
        made.operator("return", code, "--period", "2021", "--reason", "早稻面积与农办不符", "--figure",
                      "1=农办登记为1104亩", "--missing", "drug_cases=应报未报", "--yes")
        told = as_json(clerk, expect=1)
        period = period_of(told)
        returned = period["returned"]
        equal(returned["reason"], "早稻面积与农办不符", "reason")
        check(returned["signedByOperator"], "signed by the operator")
        figure, missing = returned["points"]
        contains(figure["words"], "早稻")
        equal(figure["reason"], "农办登记为1104亩", "the figure's reason")
        equal(missing["indicator"], "drug_cases", "the missing indicator")
        equal([p for p in told["notices"] if p["reason"] == "not yours"], [], "others' returns")
        made.operator("close", "2021")
        made.operator("reopen", code, "--period", "2021", "--deadline", "2099-06-30", "--reason", "x")
        status(clerk, expect=1)
        made.stop()
        offline = status(clerk, expect=1)
        contains(offline.stdout, "cannot be reached: this is as of 20")
        contains(offline.stdout, "SENT BACK")
        contains(offline.stdout, "农办登记为1104亩")
        contains(offline.stdout, "reopened for you until 2099-06-30")
        contains(offline.stderr, "note:")
        contains(status(clerk, "--offline", expect=1).stdout, "SENT BACK")
        made.start()
        document = write(resolve(made, "b.txt"), report("1104亩"))
        clerk.pack(clerk.draft(document), "2021", "--revision", "2", "--reason", "as registered")
        clerk.submit()
        period = period_of(as_json(clerk))
        equal(period["revision"], 2, "revision")
        check("returned" not in period, "the correction was not sent back")


def alarms(clerk, *args, expect=1):
    return [a for a in as_json(clerk, *args, expect=expect).get("alarms", [])
            if not a.get("acknowledged")]


def copy_of(made, clerk, name):
    """The folder in a thief's hands, before anything was sent from it."""
    thief = Township(made, clerk.code)
    thief.home = os.path.join(made.folder, name)
    shutil.copytree(clerk.home, thief.home)
    return thief


def test_a_report_in_its_name_is_an_alarm():
    with city() as made:
        made.open_year(2021, 2020)
        code, other = roll_codes(made)[:2]
        clerk = Township(made, code)
        clerk.enrol()
        equal(as_json(clerk).get("alarms", []), [], "its own enrolment is none")
        thief = copy_of(made, clerk, "stolen")
        document = write(resolve(made, "a.txt"), report("9000亩"))
        thief.pack(thief.draft(document), "2021")
        thief.submit()
        # Any call that brings a new checkpoint sees it; the terminal may be closed after that.
        asked = clerk.submit()
        contains(asked.stderr, "ALARM: entry")
        contains(asked.stderr, f"{code}/2021/annual/1")
        again = clerk.shangji("rank", "early_rice_area", "--year", "2021")
        contains(again.stderr, "1 alarms wait")
        made.stop()
        contains(status(clerk, expect=1).stdout, "not sent from this folder")
        made.start()
        alarm, = alarms(clerk)
        contains(status(clerk, "--acknowledge", "nonsense", expect=66).stderr, "no alarm called")
        told = as_json(clerk, "--acknowledge", alarm["name"])
        check(told["alarms"][0]["acknowledged"], "acknowledged")
        check("alarms wait" not in clerk.shangji("rank", "early_rice_area", "--year", "2021").stderr,
              "it still waits")
        # The ledger read anew, it stays acknowledged; and is found where the frontier was lost.
        os.remove(os.path.join(clerk.home, "frontier"))
        equal(alarms(clerk, expect=0), [], "read anew")
        shutil.rmtree(os.path.join(clerk.home, "notices"))
        os.remove(os.path.join(clerk.home, "frontier"))
        equal(len(alarms(clerk)), 1, "found again")
        # Reports of others are none of its business; its own corrections neither.
        report_once(made, other, "980亩")
        document = write(resolve(made, "c.txt"), report("1140余亩"))
        clerk.pack(clerk.draft(document), "2020")
        clerk.submit()
        equal(len(alarms(clerk)), 1, "after others reported")


def test_a_key_enrolled_in_its_name_is_an_alarm():
    with city() as made:
        made.open_year(2021)
        code = roll_codes(made)[0]
        clerk = Township(made, code)
        clerk.enrol()
        status(clerk)
        second = Township(made, code)
        second.home = os.path.join(made.folder, "second")
        second.request = os.path.join(made.folder, "second.envelope")
        second.enrol()
        alarm, = alarms(clerk)
        contains(alarm["text"], "enrols a key")
        # The other folder did not make the first enrolment either.
        equal(len(alarms(second)), 1, "alarms of the second folder")


def test_a_damaged_frontier_is_made_again():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        clerk = report_once(made, codes[0], "1140余亩")
        frontier = os.path.join(clerk.home, "frontier")
        with open(frontier, encoding="ascii") as file:
            lines = file.read().split("\n")
        lines[1] = lines[1][::-1].strip("=") + "=" if len(lines[1]) > 1 else lines[1]
        write(frontier, "\n".join(lines))
        report_once(made, codes[1], "980亩")
        equal(as_json(clerk).get("alarms", []), [], "alarms")
        with open(frontier, encoding="ascii") as file:
            equal(int(file.readline()), made.size(), "entries read")


def test_operators_and_analysts_watch_the_root_only():
    with city() as made:
        made.open_year(2021)
        report_once(made, roll_codes(made)[0], "1140余亩")
        made.operator("close", "2021")
        check(os.path.exists(os.path.join(made.operator_home, "frontier")), "no frontier is kept")
        check(not os.path.exists(os.path.join(made.operator_home, "notices")), "it keeps notices")
        analyst = os.path.join(made.folder, "analyst")
        contains(command(program("shangji"), "status", "--home", analyst, expect=78).stderr, "join")


if __name__ == "__main__":
    run(test_a_township_sees_where_it_stands,
        test_what_was_sent_back_is_shown_without_a_line_too,
        test_a_report_in_its_name_is_an_alarm, test_a_key_enrolled_in_its_name_is_an_alarm,
        test_a_damaged_frontier_is_made_again, test_operators_and_analysts_watch_the_root_only)
