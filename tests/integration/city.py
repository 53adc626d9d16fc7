"""A city for tests: the real shangjid and the real shangji, in a folder that is thrown away.

Every test is a script that ends with run(test_a, test_b, …). The binaries' folder comes from
SHANGJI_BIN. Nothing here knows the inside of a file that the programs write, but where a test
says so.
"""
import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

BIN = os.environ["SHANGJI_BIN"]
PASSPHRASE = "eight letters and more"
OFFLINE_EXITS = (69, 75)


class Failed(Exception):
    """A program ended otherwise than a test expects."""


def program(name):
    return os.path.join(BIN, name)


def command(*args, expect=0, env=None, stdin=None, text=True, timeout=120):
    """Runs a program; its exit status must be `expect` (one or several; None = any)."""
    run = subprocess.run([str(a) for a in args], capture_output=True, text=text, input=stdin,
                         env={**os.environ, "SHANGJI_LANG": "en", **(env or {})}, timeout=timeout)
    allowed = expect if isinstance(expect, tuple) else (expect,)
    if expect is not None and run.returncode not in allowed:
        raise Failed(f"{' '.join(str(a) for a in args)}\nexit {run.returncode}, expected {expect}\n"
                     f"{run.stdout}\n{run.stderr}")
    return run


class Township:
    """A clerk with a folder of its own."""

    def __init__(self, city, code):
        self.city, self.code = city, code
        self.home = os.path.join(city.folder, f"home-{code}")
        self.request = os.path.join(city.folder, f"enrol-{code}.envelope")

    def shangji(self, *args, **options):
        return command(program("shangji"), *args, "--home", self.home, **options)

    def init(self):
        self.shangji("init", "--passphrase-file", self.city.passphrase)

    def join(self):
        return self.shangji("join", self.city.card, "--township", self.code, "-o", self.request,
                            "--passphrase-file", self.city.passphrase)

    def enrol(self):
        self.init()
        self.join()
        return self.city.operator("enrol", self.request, "--yes")

    def draft(self, document, path=None):
        path = path or os.path.splitext(document)[0] + ".csv"
        if os.path.exists(path):
            os.remove(path)  # decided on afresh
        self.shangji("read", document, "--format", "csv", "-o", path)
        return path

    def pack(self, draft, period, *more, **options):
        return self.shangji("pack", draft, "--period", period, "--passphrase-file",
                            self.city.passphrase, *more, **options)

    def submit(self, **options):
        return self.shangji("submit", **options)

    def outbox(self, part="outbox"):
        folder = os.path.join(self.home, part)
        names = os.listdir(folder) if os.path.isdir(folder) else []
        return sorted(n[:-len(".envelope")] for n in names if n.endswith(".envelope"))


class City:
    def __init__(self, folder, division="430482", scheme="tcp", roll=None, name=None):
        self.folder, self.scheme = folder, scheme
        self.directory = os.path.join(folder, "city")
        self.operator_home = os.path.join(folder, "operator")
        self.passphrase = os.path.join(folder, "passphrase")
        self.card = os.path.join(folder, "city.card")
        self.process, self.port = None, None
        with open(os.open(self.passphrase, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(PASSPHRASE + "\n")
        command(program("shangji"), "operator", "init", self.operator_home, "--passphrase-file",
                self.passphrase)
        more = ["--roll", roll, "--name", name] if roll else []
        self.port = free_port()
        command(program("shangjid"), "init", self.directory, "--division", division,
                "--operator-key", os.path.join(self.operator_home, "operator.pub"),
                "--recovery-key", os.path.join(self.operator_home, "recovery.pub"),
                "--listen", self.url, *more)
        shutil.copy(os.path.join(self.directory, "city.card"), self.card)

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self, *more):
        ready = os.path.join(self.folder, "ready")
        with contextlib.suppress(FileNotFoundError):
            os.remove(ready)
        self.log = open(os.path.join(self.folder, "shangjid.log"), "ab")
        self.process = subprocess.Popen(
            [program("shangjid"), "serve", self.directory, "--listen", self.url, "--ready-file",
             ready, *more], stderr=self.log, stdout=self.log,
            env={**os.environ, "SHANGJI_LANG": "en"})
        wait_for(lambda: os.path.exists(ready) or self.process.poll() is not None)
        if self.process.poll() is not None:
            raise Failed(f"shangjid ended with {self.process.returncode}:\n{self.log_text()}")

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        self.process.send_signal(how)
        status = self.process.wait(timeout=60)
        self.process = None
        self.log.close()
        return status

    def log_text(self):
        with open(os.path.join(self.folder, "shangjid.log"), encoding="utf-8") as file:
            return file.read()

    def operator(self, *args, **options):
        return command(program("shangji"), "operator", *args, "--operator", self.operator_home,
                       "--card", self.card, "--passphrase-file", self.passphrase, **options)

    def open_year(self, *years, deadline="2099-12-31", version=None, required=None):
        """Publishes the built-in catalogue and opens the years."""
        self.operator("publish", "--default")
        version = version or self.call("Ledger/GetCatalogue", {})["catalogue"]["version"]
        more = ["--required", required] if required else []
        for year in years:
            self.operator("open", str(year), "--deadline", deadline, "--catalogue", version, *more)
        return version

    def call_run(self, method, request, expect=0):
        return command(program("shangji"), "call", method, "-", "--card", self.card,
                       stdin=json.dumps(request), expect=expect)

    def call(self, method, request):
        return json.loads(self.call_run(method, request).stdout)

    def submit_raw(self, envelope, text=b"", expect=0):
        """Submits bytes as they are, past all that the client checks."""
        request = {"envelope": base64.b64encode(envelope).decode()}
        if text:
            salt, words = source_text(text)
            request["text"] = {"salt": base64.b64encode(salt).decode(),
                               "text": base64.b64encode(words).decode()}
        return self.call_run("Ledger/Submit", request, expect)

    def checkpoint(self):
        return self.call("Ledger/GetCheckpoint", {})["checkpoint"]

    def size(self):
        return int(self.checkpoint().split("\n")[1])


def source_text(packed):
    """Salt and text of a packed SourceText: two length-delimited fields."""
    fields, at = {}, 0
    while at < len(packed):
        tag, at = varint(packed, at)
        length, at = varint(packed, at)
        fields[tag >> 3] = packed[at:at + length]
        at += length
    return fields[1], fields[2]


def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def free_port():
    import socket
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Failed("waited in vain")
        time.sleep(0.02)


@contextlib.contextmanager
def city(**options):
    """A running city; stopped and thrown away at the end."""
    folder = tempfile.mkdtemp(prefix="shangji-test-")
    made = None
    try:
        made = City(folder, **options)
        made.start()
        yield made
        status = made.stop()
        check(status in (0, None), f"shangjid ended with {status}:\n{made.log_text()}")
    finally:
        if made is not None and made.process is not None:
            made.process.kill()
            made.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def check(condition, message="does not hold"):
    if not condition:
        raise Failed(message)


def equal(got, wanted, what=""):
    if got != wanted:
        raise Failed(f"{what}: got {got!r}, wanted {wanted!r}")


def contains(text, part):
    if part not in text:
        raise Failed(f"{part!r} is not in:\n{text}")


def write(path, text, encoding="utf-8"):
    with open(path, "w", encoding=encoding, newline="") as file:
        file.write(text)
    return path


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def rows_of(draft):
    import csv
    with open(draft, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(draft, rows, encoding="utf-8-sig"):
    import csv
    with open(draft, "w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def decide(draft, decisions):
    """decisions: surface → the cells that the clerk fills in."""
    rows = rows_of(draft)
    for row in rows:
        row.update(decisions.get(row["原文"], {}))
    write_rows(draft, rows)


def run(*tests):
    failed = 0
    for test in tests:
        started = time.monotonic()
        try:
            test()
            print(f"ok {test.__name__} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception:  # a test's failure is printed whole and counted
            failed += 1
            traceback.print_exc()
            print(f"FAILED {test.__name__}", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not tests else 0)
