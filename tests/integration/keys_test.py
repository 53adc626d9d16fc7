#!/usr/bin/env python3
"""Keys and envelopes: the head's signature, rotations and recoveries, passphrases, DSSE's JSON."""
import base64
import hashlib
import json
import os
import stat
import subprocess

import c2sp
from city import (PASSPHRASE, Failed, Township, check, city, command, contains, equal, program,
                  read_bytes, run, write)
from interop_test import report_once
from life_test import roll_codes
from sample import report

RANK = {"indicator": "early_rice_area", "period": "2021"}


def shangji(made, *args, **options):
    return command(program("shangji"), *args, "--card", made.card, "--home",
                   os.path.join(made.folder, "auditor"), **options)


def audit(made):
    contains(shangji(made, "audit").stdout, "The ledger holds.")


def keys_of(made, code):
    for township in made.call("Ledger/GetRoll", {})["townships"]:
        if township["township"]["code"] == code:
            return township.get("keys", [])
    raise Failed(f"{code} is not on the roll")


def key_id(public):
    return hashlib.blake2b(public, digest_size=32).hexdigest()[:16]


class Head(Township):
    """The responsible head: a key and a folder of their own."""

    def __init__(self, made, code):
        super().__init__(made, code)
        self.home = os.path.join(made.folder, f"head-{code}")
        self.request = os.path.join(made.folder, f"enrol-{code}-head.envelope")

    @property
    def key(self):
        return os.path.join(self.home, "key")

    def enrol(self):
        self.init()
        self.shangji("join", self.city.card, "--township", self.code, "--role", "head", "-o",
                     self.request, "--passphrase-file", self.city.passphrase)
        return self.city.operator("enrol", self.request, "--yes")


def clerk_and_head(made):
    """A township whose reports need both signatures, and a packed one that has the clerk's."""
    made.open_year(2021)
    code = roll_codes(made)[0]
    clerk, head = Township(made, code), Head(made, code)
    contains(clerk.enrol().stdout, "Role: preparer")
    contains(head.enrol().stdout, "Role: responsible head")
    made.operator("signers", code, "--role", "preparer", "--role", "head")
    document = write(os.path.join(made.folder, "a.txt"), report("1140余亩"))
    return clerk, head, clerk.draft(document)


def envelope_of(clerk, folder="outbox"):
    name, = clerk.outbox(folder)
    return name, os.path.join(clerk.home, folder, name + ".envelope")


def identity(clerk, name):
    text = clerk.shangji("envelope", "show", name).stdout
    return next(line.split()[1] for line in text.splitlines() if line.startswith("identity"))


# ---- the head's signature ----

def test_the_head_cosigns_what_the_clerk_packed():
    with city() as made:
        clerk, head, draft = clerk_and_head(made)
        clerk.pack(draft, "2021")
        name, path = envelope_of(clerk)
        refused = clerk.submit(expect=77).stderr
        contains(refused, "responsible head")
        contains(refused, f"next: shangji cosign {name} --key FILE")
        contains(clerk.shangji("envelope", "verify", name, expect=77).stderr, "responsible head")
        before, was = identity(clerk, name), read_bytes(path)
        cosign = ("cosign", name, "--key", head.key, "--passphrase-file", made.passphrase)
        # Without a terminal nothing is signed by silence.
        contains(clerk.shangji(*cosign, expect=78).stderr, "--yes")
        equal(read_bytes(path), was, "what was not confirmed")
        shown = clerk.shangji(*cosign, "--yes").stdout
        for part in ("2021, annual, revision 1", "figures    ", "decisions  ", clerk.code,
                     "You sign as responsible head", "shangji submit"):
            contains(shown, part)
        equal(identity(clerk, name), before, "the identity")
        check(read_bytes(path) != was, "no signature was added")
        equal(stat.S_IMODE(os.stat(path).st_mode), 0o600, "the envelope's mode")
        check(not os.path.exists(path[:-len("envelope")] + "refused"), "the refusal still stands")
        # Signing twice and packing again change nothing.
        signed = read_bytes(path)
        clerk.shangji(*cosign, "--yes")
        equal(read_bytes(path), signed, "signed twice")
        clerk.pack(draft, "2021")
        equal(read_bytes(path), signed, "packed again")
        contains(clerk.shangji("envelope", "verify", name).stdout, "2 signatures hold")
        clerk.submit()
        equal(len(made.call("Query/Rank", RANK)["rows"]), 1, "ranked")
        contains(clerk.shangji(*cosign, "--yes", expect=73).stderr, "taken in already")
        audit(made)


def test_the_head_signs_on_another_computer():
    with city() as made:
        clerk, head, draft = clerk_and_head(made)
        stick = os.path.join(made.folder, "stick.envelope")
        contains(clerk.pack(draft, "2021", "-o", stick).stdout, "shangji submit")
        # The head's folder has its own key: none is named.
        shown = head.shangji("cosign", stick, "--yes", "--passphrase-file", made.passphrase).stdout
        contains(shown, "2 signatures")
        clerk.submit()  # nothing waits; the roll is fetched
        contains(clerk.shangji("envelope", "verify", stick).stdout, "responsible head of")
        clerk.shangji("submit", stick)
        equal(len(made.call("Query/Rank", RANK)["rows"]), 1, "ranked")
        act = os.path.join(made.folder, "enrol-%s-head.envelope" % head.code)
        contains(head.shangji("cosign", act, "--yes", "--passphrase-file", made.passphrase,
                              expect=65).stderr, "operator enrol")


def test_pack_says_whose_signature_is_missing():
    with city() as made:
        clerk, head, draft = clerk_and_head(made)
        clerk.submit()  # fetches the roll
        contains(clerk.pack(draft, "2021").stdout, "Next: shangji cosign")
        stranger = Head(made, roll_codes(made)[1])
        stranger.enrol()
        name, _ = envelope_of(clerk)
        shown = clerk.shangji("cosign", name, "--key", stranger.key, "--yes", "--passphrase-file",
                              made.passphrase).stdout
        contains(shown, "was not enrolled for this township")
        contains(shown, "Still missing")
        contains(clerk.submit(expect=77).stderr, "responsible head")
        clerk.shangji("cosign", name, "--key", head.key, "--yes", "--passphrase-file",
                      made.passphrase)
        clerk.submit()


# ---- the envelope's other form ----

def test_an_envelope_goes_through_dsse_json_and_back():
    with city() as made:
        made.open_year(2021)
        clerk = report_once(made, roll_codes(made)[0], "1140余亩")
        name, path = envelope_of(clerk, "sent")
        text = clerk.shangji("envelope", "export", name).stdout
        told = json.loads(text)
        equal(sorted(told), ["payload", "payloadType", "signatures"], "members")
        # Others verify it by the DSSE text alone.
        payload, kind = base64.b64decode(told["payload"], validate=True), told["payloadType"]
        pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
        signature, = told["signatures"]
        public = base64.b64decode(keys_of(made, clerk.code)[0]["publicKey"])
        equal(signature["keyid"], key_id(public), "key id")
        check(c2sp.ed25519_verify(public, pae, base64.b64decode(signature["sig"])), "signature")
        equal(identity(clerk, name), hashlib.blake2b(pae, digest_size=32).hexdigest(), "identity")
        source = os.path.join(made.folder, "e.json")
        back = os.path.join(made.folder, "back.envelope")
        clerk.shangji("envelope", "export", name, "-o", source)
        equal(read_bytes(source).decode(), text, "written and printed")
        command(program("shangji"), "envelope", "import", source, "-o", back)
        equal(read_bytes(back), read_bytes(path), "the binary form")
        contains(command(program("shangji"), "envelope", "import", source, "-o", back,
                         expect=73).stderr, "there already")
        url = {**told, "payload": told["payload"].replace("+", "-").replace("/", "_"), "more": 1}
        other = os.path.join(made.folder, "url.envelope")
        command(program("shangji"), "envelope", "import", write(source, json.dumps(url)), "-o",
                other)
        equal(read_bytes(other), read_bytes(path), "from URL-safe base64")
        for changed in (told["payload"].rstrip("=") + " ", told["payload"] + "\n",
                        told["payload"] + "====", "*" + told["payload"][1:]):
            write(source, json.dumps({**told, "payload": changed}))
            contains(command(program("shangji"), "envelope", "import", source, "-o",
                             os.path.join(made.folder, "bad.envelope"), expect=65).stderr, "base64")
        check(not os.path.exists(os.path.join(made.folder, "bad.envelope")), "it was written")


def test_verify_says_what_it_checked_and_with_what():
    with city() as made:
        made.open_year(2021)
        clerk = report_once(made, roll_codes(made)[0], "1140余亩")
        name, path = envelope_of(clerk, "sent")
        shown = clerk.shangji("envelope", "verify", name).stdout
        for part in ("1 signatures hold", "preparer of", "the city card", "the roll as the city",
                     "Not checked:", "shangji receipt", "shangji audit"):
            contains(shown, part)
        # By a key of one's own choice, without any folder.
        nowhere = ("--home", os.path.join(made.folder, "nowhere"))
        key = os.path.join(clerk.home, "key")
        verify = (program("shangji"), "envelope", "verify", path, *nowhere)
        contains(command(*verify, "--key", key).stdout, "Keys: those that were given")
        other = os.path.join(made.operator_home, "operator.pub")
        contains(command(*verify, "--key", key, "--key", other, expect=77).stderr,
                 "operator.pub did not sign")
        unknown = command(*verify, expect=77)
        contains(unknown.stdout, "no city card is here; no roll is here")
        contains(unknown.stdout, "not checked, the key is not known here")
        # One changed letter: the signature does not hold.
        changed = os.path.join(made.folder, "changed.envelope")
        with open(changed, "wb") as file:
            file.write(read_bytes(path).replace("1140".encode(), "1150".encode(), 1))
        broken = clerk.shangji("envelope", "verify", changed, expect=77)
        contains(broken.stdout, "DOES NOT HOLD")
        # A key of small order signs whatever one likes, so it proves nothing.
        small = write(os.path.join(made.folder, "small.pub"),
                      base64.b64encode(bytes([1] + 31 * [0])).decode() + "\n")
        contains(command(*verify, "--key", small, expect=65).stderr, "no sound Ed25519 key")


def test_show_reads_reports_and_acts():
    with city() as made:
        made.open_year(2021)
        clerk = report_once(made, roll_codes(made)[0], "1140余亩")
        shown = clerk.shangji("envelope", "show", envelope_of(clerk, "sent")[0]).stdout
        for part in ("application/vnd.shangji.report.v1", clerk.code, "1140余亩",
                     "early_rice_area", "2021"):
            contains(shown, part)
        contains(clerk.shangji("envelope", "show", clerk.request).stdout, "preparer of")
        other = Township(made, roll_codes(made)[1])
        other.init()
        other.join()
        asked = clerk.shangji("envelope", "show", other.request).stdout
        contains(asked, "the key that it asks to enrol")
        contains(asked, "ROLE_PREPARER")
        sent = os.path.join(made.operator_home, "sent")
        opened = next(n for n in sorted(os.listdir(sent))
                      if "open" in n and n.endswith(".envelope"))
        shown = command(program("shangji"), "envelope", "verify", os.path.join(sent, opened),
                        "--home", clerk.home).stdout
        contains(shown, "the operator's key, by the city card")
        contains(clerk.shangji("envelope", "show", "no-such", expect=66).stderr, "outbox")


# ---- passphrases and files ----

def test_a_passphrase_is_changed_and_the_key_stays():
    with city() as made:
        made.open_year(2021)
        clerk = Township(made, roll_codes(made)[0])
        clerk.enrol()
        key = os.path.join(clerk.home, "key")
        new = write(os.path.join(made.folder, "new"), "another passphrase\n")
        short = write(os.path.join(made.folder, "short"), "short\n")
        os.chmod(new, 0o600)
        before, shown = read_bytes(key), clerk.shangji("key", "show").stdout
        for wrong in (("--passphrase-file", new, "--new-passphrase-file", new),
                      ("--passphrase-file", made.passphrase, "--new-passphrase-file", short)):
            clerk.shangji("key", "passwd", *wrong, expect=(65, 77))
            equal(read_bytes(key), before, "the key file after a failure")
        # Where the folder cannot be written to, the old file is whole.
        clerk.shangji("key", "passwd", "--passphrase-file", made.passphrase,
                      "--new-passphrase-file", new)
        check(read_bytes(key) != before, "nothing was written")
        equal(clerk.shangji("key", "show").stdout, shown, "what is shown")
        equal(stat.S_IMODE(os.stat(key).st_mode), 0o600, "the key's mode")
        document = write(os.path.join(made.folder, "a.txt"), report("1140余亩"))
        draft = clerk.draft(document)
        contains(clerk.pack(draft, "2021", expect=77).stderr, "does not open")
        clerk.shangji("pack", draft, "--period", "2021", "--passphrase-file", new)
        clerk.submit()


def test_a_key_that_others_may_read_is_pointed_out():
    with city() as made:
        clerk = Township(made, roll_codes(made)[0])
        clerk.enrol()
        key = os.path.join(clerk.home, "key")
        shown = clerk.shangji("key", "show")
        public = base64.b64decode(keys_of(made, clerk.code)[0]["publicKey"])
        for part in (key_id(public), base64.b64encode(public).decode(), "mode         0600",
                     "encrypted"):
            contains(shown.stdout, part)
        fingerprint = shown.stdout.split("fingerprint", 1)[1].split("\n")[0].strip()
        contains(clerk.join().stdout, fingerprint)
        equal(shown.stderr, "", "warnings")
        os.chmod(key, 0o644)
        contains(clerk.shangji("key", "show").stderr, "chmod 600")
        contains(clerk.join().stderr, "chmod 600")
        public_file = os.path.join(made.operator_home, "operator.pub")
        contains(clerk.shangji("key", "show", public_file).stdout, "the public half alone")
        # One without a passphrase is then anybody's: the ledger's own, say.
        ledger = os.path.join(made.directory, "ledger.key")
        contains(read_bytes(ledger).decode(), "kdf none")
        equal(stat.S_IMODE(os.stat(ledger).st_mode), 0o600, "the ledger key's mode")
        os.chmod(ledger, 0o640)
        contains(clerk.shangji("key", "passwd", ledger, "--passphrase-file", made.passphrase,
                               "--new-passphrase-file", made.passphrase, expect=77).stderr,
                 "others may read it")
        made.stop()
        refused = command(program("shangjid"), "serve", made.directory, "--listen", made.url,
                          expect=77).stderr
        contains(refused, "chmod 600")
        os.chmod(ledger, 0o600)
        made.start()


# ---- rotation ----

def rotate(clerk, path, **options):
    return clerk.shangji("key", "rotate", "-o", path, "--passphrase-file", clerk.city.passphrase,
                         "--new-passphrase-file", clerk.city.passphrase, **options)


def own_id(clerk):
    text = clerk.shangji("key", "show").stdout
    return next(line.split()[-1] for line in text.splitlines() if line.startswith("key id"))


def test_a_key_is_rotated_and_history_stands():
    with city() as made:
        made.open_year(2021, 2022)
        clerk = report_once(made, roll_codes(made)[0], "1140余亩")
        old, request = own_id(clerk), os.path.join(made.folder, "rotate.envelope")
        contains(rotate(clerk, request).stdout, "read this fingerprint out")
        equal(own_id(clerk), old, "the key before the enrolment")
        contains(clerk.shangji("key", "show").stdout, "under way")
        # Asked again it hands the very same request out, and needs no passphrase for it.
        again = os.path.join(made.folder, "again.envelope")
        clerk.shangji("key", "rotate", "-o", again)
        equal(read_bytes(again), read_bytes(request), "the request")
        # Until it is enrolled the old key signs.
        document = write(os.path.join(made.folder, "b.txt"), report("1150亩"))
        draft = clerk.draft(document)
        clerk.pack(draft, "2021", "--revision", "2", "--reason", "typing")
        clerk.submit()
        contains(clerk.shangji("envelope", "show", request).stdout, "preparer of")
        shown = made.operator("enrol", request, "--yes").stdout
        contains(shown, f"takes the place of the key {old}")
        contains(shown, "The old key has signed the request as well.")
        check("RECOVERY" not in shown, "a rotation is shown as a recovery")
        # Signed by the old key, in the outbox when the new one takes over: refused with 7.
        clerk.pack(draft, "2021", "--revision", "3", "--reason", "again")
        name, path = envelope_of(clerk)
        refused = made.submit_raw(read_bytes(path), expect=77).stderr
        contains(refused, "the key was revoked")
        sent = clerk.submit(expect=77)
        contains(sent.stdout, "The new key is enrolled with entry")
        contains(sent.stderr, f"next: shangji cosign {name}")
        new = own_id(clerk)
        check(new != old, "the key did not change")
        equal(key_id_of_file(clerk, f"key.{old}"), old, "the key that was kept")
        left = set(os.listdir(clerk.home))
        check(not left & {"key.new", "key.new.envelope"}, f"left behind: {left}")
        contains(clerk.shangji("receipt", f"enrol-{clerk.code}-{new}").stdout, "The receipt holds")
        clerk.shangji("cosign", name, "--yes", "--passphrase-file", made.passphrase)
        clerk.submit()
        states = {key_id(base64.b64decode(k["publicKey"])): k for k in keys_of(made, clerk.code)}
        check(int(states[old]["untilIndex"]) > 0, "the old key still stands")
        check("recovery" not in states[new], "the new key is a recovery")
        contains(clerk.shangji("key", "show").stdout, "enrolled     preparer of")
        row, = made.call("Query/Rank", RANK)["rows"]
        check("recovery" not in row["value"], "the answer calls it a recovery")
        audit(made)


def key_id_of_file(clerk, name):
    text = clerk.shangji("key", "show", os.path.join(clerk.home, name)).stdout
    return next(line.split()[-1] for line in text.splitlines() if line.startswith("key id"))


def test_a_rotation_survives_being_killed_anywhere():
    """Every state that a kill can leave, made by hand from what a whole run writes."""
    with city() as made:
        clerk = Township(made, roll_codes(made)[0])
        clerk.enrol()
        home, request = clerk.home, os.path.join(made.folder, "rotate.envelope")
        old_id, old_key = own_id(clerk), read_bytes(os.path.join(home, "key"))
        rotate(clerk, request)
        new_key = read_bytes(os.path.join(home, "key.new"))
        # Killed between the new key and its request: the same key is asked for.
        os.remove(os.path.join(home, "key.new.envelope"))
        contains(clerk.shangji("key", "show").stdout, "no request was made yet")
        rotate(clerk, request)
        equal(read_bytes(os.path.join(home, "key.new")), new_key, "the new key")
        asked = read_bytes(os.path.join(home, "key.new.envelope"))
        made.operator("enrol", request, "--yes")

        def put(**files):
            for name in ("key", "key.new", "key.new.envelope", f"key.{old_id}"):
                path = os.path.join(home, name)
                if os.path.exists(path):
                    os.remove(path)
            for name, data in files.items():
                with open(os.open(os.path.join(home, name), os.O_CREAT | os.O_WRONLY, 0o600),
                          "wb") as file:
                    file.write(data)

        whole = {"key": old_key, "key.new": new_key, "key.new.envelope": asked}
        for state in (whole, {**whole, f"key.{old_id}": old_key},
                      {"key": new_key, "key.new.envelope": asked, f"key.{old_id}": old_key}):
            put(**state)
            contains(clerk.shangji("key", "rotate").stdout, "signs from now on")
            equal(read_bytes(os.path.join(home, "key")), new_key, "the key in use")
            equal(read_bytes(os.path.join(home, f"key.{old_id}")), old_key, "the key kept")
            check(not os.path.exists(os.path.join(home, "key.new.envelope")), "the request stays")
        # Not reachable: nothing is switched, and nothing is lost.
        put(**whole)
        made.stop()
        contains(clerk.shangji("key", "rotate", "-o", request).stderr, "not known")
        equal(read_bytes(os.path.join(home, "key")), old_key, "the key in use")
        clerk.submit(expect=(0, 69, 75))
        equal(read_bytes(os.path.join(home, "key")), old_key, "the key in use")
        made.start()
        clerk.submit()
        equal(read_bytes(os.path.join(home, "key")), new_key, "the key in use")


def test_a_rotation_is_killed_while_it_runs():
    """The real thing: killed at whatever moment, run again until it is through."""
    with city() as made:
        clerk = Township(made, roll_codes(made)[0])
        clerk.enrol()
        old = own_id(clerk)
        request = os.path.join(made.folder, "rotate.envelope")
        line = [program("shangji"), "key", "rotate", "-o", request, "--home", clerk.home,
                "--passphrase-file", made.passphrase, "--new-passphrase-file", made.passphrase]
        environment = {**os.environ, "SHANGJI_LANG": "en"}

        def killed_after(seconds):
            process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env=environment)
            try:
                process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

        for step in range(12):
            killed_after(0.01 * step)
            equal(own_id(clerk), old, "the key in use")
        rotate(clerk, request)
        made.operator("enrol", request, "--yes")
        for step in range(12):
            killed_after(0.004 * step)
            check(os.path.exists(os.path.join(clerk.home, "key")), "there is no key")
        contains(clerk.submit().stdout, "")
        check(own_id(clerk) != old, "the key did not change")
        equal(key_id_of_file(clerk, f"key.{old}"), old, "the key that was kept")
        made.open_year(2021)
        document = write(os.path.join(made.folder, "a.txt"), report("1140余亩"))
        clerk.pack(clerk.draft(document), "2021")
        clerk.submit()


def test_the_heads_key_rotates_in_its_role():
    with city() as made:
        clerk, head, draft = clerk_and_head(made)
        request = os.path.join(made.folder, "rotate.envelope")
        rotate(head, request)
        contains(made.operator("enrol", request, "--yes").stdout, "Role: responsible head")
        head.submit()
        clerk.pack(draft, "2021")
        name, _ = envelope_of(clerk)
        clerk.shangji("cosign", name, "--key", head.key, "--yes", "--passphrase-file",
                      made.passphrase)
        clerk.submit()
        check(all("recovery" not in k for k in keys_of(made, clerk.code)), "a recovery")
        audit(made)


# ---- recovery ----

def test_a_key_without_the_old_ones_signature_is_a_recovery_everywhere():
    with city() as made:
        made.open_year(2021)
        code = roll_codes(made)[0]
        lost = report_once(made, code, "1140余亩")
        before, = made.call("Query/Rank", RANK)["rows"]
        check("recovery" not in before["value"], "a recovery from the beginning")
        made.operator("revoke", code, "--all", "--reason", "the computer was stolen")
        clerk = Township(made, code)
        clerk.home = os.path.join(made.folder, "second-home")
        contains(clerk.enrol().stdout, "THIS IS A RECOVERY")
        document = write(os.path.join(made.folder, "b.txt"), report("1150亩"))
        replaces = identity(lost, lost.outbox("sent")[0])
        clerk.pack(clerk.draft(document), "2021", "--revision", "2", "--reason", "new clerk",
                   "--replaces", replaces)
        clerk.submit()
        row, = made.call("Query/Rank", RANK)["rows"]
        equal(row["value"].get("recovery"), True, "the answer's recovery")
        table = shangji(made, "rank", "early_rice_area", "--year", "2021").stdout
        contains(table, "recovered key")
        contains(clerk.shangji("key", "show").stdout, "as a recovery")
        # A rotation does not wash it off: the one that vouches is the recovered key.
        request = os.path.join(made.folder, "rotate.envelope")
        rotate(clerk, request)
        contains(made.operator("enrol", request, "--yes").stdout, "THIS IS A RECOVERY")
        document = write(os.path.join(made.folder, "c.txt"), report("1160亩"))
        clerk.submit()
        clerk.pack(clerk.draft(document), "2021", "--revision", "3", "--reason", "typing")
        clerk.submit()
        row, = made.call("Query/Rank", RANK)["rows"]
        equal((row["value"]["value"], row["value"].get("recovery")), ("1160", True), "the answer")
        # Who made the proof can be asked to prove the mark as well.
        proof = os.path.join(made.folder, "rank.proof")
        shangji(made, "rank", "early_rice_area", "--year", "2021", "--proof", proof)
        contains(shangji(made, "verify", proof).stdout, "recovered key")
        contains(shangji(made, "audit").stdout, "2 keys were enrolled as a recovery")


def test_a_rotation_that_nobody_vouches_for_is_not_to_be_had():
    """The operator's own: an enrolment that names a replaced key and lacks its signature."""
    with city() as made:
        made.open_year(2021)
        code = roll_codes(made)[0]
        clerk = report_once(made, code, "1140余亩")
        stranger = Township(made, code)
        stranger.home = os.path.join(made.folder, "stranger")
        stranger.init()
        stranger.join()
        # Not enrolled: there is nothing to rotate.
        contains(rotate(stranger, os.path.join(made.folder, "r.envelope"), expect=78).stderr,
                 "not enrolled")
        made.operator("revoke", code, "--all", "--reason", "stolen")
        contains(rotate(clerk, os.path.join(made.folder, "r.envelope"), expect=78).stderr,
                 "can vouch for no other")
        check(not os.path.exists(os.path.join(clerk.home, "key.new")), "a key was made in vain")


if __name__ == "__main__":
    assert PASSPHRASE
    run(test_the_head_cosigns_what_the_clerk_packed, test_the_head_signs_on_another_computer,
        test_pack_says_whose_signature_is_missing, test_an_envelope_goes_through_dsse_json_and_back,
        test_verify_says_what_it_checked_and_with_what, test_show_reads_reports_and_acts,
        test_a_passphrase_is_changed_and_the_key_stays,
        test_a_key_that_others_may_read_is_pointed_out, test_a_key_is_rotated_and_history_stands,
        test_a_rotation_survives_being_killed_anywhere, test_a_rotation_is_killed_while_it_runs,
        test_the_heads_key_rotates_in_its_role,
        test_a_key_without_the_old_ones_signature_is_a_recovery_everywhere,
        test_a_rotation_that_nobody_vouches_for_is_not_to_be_had)
