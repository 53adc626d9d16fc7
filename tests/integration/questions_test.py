#!/usr/bin/env python3
"""The questions across townships, each answered again in the slow and obvious way.

What every township states comes from the rankings (life_test and rank_test hold those against the
reports); all else is recomputed here with fractions, after docs/questions.md.
"""
import base64
import csv
import io
import os
from fractions import Fraction

from city import (Township, check, city, command, contains, equal, program, rows_of, run, write,
                  write_rows)
from sample import report
from sample_city import CORRECTED, PROFILE, sample_city

INFINITE = Fraction(10) ** 30


class Cell:
    """A value with its interval; a missing end lies very far away and is open."""

    def __init__(self, value):
        interval = value.get("interval", {})
        self.value = Fraction(value["value"])
        self.lo = Fraction(interval["lo"]) if "lo" in interval else -INFINITE
        self.hi = Fraction(interval["hi"]) if "hi" in interval else INFINITE
        self.lo_open = interval.get("loOpen", False) or "lo" not in interval
        self.hi_open = interval.get("hiOpen", False) or "hi" not in interval
        self.entry = int(value.get("entry", 0))


def same_interval(interval, lo, hi, lo_open, hi_open, what):
    equal(Fraction(interval["lo"]) if "lo" in interval else -INFINITE, lo, what + ", lower end")
    equal(Fraction(interval["hi"]) if "hi" in interval else INFINITE, hi, what + ", upper end")
    if lo != -INFINITE:
        equal(interval.get("loOpen", False), lo_open, what + ", lower end open")
    if hi != INFINITE:
        equal(interval.get("hiOpen", False), hi_open, what + ", upper end open")


def told(made, codes):
    """The indicators whose codes stand in a report's envelope at all: of the others there is none
    to ask for."""
    reports = made.call("Ledger/GetRoll", {})["reports"]
    envelopes = [base64.b64decode(made.call("Ledger/GetEnvelope", {"index": r["index"]})["envelope"])
                 for r in reports]
    return [code for code in codes if any(code.encode() in e for e in envelopes)]


class Known:
    """All cells of the city, by indicator, period and kind; by township."""

    def __init__(self, made):
        self.catalogue = made.call("Ledger/GetCatalogue", {})["catalogue"]
        self.indicators = {i["code"]: i for i in self.catalogue["indicators"]}
        self.roll = [t["township"]["code"] for t in made.call("Ledger/GetRoll", {})["townships"]]
        self.cells, self.why, self.outlier = {}, {}, None
        for code in told(made, self.indicators):
            for period, kind in (("2023", "KIND_OUTCOME"), ("2024", "KIND_OUTCOME"),
                                 ("2024", "KIND_PLAN"), ("2024", "KIND_GROWTH")):
                self.ask(made, code, period, kind)

    def ask(self, made, code, period, kind):
        answer = made.ask({"indicator": code, "period": period, "kind": kind,
                           "direction": "BETTER_MORE"})
        self.cells[code, period, kind] = {r["township"]: Cell(r["value"])
                                          for r in answer.get("rows", [])}
        self.why[code, period, kind] = {a["township"]: a["why"] for a in answer.get("absent", [])}

    def of(self, code, period, kind="KIND_OUTCOME"):
        return self.cells.get((code, period, kind), {})


def direction(indicator):
    return {"BETTER_MORE": 1, "BETTER_LESS": -1}.get(indicator.get("better"), 0)


def places(cells, sign):
    """township → rank, best, worst, percentile, by the sentences of docs/ranking.md."""
    def ahead(b, a):
        lo, hi = (b.lo, a.hi) if sign > 0 else (-b.hi, -a.lo)
        is_open = (b.lo_open or a.hi_open) if sign > 0 else (b.hi_open or a.lo_open)
        return lo > hi or (lo == hi and is_open)

    def maybe_ahead(b, a):
        return b.hi > a.lo if sign > 0 else b.lo < a.hi

    found = {}
    for township, a in cells.items():
        others = [b for t, b in cells.items() if t != township]
        rank = 1 + sum(sign * b.value > sign * a.value for b in others)
        worse = sum(sign * b.value < sign * a.value for b in others)
        percentile = Fraction(100 * worse, len(others)) if len(cells) >= 10 else None
        found[township] = (rank, 1 + sum(ahead(b, a) for b in others),
                           1 + sum(maybe_ahead(b, a) for b in others), percentile)
    return found


def same_place(place, wanted, what):
    if wanted is None:
        equal(place, None, what)
        return
    equal((place["rank"], place["best"], place["worst"]), wanted[:3], what)
    if wanted[3] is None:
        check("percentile" not in place, what)
    else:
        check(abs(Fraction(place["percentile"]) - wanted[3]) <= Fraction(1, 20000), what)


def same_change(change, indicator, a, b, what):
    equal(change["unit"], "百分点" if indicator.get("unit") == "%" else indicator["unit"], what)
    equal(Fraction(change["value"]), b.value - a.value, what)
    lo = -INFINITE if b.lo == -INFINITE or a.hi == INFINITE else b.lo - a.hi
    hi = INFINITE if b.hi == INFINITE or a.lo == -INFINITE else b.hi - a.lo
    same_interval(change["interval"], lo, hi, b.lo_open or a.hi_open, b.hi_open or a.lo_open, what)
    if indicator.get("unit") == "%" or a.lo <= 0:
        check("percent" not in change, what)
        return
    exact = 100 * (b.value - a.value) / a.value
    check(abs(Fraction(change["percent"]) - exact) <= Fraction(1, 20000), what)
    interval = change["percentInterval"]
    if "lo" in interval and b.lo != -INFINITE and a.hi != INFINITE:
        least = 100 * (b.lo / (a.hi if b.lo >= 0 else a.lo) - 1)
        check(0 <= least - Fraction(interval["lo"]) < Fraction(1, 10000), what)
    if "hi" in interval and b.hi != INFINITE and b.hi > 0:
        most = 100 * (b.hi / a.lo - 1)
        check(0 <= Fraction(interval["hi"]) - most < Fraction(1, 10000), what)


def check_totals(made, known):
    for period in ("2023", "2024"):
        answer = made.call("Query/Totals", {"period": period})
        rows = {r["indicator"]["code"]: r for r in answer["rows"]}
        for code, indicator in known.indicators.items():
            cells = known.of(code, period)
            if indicator.get("aggregation") == "AGGREGATION_MEAN":
                weights = known.of(indicator["weightedBy"], period)
                cells = {t: c for t, c in cells.items() if t in weights}
            equal(code in rows, bool(cells), f"{code} is told by somebody")
            if not cells:
                continue
            row = rows[code]
            equal((row["counted"], row["townships"]), (len(cells), len(known.roll)), code)
            if indicator.get("aggregation") == "AGGREGATION_NONE":
                equal(row["refused"], "REFUSAL_NOT_ADDITIVE", code)
            if indicator.get("aggregation") != "AGGREGATION_SUM":
                continue
            values = list(cells.values())
            equal(Fraction(row["value"]), sum(c.value for c in values), code)
            bound = [all(c.lo != -INFINITE for c in values), all(c.hi != INFINITE for c in values)]
            same_interval(row["interval"],
                          sum(c.lo for c in values) if bound[0] else -INFINITE,
                          sum(c.hi for c in values) if bound[1] else INFINITE,
                          any(c.lo_open for c in values), any(c.hi_open for c in values), code)
        named = made.call("Query/Totals", {"period": period, "indicators": ["early_rice_area"]})
        row = named["rows"][0]
        equal({a["township"]: a["why"] for a in row["absent"]},
              known.why["early_rice_area", period, "KIND_OUTCOME"], "who is not counted")


def check_compare(made, known):
    codes = ["early_rice_area", "rapeseed_area", "toilets_renovated", "disputes_resolved",
             "members_disciplined"]
    codes = [c for c in codes if c in known.indicators]
    townships = [known.roll[i] for i in (7, 1, 3, 0)]
    answer = made.call("Query/Compare", {"indicators": codes, "townships": townships,
                                         "period": "2024"})
    equal([t["code"] for t in answer["townships"]], townships, "in the order asked for")
    equal([r["indicator"]["code"] for r in answer["rows"]], codes, "in the order asked for")
    for row in answer["rows"]:
        code = row["indicator"]["code"]
        cells = {t: c for t, c in known.of(code, "2024").items() if t in townships}
        sign = direction(known.indicators[code])
        wanted = places(cells, sign) if sign else {}
        for cell in row["cells"]:
            township = cell["township"]
            if township in cells:
                equal(Fraction(cell["cell"]["value"]["value"]), cells[township].value, code)
            else:
                equal(cell["cell"]["why"], known.why[code, "2024", "KIND_OUTCOME"][township], code)
            same_place(cell.get("place"), wanted.get(township), f"{code} of {township}")


def check_profiles(made, known):
    seen = 0
    for township in known.roll:
        answer = made.call("Query/Profile", {"township": township, "period": "2024"})
        equal([r["indicator"]["code"] for r in answer["rows"]], list(known.indicators),
              "all indicators, in the catalogue's order")
        for row in answer["rows"]:
            code = row["indicator"]["code"]
            indicator, what = known.indicators[code], f"{code} of {township}"
            cells, before = known.of(code, "2024"), known.of(code, "2023")
            sign = direction(indicator)
            wanted = places(cells, sign) if sign else {}
            same_place(row.get("place"), wanted.get(township), what)
            equal("value" in row["cell"], township in cells, what)
            if township in cells and township in before:
                same_change(row["change"], indicator, before[township], cells[township], what)
                told = known.of(code, "2024", "KIND_GROWTH").get(township)
                equal("told" in row["change"], told is not None, what)
                seen += told is not None
            else:
                check("change" not in row, what)
        equal(answer.get("stated", 0), sum("value" in r["cell"] for r in answer["rows"]), township)
    check(seen > 0, "nobody told a change")


def check_trend(made, known):
    for code in ("rapeseed_area", "early_rice_area", "village_collective_income"):
        answer = made.call("Query/Trend", {"indicator": code, "from": "2022", "to": "2024"})
        equal(answer["periods"], ["2022", "2023", "2024"], "periods")
        equal([r["township"] for r in answer["rows"]], known.roll, "townships")
        for row in answer["rows"]:
            before = None
            for point in row["points"]:
                cell = known.of(code, point["period"]).get(row["township"])
                what = f"{code} of {row['township']} in {point['period']}"
                equal("value" in point["cell"], cell is not None, what)
                equal("change" in point, bool(before and cell), what)
                if cell:
                    equal(int(point["cell"]["value"]["entry"]), cell.entry, what)
                if before and cell:
                    same_change(point["change"], known.indicators[code], before, cell, what)
                before = cell
    plans = made.call("Query/Trend", {"indicator": "early_rice_area", "kind": "KIND_PLAN"})
    point = [r for r in plans["rows"] if r["township"] == known.roll[1]][0]["points"][1]
    equal(point["cell"]["value"]["kind"], "KIND_PLAN", "a plan is marked")
    check("restated" not in point, "a plan stands beside itself")
    opened = made.call("Query/Trend", {"indicator": "rapeseed_area"})
    equal(opened["periods"], ["2023", "2024"], "the periods that were opened")


def check_movers(made, known):
    for code in ("rapeseed_area", "village_collective_income", "disputes_resolved"):
        for by_percent in (False, True):
            answer = made.call("Query/Movers", {"indicator": code, "from": "2023", "to": "2024",
                                                "byPercent": by_percent})
            a, b = known.of(code, "2023"), known.of(code, "2024")
            both = [t for t in known.roll if t in a and t in b]

            def size(township):
                change = abs(b[township].value - a[township].value)
                return change / a[township].value if by_percent else change
            wanted = sorted(both, key=lambda t: (-size(t), t))
            equal([r["township"] for r in answer["rows"]], wanted, f"{code}, the greatest first")
            equal(answer["compared"], len(both), code)
            equal(sorted([r["township"] for r in answer["rows"]] +
                         [x["township"] for x in answer.get("absent", [])]), known.roll, code)
            for row in answer["rows"]:
                t = row["township"]
                same_change(row["change"], known.indicators[code], a[t], b[t], f"{code} of {t}")
                apart = (b[t].lo > a[t].hi or b[t].hi < a[t].lo or
                         (b[t].lo == a[t].hi and (b[t].lo_open or a[t].hi_open) and
                          b[t].hi > a[t].lo) or
                         (b[t].hi == a[t].lo and (b[t].hi_open or a[t].lo_open) and
                          b[t].lo < a[t].hi))
                equal(row.get("certain", False), apart, f"{code} of {t} is certain")
        two = made.call("Query/Movers", {"indicator": code, "from": "2023", "to": "2024",
                                         "limit": 2})
        equal(len(two["rows"]), 2, "the first two")


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def outliers_of(cells):
    """township → whether the whole interval is outside; of stated values that are."""
    values = [c.value for c in cells.values()]
    centre = median(values)
    away = median([abs(v - centre) for v in values])
    reach = Fraction(35, 10) * away / Fraction("0.6745")
    if away == 0:
        away = sum(abs(v - centre) for v in values) / len(values)
        reach = Fraction(35, 10) * Fraction("1.2533") * away
    found = {}
    for township, c in cells.items():
        if abs(c.value - centre) <= reach or away == 0:
            continue
        end, is_open = (c.lo, c.lo_open) if c.value > centre else (c.hi, c.hi_open)
        far = end - centre if c.value > centre else centre - end
        found[township] = far > reach or (far == reach and is_open)
    return found


def check_outliers(made, known):
    asked, outside, refused = 0, 0, 0
    for code in known.indicators:
        for period in ("2023", "2024"):
            cells = known.of(code, period)
            request = {"indicator": code, "period": period}
            if len(cells) < 8:
                if cells and refused < 3:
                    refused += 1
                    contains(made.call_run("Query/Outliers", request, expect=78).stderr, "at least 8")
                continue
            answer = made.call("Query/Outliers", request)
            found = {r["township"]: r.get("certain", False) for r in answer.get("rows", [])}
            equal(found, outliers_of(cells), f"outliers of {code}")
            check(abs(Fraction(answer["median"]) - median([c.value for c in cells.values()])) <=
                  Fraction(1, 20000), "median")
            asked += 1
            outside += len(found)
            known.outlier = (code, period) if found else known.outlier
    check(asked > 5 and outside > 0, f"{asked} asked, {outside} outside")


def check_pledges(made, known):
    reports = {int(r.get("index", 0)): r for r in made.call("Ledger/GetRoll", {})["reports"]}
    answer = made.call("Query/Pledges", {"period": "2024"})
    equal(answer["toldIn"], "2023", "whose reports planned")
    wanted, counts = {}, {}
    for code, indicator in known.indicators.items():
        for township, plan in known.of(code, "2024", "KIND_PLAN").items():
            if reports[plan.entry]["period"] != "2023":
                continue
            outcome, sign = known.of(code, "2024").get(township), direction(indicator)
            if outcome is None:
                verdict = "VERDICT_SILENT"
            else:
                bar, bar_open = (plan.lo, plan.lo_open) if sign > 0 else (-plan.hi, plan.hi_open)
                least, least_open = ((outcome.lo, outcome.lo_open) if sign > 0
                                     else (-outcome.hi, outcome.hi_open))
                most, most_open = ((outcome.hi, outcome.hi_open) if sign > 0
                                   else (-outcome.lo, outcome.lo_open))
                if sign == 0 or bar == -INFINITE:
                    verdict = "VERDICT_UNDECIDABLE"
                elif least > bar or (least == bar and (least_open or not bar_open)):
                    verdict = "VERDICT_MET"
                elif most < bar or (most == bar and (most_open or bar_open)):
                    verdict = "VERDICT_MISSED"
                else:
                    verdict = "VERDICT_UNDECIDABLE"
            wanted[code, township] = verdict
            counts[verdict] = counts.get(verdict, 0) + 1
    equal({(r["indicator"]["code"], r["township"]): r["verdict"] for r in answer["rows"]}, wanted,
          "verdicts")
    for name in ("met", "missed", "undecidable", "silent"):
        equal(answer.get(name, 0), counts.get(f"VERDICT_{name.upper()}", 0), name)
    check(counts["VERDICT_MET"] > 0 and counts["VERDICT_MISSED"] > 0, "verdicts of both kinds")


def check_indicators_and_townships(made, known):
    answer = made.call("Query/Indicators", {"period": "2024"})
    for row in answer["rows"]:
        code = row["indicator"]["code"]
        equal(row.get("stated", 0), len(known.of(code, "2024")), code)
    equal(answer["indicators"], len(known.indicators), "indicators")
    found = made.call("Query/Indicators", {"words": "早稻", "unit": "亩"})["rows"]
    check("early_rice_area" in [r["indicator"]["code"] for r in found], "found by words")
    less = made.call("Query/Indicators", {"better": "BETTER_LESS"})["rows"]
    equal([r["indicator"]["code"] for r in less],
          [c for c, i in known.indicators.items() if i.get("better") == "BETTER_LESS"], "less")
    townships = made.call("Query/Townships", {})
    equal([r["township"] for r in townships["rows"]], sorted(known.roll), "the roll")
    equal(townships["able"], len(known.roll), "with a key")
    equal([r.get("reports", 0) for r in townships["rows"]],
          [2] * (len(known.roll) - 1) + [1], "reports")


def check_rank(made, known):
    code = "rapeseed_area"
    answer = made.ask({"indicator": code, "period": "2023", "withChange": True})
    cells = known.of(code, "2023")
    wanted = places(cells, 1)
    total = sum(c.value for c in cells.values())
    for row in answer["rows"]:
        t, what = row["township"], f"{code} of {row['township']}"
        equal((row["rank"], row["best"], row["worst"]), wanted[t][:3], what)
        if len(cells) >= 10:
            check(abs(Fraction(row["percentile"]) - wanted[t][3]) <= Fraction(1, 20000), what)
        check(abs(Fraction(row["share"]) - 100 * cells[t].value / total) <= Fraction(1, 20000), what)
        others = [c for o, c in cells.items() if o != t]
        least = 100 * cells[t].lo / (cells[t].lo + sum(c.hi for c in others))
        most = 100 * cells[t].hi / (cells[t].hi + sum(c.lo for c in others))
        interval = row["shareInterval"]
        check(0 <= least - Fraction(interval["lo"]) < Fraction(1, 10000), what)
        check(0 <= Fraction(interval["hi"]) - most < Fraction(1, 10000), what)
        check("change" not in row, "2022 was not reported")
    later = made.ask({"indicator": code, "period": "2024", "withChange": True})
    for row in later["rows"]:
        if row["township"] in cells:
            same_change(row["change"], known.indicators[code], cells[row["township"]],
                        Cell(row["value"]), code)


def check_as_of(made):
    size, before = made.before_correction
    now = made.call("Query/Profile", PROFILE)
    then = made.call("Query/Profile", {**PROFILE, "ledgerSizeAt": str(size)})
    equal(then, before, "what was answered before the correction")
    check(now != before, "the correction changes nothing")
    rank = {"indicator": "rapeseed_area", "period": "2024"}
    value = {r["township"]: r["value"]["value"]
             for r in made.ask({**rank, "ledgerSizeAt": str(size)})["rows"]}
    equal(value[CORRECTED], "9700", "as it was ranked then")
    value = {r["township"]: r["value"]["value"] for r in made.ask(rank)["rows"]}
    equal(value[CORRECTED], "7900", "as it is ranked now")
    contains(made.call_run("Query/Totals", {"period": "2024", "ledgerSizeAt": "9999"},
                           expect=65).stderr, "not yet 9999")


def check_refusals(made):
    def refused(method, request, exit_status, words):
        contains(made.call_run(f"Query/{method}", request, expect=exit_status).stderr, words)
    refused("Compare", {"period": "2024"}, 65, "name 1 to")
    refused("Compare", {"period": "2024", "indicators": ["early_rice_area"],
                        "townships": ["123456789"]}, 66, "123456789")
    refused("Compare", {"period": "2024", "indicators": ["early_rice_area"],
                        "townships": [CORRECTED, CORRECTED]}, 65, "twice")
    refused("Compare", {"period": "24", "indicators": ["early_rice_area"]}, 65, "is no period")
    refused("Trend", {"indicator": "early_rice_area", "from": "2024", "to": "2023"}, 65, "later one")
    refused("Trend", {"indicator": "early_rice_area", "from": "2023", "to": "2024-Q1"}, 65, "kind")
    refused("Trend", {"indicator": "early_rice_area", "from": "1900", "to": "2024"}, 65, "at most")
    refused("Movers", {"indicator": "early_rice_area", "from": "2024", "to": "2024"}, 65, "later one")
    refused("Totals", {"period": "2024", "indicators": ["nonsense"]}, 66, "nonsense")
    refused("Totals", {"period": "2024", "indicators": ["pension_insurance_rate"]}, 78,
            "does not add up")
    refused("Profile", {"period": "2024", "township": "1"}, 66, "roll")


def shangji(made, *args, **options):
    return command(program("shangji"), *args, "--card", made.card, "--home",
                   os.path.join(made.folder, "analyst"), **options)


def check_client(made, known):
    for args in (("totals", "--year", "2024"), ("outliers", known.outlier[0], "--year", known.outlier[1]),
                 ("compare", "rapeseed_area", "toilets_renovated", "--year", "2024"),
                 ("trend", "rapeseed_area"), ("profile", "芷渡镇", "--year", "2024"),
                 ("movers", "rapeseed_area", "--from", "2023", "--to", "2024", "--percent"),
                 ("pledges", "--year", "2024"), ("indicators", "早稻", "--year", "2024"),
                 ("townships", "--year", "2024"), ("rank", "rapeseed_area", "--year", "2024", "--more")):
        table = shangji(made, *args).stdout
        check(len(table.splitlines()) > 3, f"{args}: {table}")
        rows = list(csv.DictReader(io.StringIO(shangji(made, *args, "--format", "csv").stdout)))
        check(rows and all(None not in r and None not in r.values() for r in rows),
              f"{args}: not a table")
        check(shangji(made, *args, "--format", "json").stdout.startswith("{"), f"{args}")
    rows = csv.DictReader(io.StringIO(shangji(made, "totals", "--year", "2024", "--format",
                                              "csv").stdout))
    value = {r["indicator"]: Fraction(r["value"]) for r in rows if r["value"]}
    equal(value["rapeseed_area"], sum(c.value for c in known.of("rapeseed_area", "2024").values()),
          "the total in CSV")
    wide = shangji(made, "compare", "rapeseed_area", "--year", "2024", "--townships",
                   "芷渡镇、鹭岔，990101001").stdout
    contains(wide, "3 townships side by side")
    contains(shangji(made, "profile", "镇", "--year", "2024", expect=66).stderr, "several townships")
    contains(shangji(made, "profile", "无此镇", "--year", "2024", expect=66).stderr, "no township")
    contains(shangji(made, "totals", "rapeseed", "--year", "2024", expect=66).stderr, "rapeseed_area")
    contains(shangji(made, "movers", "rapeseed_area", "--from", "2023", expect=2).stderr, "--from 2023")
    contains(shangji(made, "audit").stdout, "other answers")
    proof = os.path.join(made.folder, "trend.proof")
    shangji(made, "trend", "rapeseed_area", "--proof", proof)
    contains(shangji(made, "verify", proof).stdout, "The answer to /shangji.v1.Query/Trend was made again")
    with open(proof, "rb") as file:
        told = file.read()
    for honest, lie in ((b"7900", b"9900"), (b"2024", b"2023")):
        with open(proof, "wb") as file:  # the first of each stands in the answer
            file.write(told.replace(honest, lie, 1))
        shangji(made, "verify", proof, expect=(65, 76))
    contains(shangji(made, "trend", "rapeseed_area", "--as-of", "30", "--proof", proof,
                     expect=2).stderr, "--as-of")


def test_every_answer_is_what_the_reports_say():
    with sample_city() as made:
        made.ask = lambda request: made.call("Query/Rank", {**request, "pageSize": 100})
        known = Known(made)
        check_totals(made, known)
        check_compare(made, known)
        check_profiles(made, known)
        check_trend(made, known)
        check_movers(made, known)
        check_outliers(made, known)
        check_pledges(made, known)
        check_indicators_and_townships(made, known)
        check_rank(made, known)
        check_as_of(made)
        check_refusals(made)
        check_client(made, known)


def send(made, clerk, year, surface, additions=()):
    document = write(os.path.join(made.folder, f"{clerk.code}-{year}.txt"),
                     report(surface).replace("2021", str(year)))
    draft = clerk.draft(document)
    rows = rows_of(draft)
    for cells in additions:
        rows.append({**dict.fromkeys(rows[0], ""), "处理": "补充", **cells})
    write_rows(draft, rows)
    clerk.pack(draft, str(year))
    clerk.submit()


def enrolled(made, code):
    clerk = Township(made, code)
    clerk.enrol()
    return clerk


def points(made, code, **request):
    answer = made.call("Query/Trend", {"indicator": "early_rice_area", "townships": [code],
                                       "from": "2021", "to": "2023", **request})
    return answer["rows"][0]["points"]


def test_trends_cross_successions_for_sums_and_show_what_was_restated():
    with city() as made:
        made.open_year(2021, 2022, 2023)
        codes = [t["township"]["code"] for t in made.call("Ledger/GetRoll", {})["townships"]][:5]
        a, b, c = (enrolled(made, code) for code in codes[:3])
        send(made, a, 2021, "1140余亩", [{"指标代码": "sanitary_toilet_rate", "更正值": "60%"},
                                        {"指标代码": "total_households", "更正值": "1000户"}])
        send(made, b, 2021, "800亩", [{"指标代码": "sanitary_toilet_rate", "更正值": "90%"},
                                     {"指标代码": "total_households", "更正值": "2000余户"}])
        send(made, c, 2021, "310亩", [{"指标代码": "sanitary_toilet_rate", "更正值": "75%"}])
        mean = made.call("Query/Totals", {"period": "2021", "indicators": ["sanitary_toilet_rate"]})
        mean = mean["rows"][0]
        equal((mean["value"], mean["counted"], mean["weightedBy"]), ("80", 2, "total_households"),
              "the weighted mean")
        # Of 2000余户, [2000, 3000), at most all 3000 have 90 %.
        equal(mean["interval"], {"lo": "80", "hi": "82.5"}, "what it can be")
        lacking = {x["township"]: (x["why"], x.get("detail")) for x in mean["absent"]}
        equal(lacking[c.code], ("ABSENCE_NOT_STATED", "total_households"), "it told no weight")
        shares = made.call("Query/Rank", {"indicator": "sanitary_toilet_rate", "period": "2021"})
        check(all("share" not in r for r in shares["rows"]), "a share of a mean")
        send(made, a, 2022, "1200亩",
             [{"指标代码": "early_rice_area", "更正值": "1180亩", "时期口径": "2021年全年"},
              {"指标代码": "early_rice_area", "更正值": "40亩", "性质": "增长"}])
        send(made, c, 2022, "300亩")
        told = points(made, a.code)
        equal([p["cell"].get("value", {}).get("value") for p in told], ["1140", "1200", None],
              "as each year tells it")
        equal([[v["value"] for v in p.get("restated", [])] for p in told], [["1180"], [], []],
              "beside it what 2022 says of 2021")
        equal(told[1]["change"]["value"], "60", "the change as computed")
        equal(told[1]["change"]["interval"], {"lo": "50", "loOpen": True, "hi": "60"}, "what it can be")
        equal(told[1]["change"]["told"]["value"], "40", "the change as told")

        made.operator("succeed", "--how", "merged", "--from", a.code, "--from", b.code, "--to",
                      "430482099=新合镇", "--period", "2023", "--document", "某民函〔2023〕1号")
        merged = enrolled(made, "430482099")
        send(made, merged, 2023, "2500亩")
        told = points(made, merged.code)
        equal([p.get("crossing") for p in told],
              ["CROSSING_SUMMED", "CROSSING_NOT_TOLD", None], "b is silent in 2022")
        equal(told[0]["crossed"], "1940", "both together")
        equal(told[0]["crossedInterval"], {"lo": "1940", "hi": "1950", "hiOpen": True}, "and vague")
        equal([t["code"] for t in told[0]["predecessors"]], [a.code, b.code], "whose land it was")
        check("change" not in told[2], "a change from what nobody told")
        send(made, b, 2022, "900亩")
        told = points(made, merged.code)
        equal(told[1]["crossed"], "2100", "now that b told it")
        equal(told[1]["change"]["value"], "160", "from the sum to the sum")
        equal(told[2]["change"]["value"], "400", "from the sum to the merged one")

        made.operator("succeed", "--how", "split", "--from", c.code, "--to", f"{c.code}=老镇",
                      "--to", "430482098=新镇", "--period", "2023", "--document", "某民函〔2023〕2号")
        for code in (c.code, "430482098"):
            told = points(made, code)
            equal([p.get("crossing") for p in told], ["CROSSING_SPLIT", "CROSSING_SPLIT", None],
                  f"{code} was a part of another")
            equal([t["code"] for t in told[0]["predecessors"]], [c.code], "of which")
            check(all("change" not in p for p in told), "a change across a split")
        roll = {r["township"]: r for r in made.call("Query/Townships", {})["rows"]}
        equal([t["code"] for t in roll[a.code]["successors"]], [merged.code], "what became of a")
        equal([t["code"] for t in roll[merged.code]["predecessors"]], [a.code, b.code],
              "what it came from")
        equal((roll[a.code]["until"], roll[merged.code]["since"]), ("2023", "2023"), "when")
        equal([t["code"] for t in roll[c.code]["successors"]], ["430482098"], "what parted from c")
        held = made.call("Query/Townships", {"period": "2023"})["rows"]
        check(a.code not in [r["township"] for r in held], "a reports no more")
        contains(shangji(made, "trend", "early_rice_area", "--townships", merged.code).stdout,
                 "the sum of")
        contains(shangji(made, "audit").stdout, "The ledger holds.")
        made.stop()
        made.start()
        equal(points(made, merged.code)[1]["crossed"], "2100", "after a restart")


if __name__ == "__main__":
    run(test_every_answer_is_what_the_reports_say,
        test_trends_cross_successions_for_sums_and_show_what_was_restated)
