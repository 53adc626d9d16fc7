#!/usr/bin/env python3
"""The outbox: being offline or killed loses nothing and sends nothing twice."""
import os
import random
import signal
import subprocess
import time

from city import (OFFLINE_EXITS, Township, check, city, contains, equal, program, run, write)
from life_test import roll_codes
from sample import report


def packed(made, codes, rice="1140余亩", period="2021"):
    clerk = Township(made, codes[0])
    if not os.path.exists(clerk.home):
        clerk.enrol()
    document = write(os.path.join(made.folder, f"{period}.txt"), report(rice))
    clerk.pack(clerk.draft(document), period)
    return clerk


def test_a_report_waits_for_the_line():
    with city() as made:
        codes = roll_codes(made)
        made.open_year(2021)
        clerk = packed(made, codes)
        made.stop()
        left = clerk.submit(expect=OFFLINE_EXITS)
        contains(left.stdout + left.stderr, "outbox")
        equal(len(clerk.outbox()), 1, "still under way")
        made.start()
        clerk.submit()
        equal(clerk.outbox(), [], "outbox")
        clerk.shangji("receipt", clerk.outbox("sent")[0])
        made.stop()
        clerk.shangji("receipt", clerk.outbox("sent")[0])  # verifies without the city
        made.start()


def test_reading_and_packing_need_no_line():
    with city() as made:
        codes = roll_codes(made)
        made.open_year(2021)
        clerk = Township(made, codes[0])
        clerk.enrol()
        clerk.shangji("submit")  # an empty outbox is no failure
        made.stop()
        packed(made, codes)
        equal(len(clerk.outbox()), 1, "packed offline")
        made.start()
        clerk.submit()


def test_killed_submits_lose_nothing_and_double_nothing():
    dice = random.Random(430482)
    with city() as made:
        codes = roll_codes(made)
        years = list(range(2001, 2009))
        made.open_year(*years)
        clerk = Township(made, codes[0])
        clerk.enrol()
        for year in years:
            packed(made, codes, period=str(year))
        equal(len(clerk.outbox()), len(years), "packed")
        before = made.size()
        for _ in range(12):
            sending = subprocess.Popen([program("shangji"), "submit", "--home", clerk.home],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(dice.uniform(0.0, 0.25))
            sending.send_signal(signal.SIGKILL)
            sending.wait()
        clerk.submit()
        equal(clerk.outbox(), [], "outbox")
        equal(len(clerk.outbox("sent")), len(years), "sent")
        equal(made.size(), before + len(years), "one entry a report")
        for name in clerk.outbox("sent"):
            clerk.shangji("receipt", name)


def test_a_killed_server_keeps_what_it_acknowledged():
    dice = random.Random(2021)
    with city() as made:
        codes = roll_codes(made)
        years = list(range(2001, 2011))
        made.open_year(*years)
        clerk = Township(made, codes[0])
        clerk.enrol()
        for year in years:
            packed(made, codes, period=str(year))
        for _ in range(5):
            sending = subprocess.Popen([program("shangji"), "submit", "--home", clerk.home],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(dice.uniform(0.02, 0.3))
            made.stop(signal.SIGKILL)
            sending.wait(timeout=60)
            made.start()
            for name in clerk.outbox("sent"):
                clerk.shangji("receipt", name, "--fetch")
        clerk.submit()
        reports = made.call("Ledger/GetRoll", {})["reports"]
        equal(sorted(r["period"] for r in reports), [str(y) for y in years], "reports")
        check(len({r["index"] for r in reports}) == len(years), "an entry each")


if __name__ == "__main__":
    run(test_a_report_waits_for_the_line, test_reading_and_packing_need_no_line,
        test_killed_submits_lose_nothing_and_double_nothing,
        test_a_killed_server_keeps_what_it_acknowledged)
