#!/usr/bin/env python3
"""The sample's clerk: writes decisions into a draft, as one would in a spreadsheet.

    clerk.py DRAFT.csv DECISIONS.tsv

Nothing of Shangji: only so that quickstart runs without anybody at a keyboard. The first line of
DECISIONS.tsv names its columns. 原文 finds the row, and 所在句, where given, the sentence it must
stand in; a row whose 处理 is 补充 finds none and is added at the end. All other columns are
written into the draft's columns of the same name. A row that is not found, or found twice, is a
mistake in the sample and ends the script.
"""

import csv
import sys

FIND = ("原文", "所在句")


def read_draft(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_decisions(path):
    with open(path, encoding="utf-8", newline="") as file:
        lines = (line for line in file if line.strip() and not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", restval="", quoting=csv.QUOTE_NONE))


def find(rows, decision, path):
    found = [
        row
        for row in rows
        if row["原文"] == decision["原文"] and decision.get("所在句", "") in row["所在句"]
    ]
    if len(found) != 1:
        sys.exit(f"{path}: {decision['原文']}: {len(found)} rows of the draft fit, not one")
    return found[0]


def decide(rows, decision, path):
    if decision["处理"] == "补充":
        row = dict.fromkeys(rows[0], "")
        rows.append(row)
    else:
        row = find(rows, decision, path)
    for column, cell in decision.items():
        if column not in row:
            sys.exit(f"{path}: a draft has no column {column}")
        if column not in FIND and cell:
            row[column] = cell


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    draft, decisions = sys.argv[1:]
    rows = read_draft(draft)
    for decision in read_decisions(decisions):
        decide(rows, decision, decisions)
    with open(draft, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
