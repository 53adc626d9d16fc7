#!/usr/bin/env python3
"""fsck, rebuild, backup and restore: what is damaged is found and named, what is derived is made
again, a copy that lost entries is not served. Writes into the database by hand, which only a test
may."""
import os
import random
import shutil
import sqlite3

from city import (Township, check, city, command, contains, equal, program, run, write)
from interop_test import report_once
from life_test import roll_codes

DERIVED = ("node", "report_facts")
TRIGGERS = ("entry_is_final", "entry_stays", "envelope_is_final", "envelope_stays")


def shangjid(*args, **options):
    return command(program("shangjid"), *args, **options)


def filled(made):
    made.open_year(2021)
    codes = roll_codes(made)
    clerks = [report_once(made, code, surface)
              for code, surface in zip(codes, ("1140余亩", "980亩", "约1200亩"))]
    made.stop()
    return clerks


def database(made):
    return os.path.join(made.directory, "ledger.sqlite")


def rows(path, table):
    with sqlite3.connect(path) as db:
        found = db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
    db.close()
    return found


def change(path, sql, *values):
    db = sqlite3.connect(path)
    for trigger in TRIGGERS:
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    db.execute(sql, values)
    db.commit()
    db.close()


def test_rebuild_makes_the_same_again():
    with city() as made:
        filled(made)
        contains(shangjid("fsck", made.directory).stdout, "whole")
        before = {table: rows(database(made), table) for table in DERIVED}
        check(all(before.values()), "nothing is derived")
        change(database(made), "DELETE FROM node WHERE level > 0")
        change(database(made), "UPDATE report_facts SET facts = x'00'")
        contains(shangjid("fsck", made.directory, expect=76).stderr, "shangjid rebuild")
        shangjid("rebuild", made.directory)
        equal({table: rows(database(made), table) for table in DERIVED}, before, "derived tables")
        contains(shangjid("fsck", made.directory).stdout, "whole")
        made.start()
        equal(len(made.call("Query/Rank", {"indicator": "early_rice_area", "period": "2021"})
                  ["rows"]), 3, "ranked")


def flip(data, place, bit):
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def flipped(path, table, column, key, index, rng):
    """Flips one bit of a stored value."""
    db = sqlite3.connect(path)
    value, = db.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (index,)).fetchone()
    db.close()
    data = value.encode() if isinstance(value, str) else value
    place = rng.randrange(len(data))
    changed = flip(data, place, rng.randrange(8))
    if isinstance(value, str):
        # STRICT tables hold texts: bytes that are none are put there as SQLite lets a damaged disk
        change(path, f"UPDATE {table} SET {column} = CAST(? AS TEXT) WHERE {key} = ?", changed,
               index)
    else:
        change(path, f"UPDATE {table} SET {column} = ? WHERE {key} = ?", changed, index)
    return f"{table}.{column} of {index}, byte {place}"


def test_fsck_finds_every_flipped_bit():
    rng = random.Random(20211208)
    with city() as made:
        filled(made)
        path, whole = database(made), os.path.join(made.folder, "whole.sqlite")
        shangjid("backup", made.directory, "--to", whole)
        with sqlite3.connect(whole) as db:
            size, = db.execute("SELECT count(*) FROM entry").fetchone()
            reports = [i for i, in db.execute("SELECT idx FROM report_facts")]
            checkpoints = [s for s, in db.execute("SELECT size FROM checkpoint")]
        db.close()
        places = [("entry", "line", "idx", range(size)), ("envelope", "bytes", "idx", range(size)),
                  ("entry", "identity", "idx", range(size)),
                  ("source_text", "text", "idx", reports), ("source_text", "salt", "idx", reports),
                  ("report_facts", "facts", "idx", reports),
                  ("checkpoint", "note", "size", checkpoints)]
        for turn in range(70):
            table, column, key, among = places[turn % len(places)]
            for name in ("", "-wal", "-shm"):
                if os.path.exists(path + name):
                    os.remove(path + name)
            shutil.copy(whole, path)
            what = flipped(path, table, column, key, rng.choice(list(among)), rng)
            found = shangjid("fsck", made.directory, expect=None)
            check(found.returncode == 76, f"{what}: fsck says {found.returncode} {found.stdout}"
                                          f"{found.stderr}")


def test_fsck_names_the_entry():
    with city() as made:
        filled(made)
        change(database(made), "UPDATE envelope SET bytes = x'0a00' WHERE idx = 5")
        contains(shangjid("fsck", made.directory, expect=76).stderr, "entry 5")


def test_fsck_needs_a_stopped_server():
    with city() as made:
        contains(shangjid("fsck", made.directory, expect=69).stderr, "stop it first")
        contains(shangjid("rebuild", made.directory, expect=69).stderr, "stop it first")


def test_a_backup_made_while_serving_is_restored():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        report_once(made, codes[0], "1140余亩")
        early, late = os.path.join(made.folder, "early"), os.path.join(made.folder, "late")
        shangjid("backup", made.directory, "--to", early)
        contains(shangjid("backup", made.directory, "--to", early, expect=73).stderr, early)
        report_once(made, codes[1], "980亩")
        made.operator("close", "2021")
        shangjid("backup", made.directory, "--to", late)
        newest = write(os.path.join(made.folder, "newest"), made.checkpoint())
        size = made.size()
        made.stop()
        contains(shangjid("restore", late, "--to", made.directory, "--checkpoint", newest,
                          expect=73).stderr, "already")
        os.remove(database(made))
        # What a township has seen is not in the early copy: it must not be served.
        refused = shangjid("restore", early, "--to", made.directory, "--checkpoint", newest,
                           expect=78)
        contains(refused.stderr, "two histories")
        check(not os.path.exists(database(made)), "a stale copy stands where a server would start")
        shangjid("restore", late, "--to", made.directory, "--checkpoint", newest)
        made.start()
        equal(made.size(), size, "entries")


def test_a_damaged_backup_is_not_restored():
    with city() as made:
        filled(made)
        copy, newest = os.path.join(made.folder, "copy"), os.path.join(made.folder, "newest")
        shangjid("backup", made.directory, "--to", copy)
        made.start()
        write(newest, made.checkpoint())
        made.stop()
        change(copy, "UPDATE envelope SET bytes = x'0a00' WHERE idx = 4")
        target = os.path.join(made.folder, "restored")
        contains(shangjid("restore", copy, "--to", target, "--checkpoint", newest, expect=76).stderr,
                 "entry 4")
        equal(os.listdir(target), [], "files in the folder")


if __name__ == "__main__":
    run(test_rebuild_makes_the_same_again, test_fsck_finds_every_flipped_bit,
        test_fsck_names_the_entry, test_fsck_needs_a_stopped_server,
        test_a_backup_made_while_serving_is_restored, test_a_damaged_backup_is_not_restored)
