#!/usr/bin/env python3
"""Composite scores: the real server's answers against a recomputation that shares no line with it,
written after docs/score.md: normalisation, means, the scorecard's digest, ChaCha20 and the draws."""
import base64
import csv
import hashlib
import io
import json
import math
import os
import random
import struct
from fractions import Fraction

from city import Township, check, city, command, contains, equal, program, run, write

PERIOD = "2021"
MADE = []  # the one city that all tests ask: enrolling is what takes the time
INDICATORS = ("early_rice_area", "rapeseed_area", "toilets_renovated", "disputes_resolved")
TEXT = """{name}2021年工作总结
(2021年12月20日)
一、2021年工作情况
(一)农业生产。全镇完成早稻种植{0}。{1}
(二)环境整治。{2}
(三)信访维稳。{3}
"""
SENTENCES = ("{}", "油菜种植面积{}。", "全年完成改厕任务数{}。", "一年来化解各类社会矛盾{}。")
UNITS = ("亩", "亩", "个", "起")


def roll_codes(made):
    return [t["township"]["code"] for t in made.call("Ledger/GetRoll", {})["townships"]]


def amount(number, unit, how):
    return {0: f"{number}{unit}", 1: f"{number}余{unit}", 2: f"约{number}{unit}", 3: f"超过{number}{unit}",
            4: f"近{number}{unit}"}[how]


def fill(made, count, seed):
    """Townships with a report each; some silent about an indicator, half of the figures vague."""
    rng = random.Random(seed)
    made.open_year(2021, required="early_rice_area")
    clerks = {}
    for place, code in enumerate(roll_codes(made)[:count]):
        clerk = Township(made, code)
        clerk.enrol()
        parts = []
        for k, (low, high) in enumerate(((800, 2000), (1000, 3000), (200, 700), (20, 90))):
            said = amount(rng.randrange(low, high, 10), UNITS[k], rng.choice((0, 0, 0, 1, 2, 3, 4)))
            silent = k > 0 and place % 4 == k
            parts.append("" if silent else SENTENCES[k].format(said))
        path = write(os.path.join(made.folder, f"{code}.txt"), TEXT.format(*parts, name="某镇"))
        clerk.pack(clerk.draft(path), PERIOD)
        clerk.submit()
        clerks[code] = clerk
    return clerks


# ---- ChaCha20, RFC 8439 ----

def quarter(s, a, b, c, d):
    for x, y, z, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & 0xFFFFFFFF
        s[z] ^= s[x]
        s[z] = (s[z] << turn | s[z] >> (32 - turn)) & 0xFFFFFFFF


def chacha_block(key, counter, nonce):
    start = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key) + (counter,) +
                 struct.unpack("<3I", nonce))
    s = list(start)
    for _ in range(10):
        for a in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15), (0, 5, 10, 15),
                  (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            quarter(s, *a)
    return struct.pack("<16I", *((x + y) & 0xFFFFFFFF for x, y in zip(s, start)))


def stream(key, draw, length):
    nonce = bytes(4) + struct.pack("<Q", draw)
    return b"".join(chacha_block(key, i, nonce) for i in range((length + 63) // 64))[:length]


# ---- the scorecard's bytes ----

def varint(number):
    out = b""
    while number > 0x7F:
        out, number = out + bytes([number & 0x7F | 0x80]), number >> 7
    return out + bytes([number])


def field(number, value):
    """proto3: what is empty or zero is left out."""
    if isinstance(value, list):
        return b"".join(varint(number << 3 | 2) + varint(len(v)) + v for v in
                        (x.encode() if isinstance(x, str) else x for x in value))
    if isinstance(value, int):
        return varint(number << 3) + varint(value) if value else b""
    return field(number, [value]) if value else b""


def enum(name, prefix, names):
    return names.index(name[len(prefix):]) + 1 if name else 0


def pack(card):
    dimensions = []
    for d in card["dimensions"]:
        items = [field(1, i["indicator"]) + field(2, i["weight"]) +
                 field(3, enum(i.get("direction", ""), "BETTER_", ["MORE", "LESS"])) +
                 field(4, enum(i["normalisation"], "NORMALISATION_",
                               ["MIN_MAX", "Z_SCORE", "PERCENTILE", "DISTANCE", "COMPLETION"])) +
                 b"".join(field(k, i.get(n, "")) for k, n in
                          ((5, "goalpostLo"), (6, "goalpostHi"), (7, "target"), (8, "floor"), (9, "cap")))
                 for i in d["items"]]
        dimensions.append(field(1, d["code"]) + field(2, d["title"]) + field(3, d.get("weight", "")) +
                          field(4, items))
    notes = [[b"".join(field(k, n[name]) for k, name in enumerate(names, 1))
              for n in card.get(what, [])]
             for what, names in (("adjustments", ("township", "points", "reason", "document")),
                                 ("vetoes", ("township", "reason", "document")))]
    return (field(1, card["code"]) + field(2, card["version"]) + field(3, card["title"]) +
            field(4, card["points"]) + field(5, enum(card["mean"], "MEAN_", ["ARITHMETIC", "GEOMETRIC"])) +
            field(6, enum(card["missing"], "MISSING_POLICY_", ["LEAVE_OUT", "AVAILABLE", "WORST"])) +
            field(7, dimensions) + field(8, notes[0]) + field(9, notes[1]) +
            field(10, card.get("townships", [])) + field(11, card.get("period", "")))


# ---- scores, in fixed point as the docs have it ----

def fixed(text):
    return int(Fraction(text) * 10000)


def rounded(score):
    return math.floor(score * 10000.0 + 0.5)


class Column:
    """What townships say of one indicator, and the scale that it makes."""

    def __init__(self, made, item, codes):
        self.item, how = item, item["normalisation"]
        asked = {"indicator": item["indicator"], "period": PERIOD, "pageSize": 1000}
        if item.get("direction"):
            asked["direction"] = item["direction"]
        answer = made.call("Query/Rank", asked)
        self.less = item.get("direction", answer["direction"]) == "BETTER_LESS"
        cells = {r["township"]: r["value"] for r in answer["rows"]}
        self.cells = [cells.get(c) for c in codes]
        self.values = [fixed(c["value"]) if c else None for c in self.cells]
        stated = [v for v in self.values if v is not None]
        self.sorted = sorted(stated)
        lo, hi = (fixed(item["goalpostLo"]), fixed(item["goalpostHi"])) if item.get("goalpostLo") else \
            (min(stated), max(stated))
        self.worst, self.best = (hi, lo) if self.less else (lo, hi)
        self.mean = float(sum(stated)) / len(stated)
        lanes = [0.0] * 8
        for row, v in enumerate(self.values):
            if v is not None:
                lanes[row % 8] += (float(v) - self.mean) * (float(v) - self.mean)
        total = 0.0
        for lane in lanes:
            total += lane
        self.deviation = math.sqrt(total / (len(stated) - 1))
        self.normal = [None if v is None else self.scale(float(v), v) for v in self.values]
        bounded = how not in ("NORMALISATION_Z_SCORE", "NORMALISATION_DISTANCE")
        self.lowest = 0.0 if bounded else min(n for n in self.normal if n is not None)

    def line(self, x):
        how = self.item["normalisation"]
        if how == "NORMALISATION_MIN_MAX":
            return (x - self.worst) / (float(self.best) - self.worst)
        if how == "NORMALISATION_DISTANCE":
            ratio = x / float(fixed(self.item["target"]))
            return 2 - ratio if self.less else ratio
        z = (x - self.mean) / self.deviation
        return 0.5 + 0.1 * (-z if self.less else z)

    def scale(self, x, own):
        how = self.item["normalisation"]
        if how == "NORMALISATION_PERCENTILE":
            worse = sum(1 for v in self.sorted if (v > x if self.less else v < x))
            worse -= own > x if self.less else own < x
            return worse / (len(self.sorted) - 1)
        if how == "NORMALISATION_COMPLETION":
            target, cap = float(fixed(self.item["target"])), float(self.item.get("cap") or 1)
            done = x / target if not self.less else (target / x if x > 0 else cap)
            return 0.0 if done < float(self.item.get("floor") or 0) else min(done, cap)
        return self.held(self.line(x))

    def held(self, n):
        low, high = (0.0, 1.0) if self.item["normalisation"] == "NORMALISATION_MIN_MAX" else (-20.0, 20.0)
        return min(max(n, low), high)

    def is_vague(self, row):
        i = self.cells[row] and self.cells[row]["interval"]
        return bool(i) and not (i.get("lo") and i.get("hi") and i["lo"] == i["hi"])

    def draw(self, row, u, v):
        """The stated number, the ends, and where in between."""
        own, i = self.values[row], self.cells[row]["interval"]
        x, step = float(own), 10000.0
        if own:
            step = 1.0
            while own % 10 == 0:
                own, step = own // 10, step * 10
        lo = float(fixed(i["lo"])) if i.get("lo") else x - step
        hi = float(fixed(i["hi"])) if i.get("hi") else x + step
        straight = self.item["normalisation"] in ("NORMALISATION_MIN_MAX", "NORMALISATION_Z_SCORE",
                                                  "NORMALISATION_DISTANCE")
        put = self.line if straight else (lambda value: value)
        if lo == x and (not i.get("hi") or i.get("hiOpen")):
            got = put(x) + min(u, v) * (put(hi) - put(x))
        elif hi == x and (not i.get("lo") or i.get("loOpen")):
            got = put(x) + min(u, v) * (put(lo) - put(x))
        elif x in (lo, hi):
            got = put(lo) + u * (put(hi) - put(lo))
        elif u >= v:
            got = put(x) + (u - v) * (put(hi) - put(x))
        else:
            got = put(x) + (v - u) * (put(lo) - put(x))
        return self.held(got) if straight else self.scale(got, self.values[row])


def mean(card, items, weights, dimension_weights, normal):
    """Of one township; `normal`: by item, None where it has none."""
    geometric = card["mean"] == "MEAN_GEOMETRIC"
    total = whole = 0.0
    for d, dimension in enumerate(card["dimensions"]):
        top = share = 0.0
        for k, (of, _) in enumerate(items):
            if of != d or normal[k] is None:
                continue
            top += weights[k] * (math.log(1 + 99 * normal[k]) if geometric else normal[k])
            share += weights[k]
        if share:
            total += dimension_weights[d] * (top / share)
            whole += dimension_weights[d]
    points = math.exp(total / whole) * (card["points"] / 100) if geometric else total / whole * card["points"]
    return rounded(points)


def ranks_of(scores):
    return [1 + sum(1 for s in scores if s > mine) for mine in scores]


def recompute(made, card, answer):
    """{township: (score, rank, low, high)}, from rankings, the checkpoint and the scorecard."""
    items = [(d, i) for d, dimension in enumerate(card["dimensions"]) for i in dimension["items"]]
    codes = sorted({r["township"] for r in made.call("Ledger/GetRoll", {})["reports"]})
    if card.get("townships"):
        codes = [c for c in codes if c in card["townships"]]

    def is_row(columns, row):
        gaps = [c.values[row] is None for c in columns]
        return not (any(gaps) if card["missing"] == "MISSING_POLICY_LEAVE_OUT" else
                    card["missing"] == "MISSING_POLICY_AVAILABLE" and all(gaps))

    columns = [Column(made, i, codes) for _, i in items]
    codes = [c for row, c in enumerate(codes) if is_row(columns, row)]
    columns = [Column(made, i, codes) for _, i in items]
    worst = card["missing"] == "MISSING_POLICY_WORST"
    normal = [[c.normal[row] if c.normal[row] is not None else c.lowest if worst else None
               for c in columns] for row in range(len(codes))]
    weights = [float(i["weight"]) for _, i in items]
    dimension_weights = [float(d["weight"]) if d.get("weight") else
                         float(sum(Fraction(i["weight"]) for i in d["items"])) for d in card["dimensions"]]
    bonus = [sum(fixed(a["points"]) for a in card.get("adjustments", []) if a["township"] == c)
             for c in codes]
    scores = [mean(card, items, weights, dimension_weights, n) + b for n, b in zip(normal, bonus)]
    digest = hashlib.blake2b(pack(card), digest_size=32).digest()
    equal(answer["digest"], base64.b64encode(digest).decode(), "digest of the scorecard")
    size, root = made.checkpoint().split("\n")[1:3]
    equal(answer["root"], root, "root")
    key = hashlib.blake2b(base64.b64decode(root) + struct.pack("<Q", int(size)) + digest,
                          digest_size=32).digest()
    vague = [(row, k) for row in range(len(codes)) for k, c in enumerate(columns) if c.is_vague(row)]
    drawn = []
    for number in range(answer["draws"]):
        count = len(items) + len(dimension_weights) + len(vague)
        words = struct.unpack(f"<{2 * count}I", stream(key, number, 8 * count))
        uniform = [(w + 0.5) / 2**32 for w in words]
        w = [x * (0.75 + 0.5 * uniform[2 * i]) for i, x in enumerate(weights + dimension_weights)]
        again = [list(n) for n in normal]
        for j, (row, k) in enumerate(vague):
            at = 2 * (len(w) + j)
            again[row][k] = columns[k].draw(row, uniform[at], uniform[at + 1])
        drawn.append(ranks_of([mean(card, items, w[:len(items)], w[len(items):], n) + b
                               for n, b in zip(again, bonus)]))
    found = {}
    for row, code in enumerate(codes):
        column = sorted(d[row] for d in drawn)
        found[code] = (scores[row], ranks_of(scores)[row], column[-(-5 * len(column) // 100) - 1],
                       column[-(-95 * len(column) // 100) - 1])
    check(vague, "nothing was vague: the draws were not tried")
    return found


def item(indicator, how, weight="1", **more):
    return {"indicator": indicator, "weight": weight, "normalisation": f"NORMALISATION_{how}", **more}


def scorecard(*items, missing="AVAILABLE", mean_of="ARITHMETIC", points=100, weights=("", ""), **more):
    dimensions = [{"code": "farming", "title": "农业", "weight": weights[0], "items": list(items[:2])},
                  {"code": "order", "title": "平安", "weight": weights[1], "items": list(items[2:])}]
    return {"code": "test", "version": "1", "title": "试评", "points": points, "mean": f"MEAN_{mean_of}",
            "missing": f"MISSING_POLICY_{missing}", "dimensions": dimensions, **more}


def agrees(made, card, draws=1000):
    answer = made.call("Query/Score", {"scorecard": card, "period": PERIOD, "draws": draws})
    wanted = recompute(made, card, answer)
    got = {r["township"]: (fixed(r["score"]), r["rank"], r["low"], r["high"]) for r in answer["rows"]}
    equal(got, wanted, "scores, ranks and ranges")
    equal([r["rank"] for r in answer["rows"]], sorted(r["rank"] for r in answer["rows"]), "order")
    equal(answer["scored"] + len(answer.get("absent", [])), answer["townships"], "denominator")
    return answer


def test_scores_ranks_and_draws_are_repeated_to_the_digit():
    made = MADE[0]
    rice, rape, toilets, disputes = INDICATORS
    goal = {"goalpostLo": "100", "goalpostHi": "800"}
    agrees(made, scorecard(item(rice, "MIN_MAX"), item(rape, "Z_SCORE", "2"),
                           item(toilets, "MIN_MAX", "1.5", **goal),
                           item(disputes, "PERCENTILE", direction="BETTER_LESS")))
    agrees(made, scorecard(item(rice, "DISTANCE", target="1500"), item(rape, "PERCENTILE", "0.5"),
                           item(toilets, "COMPLETION", target="500", floor="0.6", cap="1.2"),
                           item(disputes, "DISTANCE", "3", target="50", direction="BETTER_LESS"),
                           missing="WORST", points=1000, weights=("60", "40")), draws=300)
    agrees(made, scorecard(item(rice, "MIN_MAX"), item(rape, "MIN_MAX"), item(toilets, "MIN_MAX"),
                           item(disputes, "MIN_MAX", direction="BETTER_LESS"),
                           mean_of="GEOMETRIC"), draws=300)
    codes = roll_codes(made)
    card = scorecard(item(rice, "Z_SCORE"), item(rape, "Z_SCORE"),
                     item(disputes, "Z_SCORE", direction="BETTER_MORE"), missing="LEAVE_OUT", period=PERIOD,
                     townships=codes[:7],
                     adjustments=[{"township": codes[0], "points": "-1.5", "reason": "x", "document": "y"},
                                  {"township": codes[4], "points": "3", "reason": "x", "document": "y"}],
                     vetoes=[{"township": codes[0], "reason": "事故", "document": "通报1号"}])
    answer = agrees(made, card, draws=300)
    equal(answer["townships"], 7, "those it is for")
    row, = (r for r in answer["rows"] if r["township"] == codes[0])
    equal((row["adjusted"], row["vetoes"][0]["document"]), ("-1.5", "通报1号"), "notes")
    why = {a["township"]: (a["why"], a.get("indicator")) for a in answer["absent"]}
    equal(why[codes[1]], ("ABSENCE_NOT_STATED", rape), "why the second is absent")


def test_nothing_depends_on_paging_or_on_who_is_shown():
    made = MADE[0]
    card = scorecard(item("early_rice_area", "MIN_MAX"), item("rapeseed_area", "MIN_MAX"))
    card["dimensions"].pop()
    whole = made.call("Query/Score", {"scorecard": card, "period": PERIOD})
    rows, asked = [], {"scorecard": card, "period": PERIOD, "pageSize": 2}
    while True:
        page = made.call("Query/Score", asked)
        rows += page["rows"]
        equal(page["scored"], whole["scored"], "scored")
        if not page.get("next"):
            break
        asked = {**asked, "start": page["next"], "ledgerSize": page["ledgerSize"]}
    equal(rows, whole["rows"], "rows by pages")
    last = whole["rows"][-1]
    one = made.call("Query/Score", {"scorecard": card, "period": PERIOD,
                                    "townships": [last["township"]]})
    shown, = one["rows"]
    equal({k: v for k, v in shown.items() if k != "items"}, last, "the row by itself")
    equal(one["root"], whole["root"], "root")
    parts = [p for p in shown["items"] if p.get("points")]
    near = sum(float(p["points"]) for p in parts) - float(shown["score"])
    check(abs(near) < 0.001, f"points miss the score by {near}")
    check(all(p["value"]["words"] for p in parts), "an item without words")
    asked["ledgerSize"] = 1
    made.call_run("Query/Score", asked, expect=75)
    for wrong, status in (({"draws": 10001}, 65), ({"scorecard": None, "code": "nobody"}, 66),
                          ({"scorecard": None}, 65), ({"period": "x"}, 65)):
        request = {"scorecard": card, "period": PERIOD, **wrong}
        made.call_run("Query/Score", {k: v for k, v in request.items() if v is not None},
                      expect=status)


YAML = """code: yearly
version: "2021.1"
title: 年度评价
points: 100
mean: arithmetic
missing: available
dimensions:
  farming:
    title: 农业
    items:
      early_rice_area: {weight: 2, normalise: min-max}
      rapeseed_area: {weight: 1, normalise: z-score}
  order:
    title: 平安
    weight: 1
    items:
      disputes_resolved: {weight: 1, normalise: percentile, direction: more}
"""


def score(made, *args, **options):
    return command(program("shangji"), "score", *args, "--card", made.card, "--home",
                   os.path.join(made.folder, "analyst"), **options)


def test_people_ask_publish_and_are_explained():
    made = MADE[0]
    path = write(os.path.join(made.folder, "card.yaml"), YAML)
    table = score(made, path, "--year", "2021").stdout
    contains(table, "5–95 %")
    contains(table, "Without a score:")
    rows = list(csv.DictReader(io.StringIO(score(made, path, "--year", "2021", "--format", "csv").stdout)))
    answer = json.loads(score(made, path, "--year", "2021", "--format", "json").stdout)
    equal([(r["township"], r["score"], r["low"]) for r in rows if r["rank"]],
          [(r["township"], r["score"], str(r["low"])) for r in answer["rows"]], "CSV and JSON")
    equal(len(rows), len(roll_codes(made)), "everybody is in the CSV")
    first = answer["rows"][0]
    shown = score(made, path, "--year", "2021", "--explain", first["township"]).stdout
    contains(shown, f"{first['score']} of 100 points")
    contains(shown, "早稻种植")
    contains(shown, score(made, path, "--year", "2021", "--explain", first["name"]).stdout)
    silent = roll_codes(made)[-1]
    contains(score(made, path, "--year", "2021", "--explain", silent, expect=66).stdout, "no report")
    # Published, it is the same question.
    contains(score(made, "yearly", "--year", "2021", expect=66).stderr, "operator scorecard")
    contains(made.operator("scorecard", path).stdout, "scorecard yearly/2021.1")
    again = json.loads(score(made, "yearly", "--year", "2021", "--format", "json").stdout)
    equal(again["digest"], answer["digest"], "digest")
    equal([r["score"] for r in again["rows"]], [r["score"] for r in answer["rows"]], "scores")
    check(int(again["published"]) > 0 and "published" not in answer, "who published it")
    contains(made.operator("scorecard", path, expect=73).stderr, "published already")
    contains(score(made, "yearly", "--version", "3", "--year", "2021", expect=66).stderr, "yearly")
    audit = command(program("shangji"), "audit", "--card", made.card, "--home",
                    os.path.join(made.folder, "auditor"))
    contains(audit.stdout, "The ledger holds.")
    made.stop()
    contains(command(program("shangjid"), "fsck", made.directory).stdout, "whole")
    made.start()
    equal(json.loads(score(made, "yearly", "--year", "2021", "--format", "json").stdout), again,
          "after a restart")


def test_a_wrong_scorecard_is_refused_with_its_line():
    made = MADE[0]
    code = roll_codes(made)[0]
    cases = (("points: 100", "points: 120", 4, "1000"), ("mean: arithmetic", "mean: geometric", 12, "min-max"),
             ("weight: 2", "weight: -2", 11, "early_rice_area"), ("min-max}", "maxmin}", 11, "z-score"),
             ("rapeseed_area", "early_rice_area", 12, "twice"), ("weight: 1\n", "wieght: 1\n", 15, "wieght"),
             ("min-max}", "completion}", 11, "early_rice_area"),
             ("dimensions:", f"vetoes:\n  - {{township: {code}, reason: x, document: y}}\ndimensions:", 1,
              "period"))
    for old, new, line, words in cases:
        path = write(os.path.join(made.folder, "wrong.yaml"), YAML.replace(old, new, 1))
        said = score(made, path, "--year", "2021", expect=65).stderr
        contains(said, f"wrong.yaml:{line}:")
        contains(said, words)
    path = write(os.path.join(made.folder, "none.yaml"), YAML.replace("rapeseed_area", "moon_dust"))
    contains(score(made, path, "--year", "2021", expect=66).stderr, "moon_dust")
    path = write(os.path.join(made.folder, "neutral.yaml"), YAML.replace("rapeseed_area", "villages"))
    contains(made.operator("scorecard", path, expect=78).stderr, "neutral")
    path = write(os.path.join(made.folder, "other.yaml"), YAML + "period: 2020\n")
    contains(score(made, path, "--year", "2021", expect=78).stderr, "2020")


def test_chacha20_is_that_of_the_rfc():
    # RFC 8439 §2.3.2
    block = chacha_block(bytes(range(32)), 1, bytes.fromhex("000000090000004a00000000"))
    equal(block[:16].hex(), "10f1e7e4d13b5915500fdd1fa32071c4", "first bytes of the block")


if __name__ == "__main__":
    with city() as running:
        MADE.append(running)
        fill(running, 8, seed=1)
        run(test_chacha20_is_that_of_the_rfc, test_scores_ranks_and_draws_are_repeated_to_the_digit,
            test_nothing_depends_on_paging_or_on_who_is_shown,
            test_a_wrong_scorecard_is_refused_with_its_line, test_people_ask_publish_and_are_explained)
