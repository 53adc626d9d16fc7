#!/usr/bin/env python3
"""Checkpoints, receipts and tiles of the real programs, read by one that knows nothing of them."""
import base64
import json
import os

import c2sp
from city import (Township, check, city, command, equal, program, read_bytes, run, write)
from life_test import roll_codes
from sample import report


def verifier(made):
    with open(made.card, encoding="utf-8") as file:
        return json.load(file)["ledgerKey"]


def report_once(made, code, surface):
    clerk = Township(made, code)
    clerk.enrol()
    document = write(os.path.join(made.folder, f"{code}.txt"), report(surface))
    clerk.pack(clerk.draft(document), "2021")
    clerk.submit()
    return clerk


def test_a_key_of_rfc_8032_verifies():
    # RFC 8032 §7.1, TEST 2
    key = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    check(c2sp.ed25519_verify(key, b"\x72", signature), "the RFC's own signature fails")
    check(not c2sp.ed25519_verify(key, b"\x73", signature), "another message passes")


def test_others_read_checkpoint_and_receipt():
    with city() as made:
        made.open_year(2021)
        clerk = report_once(made, roll_codes(made)[0], "1140余亩")
        origin, size, root = c2sp.open_checkpoint(made.checkpoint(), verifier(made))
        entries = [e.encode() for e in made.call("Ledger/GetEntries", {})["entries"]]
        equal(size, len(entries), "entries under the checkpoint")
        equal(root, c2sp.root_of([c2sp.leaf_hash(e) for e in entries]), "the root")
        name = clerk.outbox("sent")[0]
        base = os.path.join(clerk.home, "sent", name)
        entry = read_bytes(base + ".entry").rstrip(b"\n")
        receipt = read_bytes(base + ".tlog-proof").decode()
        index, _ = c2sp.open_receipt(receipt, entry, verifier(made))
        equal(entries[index], entry, "the entry at the receipt's index")
        try:
            c2sp.open_receipt(receipt, entry + b"x", verifier(made))
            check(False, "another entry was proven")
        except AssertionError:
            pass


def test_tiles_serve_whoever_reads_them():
    with city() as made:
        made.open_year(2021)
        codes = roll_codes(made)
        report_once(made, codes[0], "1140余亩")
        tiles = os.path.join(made.folder, "tiles")
        export = lambda: command(program("shangjid"), "export-tiles", made.directory, "--to", tiles)
        made.stop()
        export()
        check_tiles(made, tiles)
        equal(export().stdout.split()[3], "0", "tiles written when nothing is new")
        made.start()
        report_once(made, codes[1], "980亩")
        size = made.size()
        made.stop()
        # An export that lost its power: a name is there, the bytes are not, the checkpoint is old.
        write(os.path.join(tiles, "tile", "entries", "000.p", str(size)), "")
        export()
        check_tiles(made, tiles)
        equal(sorted(os.listdir(os.path.join(tiles, "tile"))), ["0", "entries"], "levels")


def check_tiles(made, folder):
    with open(os.path.join(folder, "checkpoint"), encoding="utf-8") as file:
        _, size, root = c2sp.open_checkpoint(file.read(), verifier(made))
    tiles = c2sp.Tiles(folder, size)
    entries = tiles.entries()
    equal(len(entries), size, "entries in the tiles")
    equal(c2sp.root_of([c2sp.leaf_hash(e) for e in entries]), root, "the root of the entries")
    equal(tiles.range_hash(0, size), root, "the root of the hash tiles")
    for index in range(size):
        check(c2sp.inclusion_holds(c2sp.leaf_hash(entries[index]), index, size,
                                   tiles.inclusion(index), root), f"entry {index} is not proven")


def test_tiles_beside_a_server_that_runs_and_of_no_other_ledger():
    with city() as made:
        made.open_year(2021)
        tiles = os.path.join(made.folder, "tiles")
        # The newest checkpoint is stored a second after it was signed, or with the next batch.
        made.operator("open", "2022", "--deadline", "2099-12-31")
        command(program("shangjid"), "export-tiles", made.directory, "--to", tiles)
        check_tiles(made, tiles)
        with city() as other:
            other.open_year(2021)
            command(program("shangjid"), "export-tiles", other.directory, "--to", tiles,
                    expect=78)
        command(program("shangjid"), "export-tiles", made.directory, "--to", tiles)


if __name__ == "__main__":
    run(test_a_key_of_rfc_8032_verifies, test_others_read_checkpoint_and_receipt,
        test_tiles_serve_whoever_reads_them,
        test_tiles_beside_a_server_that_runs_and_of_no_other_ledger)
