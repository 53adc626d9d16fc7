"""The sample city of deploy/sample, as quickstart plays it: ten made-up townships, two years."""
import contextlib
import os
import shutil
import sys

from city import Township, city, command

SAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "deploy", "sample")
LEFT_OUT = ("2024", "990101203")   # its report is not sent
CORRECTED = "990101103"            # sends a second revision for 2024
PROFILE = {"township": CORRECTED, "period": "2024"}
REQUIRED = ("grain_sown_area,early_rice_area,toilets_renovated,dibao_persons,safety_inspections,"
            "disputes_resolved")


def send(clerk, year, document, decisions, *more):
    draft = clerk.draft(document)
    if os.path.exists(decisions):
        command(sys.executable, os.path.join(SAMPLE, "clerk.py"), draft, decisions)
    clerk.pack(draft, year, *more)
    clerk.submit()


def report_all(made, clerks):
    for year in ("2023", "2024"):
        folder = os.path.join(made.folder, year)
        os.mkdir(folder)
        for name in sorted(os.listdir(os.path.join(SAMPLE, "reports", year))):
            code, stem = name[:9], os.path.splitext(name)[0]
            if (year, code) == LEFT_OUT:
                continue
            document = shutil.copy(os.path.join(SAMPLE, "reports", year, name), folder)
            send(clerks[code], year, document,
                 os.path.join(SAMPLE, "decisions", year, stem + ".tsv"))
            if (year, code) == ("2024", CORRECTED):
                again = os.path.join(SAMPLE, "decisions", "2024-r2", stem + ".tsv")
    made.before_correction = (made.size(), made.call("Query/Profile", PROFILE))
    document = next(os.path.join(made.folder, "2024", n)
                    for n in os.listdir(os.path.join(made.folder, "2024"))
                    if n.startswith(CORRECTED) and not n.endswith(".csv"))
    send(clerks[CORRECTED], "2024", document, again, "--revision", "2", "--reason", "录入颠倒")


@contextlib.contextmanager
def sample_city():
    roll = os.path.join(SAMPLE, "roll.tsv")
    with city(division="990101", roll=roll, name="云汀县") as made:
        made.open_year(2023, 2024, required=REQUIRED)
        with open(roll, encoding="utf-8") as file:
            codes = [line.split("\t")[0] for line in file]
        clerks = {code: Township(made, code) for code in codes}
        for clerk in clerks.values():
            clerk.enrol()
        report_all(made, clerks)
        made.clerks = clerks
        yield made
