#!/usr/bin/env python3
"""Townships cosign the city's checkpoints; clients hold receipts, proofs and audits to whose
cosignatures they want; a server that shows two histories is not cosigned."""
import base64
import os
import re
import shutil
import signal
import subprocess

import c2sp
from city import (BIN, Township, check, city, command, contains, equal, program, read_bytes, run,
                  wait_for, write)
from interop_test import report_once, verifier
from life_test import roll_codes

REFUSED, ALARM, UNMET = 77, 76, 78


def enrolled(made, code):
    township = Township(made, code)
    township.enrol()
    return township


def witness(township, *more, **options):
    return township.shangji("witness", "--passphrase-file", township.city.passphrase, *more,
                            **options)


def key_of(township):
    return township.shangji("witness", "--key").stdout.strip()


def policy(path, townships, quorum, *more):
    """townships: name → township; quorum: how many of them."""
    lines = [f"witness {name} {key_of(township)}" for name, township in townships.items()]
    lines += [f"group all-of-them {quorum} {' '.join(townships)}", "quorum all-of-them", *more]
    return write(path, "\n".join(lines) + "\n")


def witnesses_file(township):
    return os.path.join(township.home, "witnesses")


def sent(township, ending=".tlog-proof"):
    return os.path.join(township.home, "sent", township.outbox("sent")[0] + ending)


def note_of(receipt):
    return receipt.partition("\n\n")[2]


def townships(made, count):
    """Somebody who reported, and more townships."""
    made.open_year(2021)
    codes = roll_codes(made)
    return [report_once(made, codes[0], "1140余亩")] + [enrolled(made, c) for c in codes[1:count]]


def test_two_cosign_and_the_receipt_carries_both():
    with city() as made:
        a, b, c = townships(made, 3)
        name = a.outbox("sent")[0]
        policy(witnesses_file(a), {"a": a, "b": b}, 2)
        refused = a.shangji("receipt", name, expect=UNMET).stderr
        contains(refused, "0 of its 2 witnesses")
        contains(refused, "missing: a, b")
        contains(refused, "--fetch")
        a.shangji("receipt", name, "--fetch", expect=66)
        contains(witness(a).stdout, "1 cosignatures")
        contains(witness(b).stdout, "2 cosignatures")
        # The ledger grows: the receipt is proven by the checkpoint that both cosigned.
        size = made.size()
        made.operator("open", "2022", "--deadline", "2099-12-31")
        shown = a.shangji("receipt", name, "--fetch").stdout
        contains(shown, f"checkpoint of {size} entries")
        for township in (a, b):
            contains(shown, f"cosigned by {key_of(township).split('+')[0]}")
        contains(a.shangji("receipt").stdout, "2/2")
        # By a program that knows nothing of Shangji.
        receipt = read_bytes(sent(a)).decode()
        equal(c2sp.open_receipt(receipt, read_bytes(sent(a, ".entry")).rstrip(b"\n"),
                                verifier(made))[1], size, "size")
        for township in (a, b):
            equal(len(c2sp.open_cosignature(note_of(receipt), key_of(township))), 1, "cosignatures")
        equal(c2sp.open_cosignature(note_of(receipt), key_of(c)), [], "of who did not cosign")
        # Three of three are not there.
        policy(witnesses_file(a), {"a": a, "b": b, "c": c}, 3)
        refused = a.shangji("receipt", name, expect=UNMET).stderr
        contains(refused, "2 of its 3 witnesses cosigned it, at least 3 must have")
        contains(refused, "missing: c")
        policy(witnesses_file(a), {"a": a, "b": b, "c": c}, 2)
        a.shangji("receipt", name)
        # Whoever has no policy is told so.
        os.remove(witnesses_file(a))
        contains(a.shangji("receipt", name).stdout, "2 cosignatures stand on it, not checked")


def test_cosignatures_last_and_a_flipped_byte_in_one_is_refused():
    with city() as made:
        a, b = townships(made, 2)
        witness(a)
        witness(b)
        before = made.checkpoint()
        equal(len(c2sp.note_lines(before)[1]), 3, "signatures")
        for how in (signal.SIGTERM, signal.SIGKILL):
            made.stop(how)
            made.start()
            equal(made.checkpoint(), before, "the checkpoint after a restart")
        made.stop()
        contains(command(program("shangjid"), "fsck", made.directory).stdout, "2 of witnesses")
        copy = os.path.join(made.folder, "copy")
        command(program("shangjid"), "backup", made.directory, "--to", copy)
        os.remove(os.path.join(made.directory, "ledger.sqlite"))
        command(program("shangjid"), "restore", copy, "--to", made.directory, "--checkpoint",
                write(os.path.join(made.folder, "note"), before))
        made.start()
        equal(made.checkpoint(), before, "the checkpoint after a restore")
        name = a.outbox("sent")[0]
        policy(witnesses_file(a), {"a": a, "b": b}, 1)
        a.shangji("receipt", name, "--fetch")
        whole = read_bytes(sent(a)).decode()
        line = next(l for l in whole.splitlines() if b.code in l and l.startswith("\u2014"))
        data = line.split(" ")[2]
        for place in (8, len(data) // 2, len(data) - 6):
            changed = data[:place] + ("A" if data[place] != "A" else "B") + data[place + 1:]
            write(sent(a), whole.replace(data, changed))
            contains(a.shangji("receipt", name, expect=REFUSED).stderr, "is wrong")
        # Who does not know that witness passes the line over.
        policy(witnesses_file(a), {"a": a}, 1)
        a.shangji("receipt", name)
        write(sent(a), whole.replace(line + "\n", ""))
        policy(witnesses_file(a), {"a": a, "b": b}, 2)
        contains(a.shangji("receipt", name, expect=UNMET).stderr, "missing: b")


def test_receipt_verify_needs_receipt_envelope_and_card_alone():
    with city() as made:
        a, b, c = townships(made, 3)
        witness(b)
        name = a.outbox("sent")[0]
        policy(witnesses_file(a), {"b": b}, 1)
        a.shangji("receipt", name, "--fetch")
        folder = os.path.join(made.folder, "elsewhere")
        os.mkdir(folder)
        wanted = shutil.copy(witnesses_file(a), os.path.join(folder, "witnesses"))
        more = policy(os.path.join(folder, "more"), {"b": b, "c": c}, 2)
        old = policy(os.path.join(folder, "old"), {"b": b}, 1, "max-age 1")
        for ending in (".tlog-proof", ".envelope", ".entry"):
            shutil.copy(sent(a, ending), os.path.join(folder, "x" + ending))
        card = shutil.copy(made.card, os.path.join(folder, "card"))
        made.stop()
        shutil.rmtree(a.home)
        receipt, envelope = os.path.join(folder, "x.tlog-proof"), os.path.join(folder, "x.envelope")

        def verify(*arguments, expect=0):
            found = command(program("shangji"), "receipt", "verify", *arguments, expect=expect,
                            env={"HOME": "", "SHANGJI_HOME": "", "SHANGJI_CARD": ""})
            return found.stdout + found.stderr

        contains(verify(receipt, envelope, "--card", card), "The receipt holds.")
        contains(verify(receipt, envelope, "--card", card), "1 cosignatures stand on it")
        contains(verify(receipt, envelope, "--card", card, "--witnesses", wanted), "cosigned by")
        contains(verify(receipt, envelope, "--card", card, "--witnesses", more, expect=UNMET),
                 "missing: c")
        wait_for(lambda: command(program("shangji"), "receipt", "verify", receipt, envelope,
                                 "--card", card, "--witnesses", old,
                                 expect=None).returncode == UNMET)
        contains(verify(receipt, envelope, expect=2), "--card")
        verify(receipt, "--card", card, expect=2)
        verify(receipt, envelope, "--card", card, "--witnesses", card, expect=65)
        equal(sorted(os.listdir(folder)), ["card", "more", "old", "witnesses", "x.entry",
                                           "x.envelope", "x.tlog-proof"], "files made")
        # One that does not bring its entry along: of before, or by another program.
        lines = read_bytes(receipt).decode().split("\n")
        bare = write(os.path.join(folder, "bare"), "\n".join(lines[:1] + lines[2:]))
        contains(verify(bare, envelope, "--card", card, expect=UNMET), "--entry")
        verify(bare, envelope, "--card", card, "--entry", os.path.join(folder, "x.entry"))
        # A line that says another time than the ledger's is not in the ledger.
        entry = base64.b64decode(lines[1].split(" ")[1]).decode()
        false = re.sub(r"T(\d\d):", lambda hour: f"T{(int(hour[1]) + 1) % 24:02}:", entry)
        check(false != entry, "nothing was changed")
        lines[1] = "extra " + base64.b64encode(false.encode()).decode()
        contains(verify(write(os.path.join(folder, "false"), "\n".join(lines)), envelope, "--card",
                        card, expect=REFUSED), "does not prove")


def test_a_revoked_key_does_not_cosign():
    with city() as made:
        a, b = townships(made, 2)
        witness(b)
        made.operator("revoke", b.code, "--all", "--reason", "遗失")
        contains(witness(b, expect=REFUSED).stderr, "revoked")
        equal(len(c2sp.note_lines(made.checkpoint())[1]), 1, "signatures on the newest")
        # Nor does one that was never enrolled.
        stranger = Township(made, a.code)
        stranger.home = os.path.join(made.folder, "stranger")
        stranger.request = os.path.join(made.folder, "stranger.envelope")
        stranger.init()
        stranger.join()
        contains(witness(stranger, expect=REFUSED).stderr, "not enrolled")


def grow(made, year):
    """An act of the operator, who has not seen the other history."""
    seen = os.path.join(made.operator_home, "checkpoint")
    if os.path.exists(seen):
        os.remove(seen)
    made.operator("open", str(year), "--deadline", "2099-12-31")


def cosigned(made, size):
    """Whether somebody cosigned a checkpoint of at least that size."""
    found = made.call_run("Ledger/GetCheckpoint", {"cosigned": {"least": 1}}, expect=None)
    return found.returncode == 0 and int(found.stdout.split("\\n")[1]) >= size


def test_neither_a_fork_nor_an_older_ledger_is_cosigned():
    with city() as made:
        a, b = townships(made, 2)
        made.stop()
        real, fork = made.directory, os.path.join(made.folder, "fork")
        shutil.copytree(real, fork)
        made.start()
        grow(made, 2022)
        witness(b)
        state = read_bytes(os.path.join(b.home, "witnessed"))
        size = made.size()
        made.stop()
        # The same keys, the same address, another history: of the same size, then longer.
        made.directory = fork
        made.start()
        contains(witness(b, expect=ALARM).stderr, "taken back")
        grow(made, 2023)
        equal(made.size(), size, "size of the fork")
        contains(witness(b, expect=ALARM).stderr, "ALARM")
        grow(made, 2024)
        contains(witness(b, expect=ALARM).stderr, "ALARM")
        # Also if the clerk's own memory is gone: the witness has its own.
        os.remove(os.path.join(b.home, "checkpoint"))
        contains(witness(b, expect=ALARM).stderr, "ALARM")
        check(os.path.exists(os.path.join(b.home, "witnessed.alarm")), "what proves it is not kept")
        check(not cosigned(made, size), "the fork was cosigned")
        equal(read_bytes(os.path.join(b.home, "witnessed")), state, "what was cosigned last")
        # Back at the real one, whoever wants b's cosignature gets it.
        policy(witnesses_file(a), {"b": b}, 1)
        made.stop()
        made.directory = real
        made.start()
        for name in ("checkpoint", "checkpoint.alarm"):
            if os.path.exists(os.path.join(b.home, name)):
                os.remove(os.path.join(b.home, name))
        witness(b)
        a.shangji("receipt", a.outbox("sent")[0], "--fetch")


def test_audit_and_proofs_are_held_to_the_policy():
    with city() as made:
        a, b, c = townships(made, 3)
        witness(a)
        witness(b)
        policy(witnesses_file(a), {"a": a, "b": b}, 2)
        size = made.size()
        proof = os.path.join(made.folder, "rank.proof")
        a.shangji("rank", "early_rice_area", "--year", "2021", "--proof", proof)
        contains(a.shangji("verify", proof).stdout, "cosigned by")
        contains(a.shangji("audit").stdout,
                 f"2 witnesses of the policy cosigned its first {size} entries")
        made.operator("open", "2022", "--deadline", "2099-12-31")
        later = os.path.join(made.folder, "later.proof")
        a.shangji("rank", "early_rice_area", "--year", "2021", "--proof", later)
        contains(a.shangji("verify", later, expect=UNMET).stderr, "0 of its 2 witnesses")
        contains(a.shangji("audit").stdout, f"cosigned its first {size} entries")
        policy(witnesses_file(a), {"a": a, "b": b, "c": c}, 3)
        a.shangji("audit", expect=66)
        contains(a.shangji("verify", proof, expect=UNMET).stderr, "missing: c")


def test_a_witness_goes_on_and_is_alone_in_its_folder():
    with city() as made:
        _, b = townships(made, 2)
        log = os.path.join(made.folder, "witness.log")
        with open(log, "wb") as file:
            process = subprocess.Popen(
                [os.path.join(BIN, "shangji"), "witness", "--interval", "1", "--home", b.home,
                 "--passphrase-file", made.passphrase], stdout=file, stderr=file,
                env={**os.environ, "SHANGJI_LANG": "en"})
        try:
            said = lambda: read_bytes(log).decode()
            wait_for(lambda: said().count("cosigned the checkpoint") >= 2)
            contains(witness(b, expect=69).stderr, "another process")
            made.stop()
            wait_for(lambda: "trying again" in said())
            made.start()
            grow(made, 2022)
            size = made.size()
            wait_for(lambda: f"checkpoint of {size} entries" in said())
            check(cosigned(made, size), "the newest is not cosigned")
        finally:
            process.kill()
            process.wait()
        contains(witness(b).stdout, f"checkpoint of {size} entries")


if __name__ == "__main__":
    run(test_two_cosign_and_the_receipt_carries_both,
        test_cosignatures_last_and_a_flipped_byte_in_one_is_refused,
        test_receipt_verify_needs_receipt_envelope_and_card_alone,
        test_a_revoked_key_does_not_cosign, test_neither_a_fork_nor_an_older_ledger_is_cosigned,
        test_audit_and_proofs_are_held_to_the_policy,
        test_a_witness_goes_on_and_is_alone_in_its_folder)
