#!/usr/bin/env python3
"""Flipped bits at random on a larger ledger, filled by tests/bench/province.c: in the database and in
a proof file. Over every byte of a small one they stand in tests/unit/flips_test.c and proof_test.c."""
import os
import random
import shutil
import sqlite3
import tempfile

from city import City, check, command, contains, free_port, program, read_bytes, run
from maintenance_test import database, flip, flipped, shangjid

TOWNSHIPS, YEARS, FIGURES = 40, 2, 60
TABLES = (("ledger", "ledger_key", "one"), ("entry", "line", "idx"), ("entry", "identity", "idx"),
          ("envelope", "bytes", "idx"), ("source_text", "salt", "idx"), ("source_text", "text", "idx"),
          ("checkpoint", "note", "size"), ("node", "hash", None), ("report_facts", "facts", "idx"))


class Province(City):
    """Its keys are those that province knows; it is not made the usual way."""

    def __init__(self, folder):
        self.folder, self.scheme, self.process = folder, "tcp", None
        self.directory, self.port = os.path.join(folder, "city"), free_port()
        self.card = os.path.join(self.directory, "city.card")
        command(program("province"), "keys", folder)
        shangjid("init", self.directory, "--division", "430482", "--operator-key",
                 os.path.join(folder, "operator.pub"), "--recovery-key",
                 os.path.join(folder, "recovery.pub"), "--listen", self.url)
        command(program("province"), "fill", self.directory, TOWNSHIPS, YEARS, FIGURES)


def with_province(test):
    def run_it():
        folder = tempfile.mkdtemp(prefix="shangji-test-")
        made = None
        try:
            made = Province(folder)
            test(made)
        finally:
            if made is not None and made.process is not None:
                made.stop()
            shutil.rmtree(folder, ignore_errors=True)
    run_it.__name__ = test.__name__
    return run_it


def keys_of(path, table, key):
    db = sqlite3.connect(path)
    found = [row for row, in db.execute(f"SELECT {key} FROM {table}")]
    db.close()
    return found


def flip_node(path, rng):
    """Nodes have two keys."""
    db = sqlite3.connect(path)
    level, index, value = rng.choice(db.execute("SELECT level, idx, hash FROM node").fetchall())
    place = rng.randrange(len(value))
    db.execute("UPDATE node SET hash = ? WHERE level = ? AND idx = ?",
               (flip(value, place, rng.randrange(8)), level, index))
    db.commit()
    db.close()
    return f"node {index} of level {level}, byte {place}"


@with_province
def test_fsck_finds_flips_in_a_larger_ledger(made):
    rng = random.Random(20241231)
    path, whole = database(made), os.path.join(made.folder, "whole.sqlite")
    contains(shangjid("fsck", made.directory).stdout, "whole")
    shangjid("backup", made.directory, "--to", whole)
    keys = {(table, key): keys_of(whole, table, key) for table, _, key in TABLES if key}
    for turn in range(6 * len(TABLES)):
        table, column, key = TABLES[turn % len(TABLES)]
        for end in ("-wal", "-shm"):
            if os.path.exists(path + end):
                os.remove(path + end)
        shutil.copy(whole, path)
        what = (flipped(path, table, column, key, rng.choice(keys[table, key]), rng) if key
                else flip_node(path, rng))
        found = shangjid("fsck", made.directory, expect=None)
        check(found.returncode == 76, f"{what}: fsck says {found.returncode} {found.stdout}"
                                      f"{found.stderr}")


@with_province
def test_verify_refuses_flips_in_a_larger_proof(made):
    rng = random.Random(20241231)
    proof, changed = (os.path.join(made.folder, name) for name in ("p.proof", "changed.proof"))
    home = ("--card", made.card, "--home", os.path.join(made.folder, "home"))
    made.start()
    indicators = made.call("Ledger/GetCatalogue", {})["catalogue"]["indicators"]
    indicator = next(i["code"] for i in indicators if i["better"] == "BETTER_MORE" and
                     made.call("Query/Rank", {"indicator": i["code"], "period": "2024"})
                     .get("ranked", 0) > TOWNSHIPS / 2)
    command(program("shangji"), "rank", indicator, "--year", "2024", "--proof", proof, *home)
    made.stop()
    honest = command(program("shangji"), "verify", proof, *home).stdout
    contains(honest, "nobody is left out")
    data, passed = read_bytes(proof), 0
    for _ in range(250):
        place = rng.randrange(len(data))
        with open(changed, "wb") as file:
            file.write(flip(data, place, rng.randrange(8)))
        found = command(program("shangji"), "verify", changed, *home, expect=None, text=False)
        check(found.returncode in (0, 65, 76), f"byte {place}: exit {found.returncode}")
        if found.returncode == 0:
            passed += 1
            check(found.stdout.decode() == honest, f"byte {place}: something else was verified")
    check(passed < 60, f"{passed} of 250 flips pass")
    print(f"{passed} of 250 flips changed nothing that was verified")


if __name__ == "__main__":
    run(test_fsck_finds_flips_in_a_larger_ledger, test_verify_refuses_flips_in_a_larger_proof)
