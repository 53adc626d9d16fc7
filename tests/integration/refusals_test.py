#!/usr/bin/env python3
"""What must not get in: each refused with its own code and a message, and nothing stored."""
import os

from city import (Township, check, city, command, contains, equal, program, read_bytes, run,
                  write)
from life_test import roll_codes
from sample import report

FORGE = os.environ["SHANGJI_FORGE"]


class Case:
    """A city with one report packed and not yet sent, and everything needed to forge it."""

    def __init__(self, made):
        self.city = made
        self.codes = roll_codes(made)
        made.open_year(2021)
        self.clerk = Township(made, self.codes[0])
        self.clerk.enrol()
        document = write(os.path.join(made.folder, "report.txt"), report("1140余亩"))
        self.clerk.pack(self.clerk.draft(document), "2021")
        self.name = self.clerk.outbox()[0]
        base = os.path.join(self.clerk.home, "outbox", self.name)
        self.envelope, self.text = read_bytes(base + ".envelope"), read_bytes(base + ".text")
        self.base = base

    def forged(self, *change, key=None):
        out = os.path.join(self.city.folder, "forged.envelope")
        with open(self.city.passphrase) as file:
            passphrase = file.read().strip()
        command(FORGE, key or os.path.join(self.clerk.home, "key"), passphrase,
                self.base + ".envelope", out, *change)
        return read_bytes(out)

    def state(self):
        roll = self.city.call("Ledger/GetRoll", {})
        return (self.city.checkpoint(), roll)

    def refused(self, envelope, code, words, text=None):
        before = self.state()
        run_ = self.city.submit_raw(envelope, self.text if text is None else text, expect=None)
        check(run_.returncode != 0, "was accepted")
        contains(run_.stderr, code)
        contains(run_.stderr, words)
        equal(self.state(), before, "the store")


def test_each_forgery_meets_its_own_refusal():
    with city() as made:
        case = Case(made)
        # A changed byte: in the payload, so that the signature no longer fits.
        at = case.envelope.index("早稻".encode())
        changed = bytearray(case.envelope)
        changed[at + 2] ^= 1
        case.refused(bytes(changed), "UNAUTHENTICATED", "signed exactly these bytes")
        case.refused(case.forged("unsigned"), "UNAUTHENTICATED", "signed exactly these bytes")
        case.refused(case.forged("township", case.codes[1]), "PERMISSION_DENIED", "key that signed")
        case.refused(case.forged("township", "999999999"), "NOT_FOUND", "999999999")
        case.refused(case.forged("surface", "1240余亩"), "INVALID_ARGUMENT", "1240余亩")
        case.refused(case.forged("value", "1240"), "INVALID_ARGUMENT", "1140余亩")
        case.refused(case.forged("revision", "3"), "FAILED_PRECONDITION", "revision 1 is due")
        case.refused(case.forged("period", "2019"), "FAILED_PRECONDITION", "2019")
        case.refused(case.forged("type", "text/plain"), "INVALID_ARGUMENT", "text/plain")
        # Without its text, with another, with garbage, with nothing.
        case.refused(case.envelope, "INVALID_ARGUMENT", "text", text=b"")
        case.refused(case.envelope, "INVALID_ARGUMENT", "not the one that was signed",
                     text=case.text[:-1] + b"x")
        case.refused(b"\xff" * 300, "INVALID_ARGUMENT", "envelope")
        case.refused(b"", "INVALID_ARGUMENT", "envelope")
        case.refused(case.forged("period", "2021 "), "INVALID_ARGUMENT", "period")
        # The true one is taken, and then nothing else as its revision.
        case.clerk.submit()
        document = write(os.path.join(made.folder, "other.txt"), report("1150亩"))
        draft = case.clerk.draft(document)
        other = os.path.join(made.folder, "other.envelope")
        case.clerk.pack(draft, "2021", "-o", other, expect=None)
        if os.path.exists(other):
            text = read_bytes(other[:-len(".envelope")] + ".text")
            case.refused(read_bytes(other), "ALREADY_EXISTS", "revision 1", text=text)
        else:
            check(False, "pack -o wrote no envelope")


def test_a_revoked_key_signs_nothing_more():
    with city() as made:
        case = Case(made)
        made.operator("revoke", case.codes[0], "--all", "--reason", "遗失")
        case.refused(case.envelope, "PERMISSION_DENIED", "revoked")
        left = case.clerk.submit(expect=None)
        check(left.returncode != 0, "submit says that it was refused")
        equal(case.clerk.outbox(), [case.name], "a refused report stays")


def test_only_the_operator_acts():
    with city() as made:
        case = Case(made)
        stranger = os.path.join(made.folder, "stranger")
        command(program("shangji"), "operator", "init", stranger, "--passphrase-file",
                made.passphrase)
        before = case.state()
        refused = command(program("shangji"), "operator", "close", "2021", "--operator", stranger,
                          "--card", made.card, "--passphrase-file", made.passphrase, expect=None)
        check(refused.returncode != 0, "a stranger closed a period")
        equal(case.state(), before, "the store")


def test_a_message_too_long_is_refused_before_it_is_sent_and_after():
    with city() as made:
        case = Case(made)
        case.refused(case.envelope + b"\x00" * (1 << 20), "RESOURCE_EXHAUSTED", "bytes")


if __name__ == "__main__":
    run(test_each_forgery_meets_its_own_refusal, test_a_revoked_key_signs_nothing_more,
        test_only_the_operator_acts, test_a_message_too_long_is_refused_before_it_is_sent_and_after)
