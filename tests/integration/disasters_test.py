#!/usr/bin/env python3
"""A stale backup, a lost host, a stolen ledger key, and a city that shows two histories: what the
programs do, and how everybody goes on."""
import glob
import json
import os
import shutil
import sqlite3

from city import (check, city, command, contains, equal, free_port, program, read_bytes, run,
                  write)
from interop_test import report_once
from life_test import roll_codes
from sample import report

RANK = {"indicator": "early_rice_area", "period": "2021"}


def shangjid(*args, **options):
    return command(program("shangjid"), *args, **options)


def database(made):
    return os.path.join(made.directory, "ledger.sqlite")


def checkpoints(made):
    with sqlite3.connect(database(made)) as db:
        found = db.execute("SELECT size, note FROM checkpoint ORDER BY size").fetchall()
    db.close()
    return found


def origin_of(made):
    return made.checkpoint().split("\n")[0]


def ranked(made):
    return {r["township"]: r["value"]["value"] for r in made.call("Query/Rank", RANK)["rows"]}


def holds(made):
    auditor = os.path.join(made.folder, f"auditor-{made.port}")
    contains(command(program("shangji"), "audit", "--card", made.card, "--home", auditor).stdout,
             "The ledger holds.")
    made.stop()
    contains(shangjid("fsck", made.directory).stdout, "whole")
    made.start()


def keys(made):
    return ["--operator-key", os.path.join(made.operator_home, "operator.pub"), "--recovery-key",
            os.path.join(made.operator_home, "recovery.pub")]


def begin_anew(made, newest, old_card):
    """A new server for the same city, in another directory, following the last checkpoint known."""
    made.directory = os.path.join(made.folder, "anew")
    made.port = free_port()
    shangjid("init", made.directory, "--division", "430482", *keys(made), "--listen", made.url,
             "--follows", newest, "--former-card", old_card)
    made.card = os.path.join(made.directory, "city.card")
    made.start()


def follow(made, clerks, old_card):
    """Operator and townships go over to the new ledger and send again."""
    command(program("shangji"), "operator", "follow", made.card, "--operator", made.operator_home,
            "--former-card", old_card)
    made.open_year(2021)
    for clerk in clerks:
        contains(clerk.join().stdout, "takes the place of")
        made.operator("enrol", clerk.request, "--yes")
        clerk.submit_again = clerk.shangji("submit", "--again")


def test_a_lost_host_is_followed_and_everybody_sends_again():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        clerks = [report_once(made, code, words) for code, words in
                  zip(codes, ("1140余亩", "980亩", "约1200亩"))]
        corrected = write(os.path.join(made.folder, "c.txt"), report("1104亩"))
        clerks[0].pack(clerks[0].draft(corrected), "2021", "--revision", "2", "--reason", "counted")
        clerks[0].submit()
        before = ranked(made)
        for clerk in clerks:
            clerk.shangji("status")
        newest, old_card = os.path.join(clerks[0].home, "checkpoint"), made.card
        first = {n: read_bytes(os.path.join(clerks[0].home, "sent", n + ".envelope"))
                 for n in clerks[0].outbox("sent")}
        made.stop()
        shutil.rmtree(made.directory)  # nothing is left of it, the ledger key neither

        # Whose checkpoint it is, is looked at; so is that the new ledger has another name.
        other = write(os.path.join(made.folder, "other"), "elsewhere/1\n5\nAAAA\n\n")
        refused = os.path.join(made.folder, "refused")
        shangjid("init", refused, "--division", "430482", *keys(made), "--follows", other,
                 "--former-card", old_card, expect=65)
        with open(old_card, encoding="utf-8") as file:
            origin = json.load(file)["origin"]
        shangjid("init", refused, "--division", "430482", *keys(made), "--follows", newest,
                 "--former-card", old_card, "--origin", origin, expect=65)
        shangjid("init", refused, "--division", "430482", *keys(made), "--follows", newest, expect=2)

        begin_anew(made, newest, old_card)
        founding = made.call("Ledger/GetEntries", {"count": 1})["entries"][0]
        contains(founding, "found 430482")
        follow(made, clerks, old_card)
        equal(ranked(made), before, "the ranking of before")
        again = {n: read_bytes(os.path.join(clerks[0].home, "sent", n + ".envelope"))
                 for n in clerks[0].outbox("sent")}
        equal(again, first, "the same bytes under the same signatures")
        contains(clerks[0].shangji("receipt").stdout, "annual-r2")
        # The old receipts stay, and verify against the old card, offline.
        former, = glob.glob(os.path.join(clerks[0].home, "former", "*"))
        contains(command(program("shangji"), "receipt", "--home", former).stdout, "annual-r2")
        contains(clerks[0].shangji("submit", "--again").stdout, "0 reports")
        equal(json.loads(clerks[0].shangji("status", "--format", "json").stdout).get("alarms", []),
              [], "alarms")
        check(origin_of(made) != origin, "it is the old ledger")
        holds(made)
        # Nobody goes over to a ledger that does not name the old one.
        with city() as another:
            refused = clerks[0].shangji("join", another.card, "--township", codes[0],
                                        "--passphrase-file", made.passphrase, expect=73)
            contains(refused.stderr, "another folder")


def test_a_stale_backup_is_not_signed_from():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        clerks = [report_once(made, codes[0], "1140余亩")]
        stale = os.path.join(made.folder, "stale")
        shangjid("backup", made.directory, "--to", stale)
        clerks.append(report_once(made, codes[1], "980亩"))
        before, origin = ranked(made), origin_of(made)
        newest = os.path.join(clerks[1].home, "checkpoint")
        made.stop()
        os.remove(database(made))
        contains(shangjid("restore", stale, "--to", made.directory, "--checkpoint", newest,
                          expect=78).stderr, "--follows")
        # Put there by hand, it is not served either: nothing is signed before it is decided.
        shutil.copy(stale, database(made))
        signed = checkpoints(made)
        contains(shangjid("serve", made.directory, "--listen", made.url, expect=78).stderr,
                 "shangjid restore")
        equal(checkpoints(made), signed, "signed checkpoints")
        old_card = made.card
        begin_anew(made, newest, old_card)
        follow(made, clerks, old_card)
        equal(ranked(made), before, "the ranking of before")
        check(origin_of(made) != origin, "it is the old ledger")
        holds(made)


def test_a_checkpoint_older_than_what_was_seen_is_told():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        clerks = [report_once(made, codes[0], "1140余亩")]
        early = shutil.copy(os.path.join(clerks[0].home, "checkpoint"),
                            os.path.join(made.folder, "early"))
        clerks.append(report_once(made, codes[1], "980亩"))
        made.stop()
        begin_anew(made, early, made.card)
        contains(clerks[1].join().stdout, "that the city has lost")


def rotate(made):
    """The whole way of a new ledger key; returns the new card."""
    shangjid("rotate", made.directory)
    act = os.path.join(made.folder, "act")
    made.operator("replace", "--new-ledger", os.path.join(made.directory, "ledger.next.pub"),
                  "--recovery", os.path.join(made.operator_home, "recovery.key"), "--out", act,
                  "--reason", "the host was broken into")
    # Nobody puts a key in place from afar.
    made.submit_raw(read_bytes(act), expect=77)
    made.stop()
    contains(shangjid("rotate", made.directory, "--act", act).stdout, "signs from now on")
    contains(shangjid("fsck", made.directory).stdout, "whole")
    made.start()
    return shutil.copy(os.path.join(made.directory, "city.card"),
                       os.path.join(made.folder, "card.new"))


def test_a_ledger_key_is_replaced():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        clerk = report_once(made, codes[0], "1140余亩")
        proof = os.path.join(made.folder, "proof")
        clerk.shangji("rank", "early_rice_area", "--year", "2021", "--proof", proof)
        old_card = made.card
        new_card = rotate(made)
        # The old card's key signs no more, and that is said; nothing is taken over unseen.
        contains(clerk.submit(expect=77).stderr, "join again with the new card")
        made.card = new_card
        clerk.join()
        document = write(os.path.join(made.folder, "c.txt"), report("1104亩"))
        clerk.pack(clerk.draft(document), "2021", "--revision", "2", "--reason", "counted")
        clerk.submit()
        # What was signed before still verifies with the new card, and not the new with the old.
        equal(clerk.shangji("receipt").stdout.count("-annual-r"), 2, "receipts")
        contains(command(program("shangji"), "verify", proof, "--card", new_card).stdout,
                 "nobody is left out")
        command(program("shangji"), "audit", "--card", old_card, "--home",
                os.path.join(made.folder, "late"), expect=(76, 77))
        notices = json.loads(clerk.shangji("status", "--format", "json").stdout)["notices"]
        equal([n["type"] for n in notices], ["replace"], "notices")
        contains(notices[0]["reason"], "broken into")
        holds(made)
        # And once more: the ledger goes through two keys.
        made.card = rotate(made)
        clerk.join()
        clerk.shangji("receipt", "--fetch")
        equal(clerk.shangji("receipt").stdout.count("-annual-r"), 2, "receipts after the second")
        holds(made)


def test_a_rotation_that_was_interrupted_is_finished():
    with city() as made:
        made.open_year(2021)
        shangjid("rotate", made.directory)
        act = os.path.join(made.folder, "act")
        made.operator("replace", "--new-ledger", os.path.join(made.directory, "ledger.next.pub"),
                      "--recovery", os.path.join(made.operator_home, "recovery.key"), "--out", act,
                      "--reason", "x")
        made.stop()
        with open(os.path.join(made.directory, "ledger.key"), "rb") as file:
            old = file.read()
        with open(os.path.join(made.directory, "ledger.key.next"), "rb") as file:
            new = file.read()
        shangjid("rotate", made.directory, "--act", act)
        # As if it had been killed after the entry and before the files were put in place.
        with open(os.path.join(made.directory, "ledger.key"), "wb") as file:
            file.write(old)
        following = os.path.join(made.directory, "ledger.key.next")
        with open(os.open(following, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            file.write(new)
        contains(shangjid("serve", made.directory, "--listen", made.url, expect=78).stderr,
                 "finish 'shangjid rotate'")
        contains(shangjid("rotate", made.directory, "--act", act).stdout, "signs from now on")
        shutil.copy(os.path.join(made.directory, "city.card"), made.card)
        with open(made.card, encoding="utf-8") as file:
            equal(len(json.load(file)["formerLedgerKeys"]), 1, "former keys")
        made.start()
        holds(made)


if __name__ == "__main__":
    run(test_a_lost_host_is_followed_and_everybody_sends_again,
        test_a_stale_backup_is_not_signed_from,
        test_a_checkpoint_older_than_what_was_seen_is_told, test_a_ledger_key_is_replaced,
        test_a_rotation_that_was_interrupted_is_finished)
