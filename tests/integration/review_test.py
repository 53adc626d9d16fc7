#!/usr/bin/env python3
"""Going through a draft: scripted and with single keys on a terminal, as CSV and as a workbook."""
import csv
import io
import os
import pty
import select
import signal
import termios
import time
import zipfile

from city import (Failed, Township, check, city, command, contains, equal, program, read_bytes,
                  run, write)
from life_test import roll_codes
from sample import report

SLIP = report("15000千余亩")


def decided(draft, number):
    """The clerk's cells of a row of a CSV draft."""
    rows = list(csv.DictReader(io.StringIO(read_bytes(draft).decode("utf-8-sig"))))
    row = next(r for r in rows if r["序号"] == str(number))
    return row["处理"], row["更正值"], row["理由"]


def shangji(folder, *args, **options):
    return command(program("shangji"), *args, "--home", os.path.join(folder, "home"), **options)


def in_folder(test):
    import tempfile

    def inside():
        with tempfile.TemporaryDirectory() as folder:
            document = write(os.path.join(folder, "report.txt"), SLIP)
            test(folder, document)
    inside.__name__ = test.__name__
    return inside


@in_folder
def test_a_script_decides_and_check_agrees(folder, document):
    draft = os.path.join(folder, "report.csv")
    shangji(folder, "read", document, "-o", draft)
    shangji(folder, "check", draft, expect=1)
    before = read_bytes(draft)
    # a slip again, no quantity, no such indicator: each refused, and nothing is changed by it
    told = shangji(folder, "review", draft, stdin="c 15000千余亩\n许多\n\ni 早稻面积\n\nx\nq\n").stdout
    contains(told, "itself looks wrong")
    contains(told, "“许多”")
    contains(told, "early_rice_area (早稻种植面积)")
    contains(told, "means nothing here")
    equal(read_bytes(draft), before, "the draft")
    told = shangji(folder, "review", draft, stdin="c 15000余亩\n多写了千字\ns\n").stdout
    contains(told, "0 rows still wait")
    equal(decided(draft, 1), ("更正", "15000余亩", "多写了千字"), "the decision")
    told = shangji(folder, "check", draft).stdout
    contains(told, "nothing open")
    contains(told, "更正 “15000千余亩”")
    contains(shangji(folder, "review", draft, stdin="s\n").stdout, "Nothing waits")


@in_folder
def test_columns_of_the_clerks_own_are_kept(folder, document):
    draft = os.path.join(folder, "report.csv")
    shangji(folder, "read", document, "-o", draft)
    rows = list(csv.reader(io.StringIO(read_bytes(draft).decode("utf-8-sig"))))
    rows = [["备注"] + rows[0]] + [[f"记{i}"] + r for i, r in enumerate(rows[1:])]
    out = io.StringIO()
    csv.writer(out).writerows(rows[:1] + [[]] + rows[1:])
    write(draft, out.getvalue())
    shangji(folder, "review", draft, stdin="t 核对过\ns\n")
    again = list(csv.reader(io.StringIO(read_bytes(draft).decode("utf-8-sig"))))
    rows[2][3], rows[2][18] = "属实", "核对过"
    equal(again, rows[:1] + [[]] + rows[1:], "the rows")


@in_folder
def test_the_end_of_input_keeps_and_no_throws_away(folder, document):
    draft = os.path.join(folder, "report.csv")
    shangji(folder, "read", document, "-o", draft)
    before = read_bytes(draft)
    shangji(folder, "review", draft, stdin="t 核对过\nq\nn\n")
    equal(read_bytes(draft), before, "the draft")
    shangji(folder, "review", draft, stdin="t 核对过\n")
    equal(decided(draft, 1), ("属实", "", "核对过"), "the decision")
    shangji(folder, "review", draft, stdin="b\nu\nq\n")
    equal(decided(draft, 1), ("属实", "", "核对过"), "the decision")


@in_folder
def test_the_report_itself_is_no_draft(folder, document):
    for name in ("check", "review"):
        told = shangji(folder, name, document, expect=None)
        check(told.returncode > 1, "was taken")
        contains(told.stderr, "is the report, not a draft: run 'shangji read")
    told = shangji(folder, "read", document, "-o", document, expect=2).stderr
    contains(told, "is the report itself")
    equal(read_bytes(document).decode(), SLIP, "the report")
    draft = os.path.join(folder, "report.csv")
    shangji(folder, "read", document, "-o", draft)
    write(draft, read_bytes(draft).decode("utf-8").replace('"early_rice_area"', '"early_rice_aera"'))
    contains(shangji(folder, "check", draft, expect=None).stdout, "nearest: early_rice_area")
    # Without the source row there is a fault, and no more.
    shangji(folder, "read", document, "-o", draft)
    lines = read_bytes(draft).decode("utf-8").split("\r\n")
    write(draft, "\r\n".join(lines[:1] + lines[2:]))
    told = shangji(folder, "check", draft, expect=None)
    check(told.returncode > 1, "was taken")
    contains(told.stdout + told.stderr, "序号 0")
    # What the clerk decided is not written over.
    shangji(folder, "read", document, "-o", draft)
    shangji(folder, "review", draft, stdin="t 核对过\ns\n")
    told = shangji(folder, "read", document, "-o", draft, expect=None)
    check(told.returncode > 1, "was taken")
    contains(told.stderr, "holds decisions already")
    equal(decided(draft, 1), ("属实", "", "核对过"), "the decision")
    # What is signed and shown holds no control characters.
    write(draft, read_bytes(draft).decode("utf-8").replace("核对过", "核对\x1b[31m过"))
    contains(shangji(folder, "check", draft, expect=None).stdout, "control character")


@in_folder
def test_the_marked_text_is_for_terminals(folder, document):
    plain = shangji(folder, "read", document).stdout
    check(plain.startswith("no."), "a pipe gets the table")
    marked = shangji(folder, "read", document, "--format", "marked").stdout
    contains(marked, "早稻种植[!1 15000千余亩]")
    check("\033" not in marked, "colours in a pipe")
    contains(shangji(folder, "read", document, "--format", "marked", "--color", "always").stdout,
             "\033[")
    contains(shangji(folder, "read", document, "--color", "red", expect=2).stderr, "--color")
    for env, colored in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        terminal = Terminal(folder, ["read", document], env)
        shown = terminal.until("other", end=True)
        contains(shown, "15000千余亩")
        equal("\033[" in shown, colored, f"colours with {env}")
        equal(terminal.end(), 0, "exit status")


def test_a_workbook_is_decided_packed_and_sent():
    with city() as made:
        codes = roll_codes(made)
        made.open_year(2021, 2022)
        clerk = Township(made, codes[0])
        clerk.enrol()
        document = write(os.path.join(made.folder, "report.txt"), SLIP)
        draft = os.path.join(made.folder, "report.xlsx")
        clerk.shangji("read", document, "-o", draft)
        clerk.shangji("check", draft, expect=1)
        clerk.shangji("review", draft, stdin="c 15000余亩\n多写了千字\ns\n")
        clerk.shangji("check", draft)
        clerk.pack(draft, "2021")
        clerk.submit()
        equal(len(clerk.outbox("sent")), 1, "sent")
        sheet = zipfile.ZipFile(draft).read("xl/worksheets/sheet1.xml").decode()
        for part in ("sheetProtection", "dataValidation ", "conditionalFormatting", "frozen"):
            contains(sheet, part)
        # The year after, a third and less of that waits for a reason, which the city takes.
        later = write(os.path.join(made.folder, "later.txt"),
                      report("4000亩").replace("2022年", "2023年").replace("2021", "2022"))
        draft = os.path.join(made.folder, "later.csv")
        clerk.shangji("read", later, "-o", draft)
        contains(read_bytes(draft).decode("utf-8"), "15000余亩")
        contains(clerk.shangji("check", draft, expect=1).stdout, "last year")
        clerk.shangji("review", draft, stdin="t 退耕还林\ns\n")
        clerk.pack(draft, "2022")
        clerk.submit()
        equal(len(clerk.outbox("sent")), 2, "sent")
        answer = clerk.shangji("rank", "early_rice_area", "--year", "2022", "--format", "json").stdout
        contains(answer, "退耕还林")


# ---- on a terminal ----

class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, folder, args, env=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"SHANGJI_LANG": "en", "TERM": "xterm", **(env or {})})
            os.execv(program("shangji"), ["shangji", *args, "--home", os.path.join(folder, "home")])
        self.before = termios.tcgetattr(self.fd)
        self.shown = b""

    def until(self, words, end=False):
        """What is shown up to `words`; with `end` all of it."""
        limit = time.monotonic() + 30
        while end or words.encode() not in self.shown:
            if time.monotonic() > limit:
                raise Failed(f"{words!r} was not shown:\n{self.shown.decode(errors='replace')}")
            if not select.select([self.fd], [], [], 0.2)[0]:
                continue
            try:
                got = os.read(self.fd, 65536)
            except OSError:
                got = b""
            if not got:
                if end:
                    break
                raise Failed(f"{words!r} was not shown:\n{self.shown.decode(errors='replace')}")
            self.shown += got
        shown, self.shown = self.shown.decode(), b""
        return shown

    def press(self, keys):
        os.write(self.fd, keys.encode())

    def flags(self):
        return termios.tcgetattr(self.fd)[3] & (termios.ICANON | termios.ECHO)

    def settle(self, wanted):
        """The flags, once they are as wanted: the prompt may be shown a moment before."""
        limit = time.monotonic() + 10
        while self.flags() != wanted and time.monotonic() < limit:
            time.sleep(0.02)
        return self.flags()

    def end(self):
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


def review(folder, draft):
    terminal = Terminal(folder, ["review", draft, "--color", "never"])
    shown = terminal.until("? help > ")
    contains(shown, "【15000千余亩】")
    equal(terminal.settle(0), 0, "keys one by one")
    return terminal


@in_folder
def test_single_keys_decide(folder, document):
    draft = os.path.join(folder, "report.csv")
    shangji(folder, "read", document, "-o", draft)
    terminal = review(folder, draft)
    terminal.press("?")
    contains(terminal.until("? help > "), "更正: the words stand")
    terminal.press("c")
    terminal.until("the right quantity")
    lines = termios.ICANON | termios.ECHO
    equal(terminal.settle(lines), lines, "a line is typed with the terminal's own editing")
    terminal.press("15000余亩\n")
    terminal.until("why (")
    terminal.press("多写了千字\n")
    terminal.until("? help > ")
    equal(terminal.settle(0), 0, "keys one by one again")
    terminal.press("\033[D")
    contains(terminal.until("? help > "), "多写了千字")
    terminal.press("s")
    terminal.until("is written")
    equal(terminal.end(), 0, "exit status")
    equal(decided(draft, 1), ("更正", "15000余亩", "多写了千字"), "the decision")


def interrupted(folder, draft, how):
    """Decides, then is ended by a signal; the exit status and the terminal's flags after it."""
    terminal = review(folder, draft)
    terminal.press("t")
    terminal.until("why (")
    terminal.press("核对过\n")
    terminal.until("? help > ")
    if how == signal.SIGINT:
        terminal.press("\003")
    else:
        os.kill(terminal.pid, how)
    terminal.until("is written")
    flags = terminal.settle(termios.ICANON | termios.ECHO)
    return terminal.end(), flags


@in_folder
def test_signals_save_and_put_the_terminal_back(folder, document):
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        draft = os.path.join(folder, f"report-{how}.csv")
        shangji(folder, "read", document, "-o", draft)
        status, flags = interrupted(folder, draft, how)
        equal(status, -how, "ended by")
        equal(flags, termios.ICANON | termios.ECHO, "the terminal")
        equal(decided(draft, 1), ("属实", "", "核对过"), "the decision")


run(test_a_script_decides_and_check_agrees, test_columns_of_the_clerks_own_are_kept,
    test_the_end_of_input_keeps_and_no_throws_away, test_the_report_itself_is_no_draft,
    test_the_marked_text_is_for_terminals, test_a_workbook_is_decided_packed_and_sent,
    test_single_keys_decide, test_signals_save_and_put_the_terminal_back)
