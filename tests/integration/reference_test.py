#!/usr/bin/env python3
"""Reference tables and groups: published, versioned, refused; rankings per inhabitant and within
groups against a slow recomputation; and that audit, proofs, fsck and rebuild go along."""
import csv
import io
import os
import random
import re
from fractions import Fraction as F

from city import (Township, check, city, command, contains, equal, program, run, write)
from returns_test import shangji
from sample import RICE

NAMES = "南浦镇 白石镇 柳桥镇 枫林乡 石门乡 双溪乡 城关街道 北门街道".split()
CODES = [f"9901020{n:02}" for n in range(1, 9)]
KINDS = {"镇": "town", "乡": "township", "街道": "street"}
TEMPLATE = RICE.replace("油菜种植面积2300亩", "油菜种植面积{rape}").replace("南浦镇", "{name}")
ASK = {"indicator": "early_rice_area", "period": "2021"}


def roll_of(folder):
    return write(os.path.join(folder, "roll.tsv"),
                 "".join(f"{c}\t{n}\n" for c, n in zip(CODES, NAMES)))


def sheet(made, name, heading, rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows(rows)
    return write(os.path.join(made.folder, name), text.getvalue())


def publish(made, values, code="population", unit="人", *more, **options):
    path = sheet(made, f"{code}.csv", ["township", "value"], values.items())
    return made.operator("reference", path, "--code", code, "--name", "户籍人口", "--unit", unit,
                         "--definition", "年末户籍人口", "--source", "虚构", "--date", "2021-12-31", *more,
                         **options)


def kind_of(name):
    return next(code for end, code in KINDS.items() if name.endswith(end))


def publish_kinds(made, without=()):
    path = sheet(made, "kind.csv", ["township", "name", "group", "group_name"],
                 [(c, n, kind_of(n), "类") for c, n in zip(CODES, NAMES) if c not in without])
    return made.operator("groups", path, "--code", "kind", "--name", "类别")


def report(made, code, rice, rape):
    clerk = Township(made, code)
    clerk.enrol()
    document = write(os.path.join(made.folder, f"{code}.txt"), TEMPLATE.format(
        name=NAMES[CODES.index(code)], rice=rice, rape=rape))
    clerk.pack(clerk.draft(document), "2021")
    clerk.submit()
    return clerk


# ---- a slow recomputation ----

class Span:
    """All that a vague number can be: lo and hi (None: infinitely far), open or closed."""

    def __init__(self, value):
        interval = value["interval"]
        self.lo = F(interval["lo"]) if "lo" in interval else None
        self.hi = F(interval["hi"]) if "hi" in interval else None
        self.lo_open = interval.get("loOpen", False) or self.lo is None
        self.hi_open = interval.get("hiOpen", False) or self.hi is None


def over(n, d):
    """The span of n/d for n at or above zero and d above zero."""
    made = Span.__new__(Span)
    if d.hi is None:
        made.lo, made.lo_open = F(0), n.lo_open or n.lo > 0
    else:
        made.lo, made.lo_open = n.lo / d.hi, n.lo_open or (d.hi_open and n.lo > 0)
    if n.hi is None or d.lo is None or d.lo <= 0:
        made.hi, made.hi_open = None, True
    else:
        made.hi, made.hi_open = n.hi / d.lo, n.hi_open or d.lo_open
    return made


def certainly(b, a):
    if b.lo is None or a.hi is None:
        return False
    return b.lo > a.hi or (b.lo == a.hi and (b.lo_open or a.hi_open))


def possibly(b, a):
    return b.hi is None or a.lo is None or b.hi > a.lo


def ranks(ratios, less=False):
    """{township: (value, span)} → {township: (rank, best, worst)}"""
    made = {}
    for a, (value, span) in ratios.items():
        others = [(v, s) for b, (v, s) in ratios.items() if b != a]
        ahead = [v < value if less else v > value for v, _ in others]
        sure = [certainly(span, s) if less else certainly(s, span) for _, s in others]
        maybe = [possibly(span, s) if less else possibly(s, span) for _, s in others]
        made[a] = tuple(1 + sum(x) for x in (ahead, sure, maybe))
    return made


def told(rows):
    return {r["township"]: (r["rank"], r["best"], r["worst"]) for r in rows}


def check_text(row, value, span):
    """What is shown is the ratio with six digits, and its ends lie outside of the true ones."""
    ratio = row["ratio"]
    shown = F(ratio["value"])
    equal(ratio.get("exact", False), shown == value, f"exact, {row['township']}")
    if value:
        check(abs(shown - value) <= abs(value) * F(1, 10 ** 5), f"{shown} is not {value}")
    lo, hi = ratio["interval"].get("lo"), ratio["interval"].get("hi")
    equal(hi is None, span.hi is None, "no upper end")
    if span.lo != span.hi:
        check(F(lo) <= span.lo and (hi is None or F(hi) >= span.hi), f"{lo}, {hi} is inside")


def check_ranking(made, ask, denominators, groups=None):
    """The answer against raw values, denominators {township: (value, span)} and groups."""
    raw = {r["township"]: r["value"] for r in made.call("Query/Rank", ASK)["rows"]}
    answer = made.call("Query/Rank", {**ASK, **ask})
    ratios = {t: (F(v["value"]) / denominators[t][0], over(Span(v), denominators[t][1]))
              for t, v in raw.items() if denominators.get(t, (0, None))[0] > 0}
    less = ask.get("direction") == "BETTER_LESS"
    wanted, parts = {}, groups or {"": CODES}
    for code, members in parts.items():
        mine = {t: r for t, r in ratios.items() if t in members}
        wanted.update(ranks(mine, less))
        got = [r for r in answer["rows"] if r.get("group", "") == code]
        equal([r["rank"] for r in got], sorted(r["rank"] for r in got), "order")
        if groups:
            group, = [g for g in answer["grouping"]["groups"] if g["code"] == code]
            equal(group.get("ranked", 0), len(mine), "ranked in the group")
            equal(group["townships"], len(members), "its denominator")
    equal(told(answer["rows"]), wanted, "ranks")
    for row in answer["rows"]:
        check_text(row, *ratios[row["township"]])
    equal(len(answer["rows"]) + len(answer["absent"]), len(CODES), "nobody is left out")
    return answer


def point(number):
    return F(number), Span({"interval": {"lo": number, "hi": number}})


def why(answer):
    return {a["township"]: a["why"] for a in answer["absent"]}


def vague(number, dice):
    form = dice.choice(("{}亩", "{}亩", "{}余亩", "近{}亩", "超过{}亩", "约{}亩"))
    return form.format(number)


def rankings_audited(made):
    return int(re.search(r"(\d+) rankings", shangji(made, "audit").stdout).group(1))


def with_roll():
    import tempfile
    folder = tempfile.mkdtemp(prefix="shangji-roll-")
    return city(division="990102", roll=roll_of(folder), name="试验县")


# ---- tests ----

def test_ratios_and_groups_agree_with_a_slow_recomputation():
    dice = random.Random(20211231)
    with with_roll() as made:
        made.open_year(2021)
        for code in CODES[:7]:
            # Few numbers, so that ratios tie.
            report(made, code, vague(dice.choice((600, 900, 1200, 1800)), dice),
                   vague(dice.choice((300, 400, 600)), dice))
        population = {c: dice.choice(("300", "400", "600", "900.5")) for c in CODES}
        population[CODES[1]] = "0"
        del population[CODES[2]]
        shown = publish(made, population).stdout
        contains(shown, "7 of 8 townships have a value")
        contains(shown, NAMES[2])
        publish_kinds(made, without=CODES[3:4])
        groups = {g: [c for c, n in zip(CODES, NAMES) if kind_of(n) == g and c != CODES[3]]
                  for g in KINDS.values()}
        people = {c: point(v) for c, v in population.items()}
        rape = made.call("Query/Rank", {**ASK, "indicator": "rapeseed_area"})["rows"]
        fields = {r["township"]: (F(r["value"]["value"]), Span(r["value"])) for r in rape}
        for more in ({}, {"direction": "BETTER_LESS"}):
            answer = check_ranking(made, {"per": "population", **more}, people)
            equal(why(answer)[CODES[1]], "ABSENCE_ZERO_DENOMINATOR", "over zero")
            equal(why(answer)[CODES[2]], "ABSENCE_NO_DENOMINATOR", "over nothing")
            equal(why(answer)[CODES[7]], "ABSENCE_NOT_REPORTED", "nothing over something")
            equal(answer["ratioUnit"], "亩/人", "unit")
            answer = check_ranking(made, {"per": "rapeseed_area", **more}, fields)
            equal(answer["ratioUnit"], "亩/亩", "unit")
            answer = check_ranking(made, {"per": "population", "group": "kind", **more}, people,
                                   groups)
            equal(why(answer)[CODES[3]], "ABSENCE_NO_GROUP", "in no group")
            check_ranking(made, {"per": "rapeseed_area", "group": "kind", **more}, fields, groups)
        # The words behind both figures.
        row = made.call("Query/Rank", {**ASK, "per": "rapeseed_area", "withWords": True})["rows"][0]
        contains(row["value"]["words"], "早稻")
        contains(row["ratio"]["denominator"]["words"], "油菜")


def test_first_and_last_of_each_group_in_pages():
    with with_roll() as made:
        made.open_year(2021)
        for number, code in enumerate(CODES):
            report(made, code, f"{1000 + 10 * number}亩", "300亩")
        publish_kinds(made)
        ask = {**ASK, "group": "kind"}
        whole = made.call("Query/Rank", ask)
        equal([(r["group"], r["rank"]) for r in whole["rows"]],
              [("town", 1), ("town", 2), ("town", 3), ("township", 1), ("township", 2),
               ("township", 3), ("street", 1), ("street", 2)], "order")
        pages, token = [], ""
        while True:
            page = made.call("Query/Rank", {**ask, "pageSize": 3, "pageToken": token})
            pages += page["rows"]
            token = page.get("nextPageToken", "")
            if not token:
                break
        equal(pages, whole["rows"], "pages")
        ends = made.call("Query/Rank", {**ask, "limit": 1, "last": 1})
        equal([(r["group"], r["rank"]) for r in ends["rows"]],
              [("town", 1), ("town", 3), ("township", 1), ("township", 3), ("street", 1),
               ("street", 2)], "first and last")
        equal(ends["ranked"], 8, "ranked")
        both = made.call("Query/Rank", {**ask, "limit": 2, "last": 2, "withinGroup": "town"})
        equal([r["rank"] for r in both["rows"]], [1, 2, 3], "none twice")
        equal(both["townships"], 3, "the group's own denominator")
        equal(both.get("absent", []), [], "nobody of other groups")
        up = made.call("Query/Rank", {**ask, "bottom": True, "limit": 1})
        equal([r["rank"] for r in up["rows"]], [3, 3, 2], "turned round")
        home = ("rank", "early_rice_area", "--year", "2021")
        table = shangji(made, *home, "--group", "kind", "--within-group", "town", "--top", "1",
                        expect=0).stdout
        contains(table, "town): 3 of 3")
        contains(shangji(made, *home, "--within-group", "town", expect=65).stderr, "grouping")
        contains(shangji(made, *home, "--group", "sort", expect=66).stderr, "kind")
        contains(shangji(made, *home, "--group", "kind", "--within-group", "x", expect=66).stderr,
                 "town")
        coverage = made.call("Query/Coverage", {"period": "2021", "group": "kind"})
        equal([(g["code"], g["due"], g["onTime"]) for g in coverage["groups"]],
              [("town", 3, 3), ("township", 3, 3), ("street", 2, 2)], "coverage by group")


def test_a_later_table_counts_and_a_table_of_the_year_before_all():
    with with_roll() as made:
        made.open_year(2021)
        report(made, CODES[0], "1000亩", "300亩")
        ask = {**ASK, "per": "population"}
        publish(made, {CODES[0]: "500"})
        first = made.call("Query/Rank", ask)
        equal(first["rows"][0]["ratio"]["value"], "2", "ratio")
        equal(first["per"]["source"], "虚构", "source")
        equal(first["per"]["date"], "2021-12-31", "date")
        equal(first["rows"][0]["ratio"]["denominator"]["entry"], first["per"]["entry"], "entry")
        publish(made, {CODES[0]: "400"})
        second = made.call("Query/Rank", ask)
        equal(second["rows"][0]["ratio"]["value"], "2.5", "ratio")
        check(int(second["per"]["entry"]) > int(first["per"]["entry"]), "another entry")
        publish(made, {CODES[0]: "250"}, "population", "人", "--period", "2021")
        publish(made, {CODES[0]: "100"})
        equal(made.call("Query/Rank", ask)["rows"][0]["ratio"]["value"], "4", "the year's own")
        publish(made, {CODES[0]: "7"}, "households", "户", "--period", "2020")
        contains(shangji(made, "rank", "early_rice_area", "--year", "2021", "--per", "households",
                         expect=78).stderr, "2020")
        lines = shangji(made, "rank", "early_rice_area", "--year", "2021", "--per",
                        "population").stdout
        contains(lines, "ratio(亩/人)")
        contains(lines, "虚构")
        rows = list(csv.DictReader(io.StringIO(
            shangji(made, "rank", "early_rice_area", "--year", "2021", "--per", "population",
                    "--format", "csv").stdout)))
        equal((rows[0]["ratio"], rows[0]["ratio_unit"], rows[0]["denominator"]),
              ("4", "亩/人", "250"), "CSV")
        equal(rows[1]["absent"], "not_reported", "CSV of the absent")


def test_what_is_wrong_is_refused_before_it_is_signed():
    with with_roll() as made:
        made.open_year(2021)
        size = made.size()
        contains(publish(made, {"990102099": "1"}, expect=66).stderr, "not on the roll")
        contains(publish(made, {CODES[0]: "1,000"}, expect=65).stderr, "line 2")
        contains(publish(made, {CODES[0]: "-1"}, expect=65).stderr, "below zero")
        contains(publish(made, {CODES[0]: "0.00001"}, expect=65).stderr, "places")
        contains(publish(made, {CODES[0]: "1"}, "early_rice_area", expect=73).stderr, "indicator")
        shifted = sheet(made, "s.csv", ["township", "name", "group"], [(CODES[0], NAMES[1], "a")])
        contains(made.operator("groups", shifted, "--code", "kind", "--name", "类", expect=65).stderr,
                 "shifted")
        twice = sheet(made, "t.csv", ["township", "group"], [(CODES[0], "a"), (CODES[0], "b")])
        contains(made.operator("groups", twice, "--code", "kind", "--name", "类", expect=65).stderr,
                 "line 3")
        contains(made.operator("groups", twice, "--code", "kind", expect=2).stderr, "--name")
        equal(made.size(), size, "entries")
        publish(made, {CODES[0]: "1"})
        contains(publish(made, {CODES[0]: "1"}, "population", "户", expect=65).stderr, "new code")
        rank = ("rank", "early_rice_area", "--year", "2021", "--per")
        contains(shangji(made, *rank, "nothing_such", expect=66).stderr, "population")
        contains(shangji(made, *rank, "early_rice_area", expect=65).stderr, "itself")


def test_whoever_looks_finds_the_same():
    with with_roll() as made:
        made.open_year(2021)
        for number, code in enumerate(CODES[:5]):
            report(made, code, f"{1000 + 10 * number}余亩", f"{300 - number}亩")
        plain = rankings_audited(made)
        publish(made, {c: str(300 + n) for n, c in enumerate(CODES)})
        publish_kinds(made)
        proof = os.path.join(made.folder, "rank.proof")
        # Every indicator that is audited is so per the table and within the groups as well.
        equal(rankings_audited(made), 2 * plain, "rankings audited")
        rank = ("rank", "early_rice_area", "--year", "2021")
        ask = {**ASK, "per": "population", "group": "kind", "withWords": True}
        for more in (("--per", "population", "--group", "kind", "--top", "2", "--bottom", "1"),
                     ("--per", "rapeseed_area"), ("--group", "kind", "--within-group", "town")):
            shangji(made, *rank, *more, "--proof", proof)
            contains(shangji(made, "verify", proof).stdout, "nobody is left out")
        # A proof whose words were changed on the way no longer verifies.
        shangji(made, *rank, "--per", "population", "--proof", proof)
        with open(proof, "rb") as file:
            records = file.read()
        at = records.index("亩/人".encode())
        with open(proof, "wb") as file:
            file.write(records[:at] + "亩/户".encode() + records[at + len("亩/人".encode()):])
        contains(shangji(made, "verify", proof, expect=76).stderr, "answer")
        contains(shangji(made, "audit").stdout, "The ledger holds.")
        before = made.call("Query/Rank", ask)
        made.stop()
        contains(command(program("shangjid"), "fsck", made.directory).stdout, "whole")
        command(program("shangjid"), "rebuild", made.directory)
        contains(command(program("shangjid"), "fsck", made.directory).stdout, "whole")
        made.start()
        equal(made.call("Query/Rank", ask), before, "after a rebuild and a restart")


if __name__ == "__main__":
    run(test_ratios_and_groups_agree_with_a_slow_recomputation,
        test_first_and_last_of_each_group_in_pages,
        test_a_later_table_counts_and_a_table_of_the_year_before_all,
        test_what_is_wrong_is_refused_before_it_is_signed, test_whoever_looks_finds_the_same)
