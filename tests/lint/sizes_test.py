#!/usr/bin/env python3
"""No file of the product above 400 lines, no function above 70.

    sizes_test.py SOURCE_DIR
"""
import os
import re
import sys

PARTS = ("base", "proto", "trust", "rules", "reader", "answers", "admission", "projection", "rpc", "server", "client")
FILE_LINES, FUNCTION_LINES = 400, 70


def oversize(path, text):
    lines = text.split("\n")
    if len(lines) > FILE_LINES + 1:
        yield f"{path}: {len(lines) - 1} lines"
    start = None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            if number - start + 1 > FUNCTION_LINES:
                yield f"{path}:{start}: a function of {number - start + 1} lines"
            start = None


def self_test():
    long_function = "int f(void)\n{\n" + "    x();\n" * 80 + "}\n"
    cases = [long_function, "\n" * 401]
    return ["self-test: an oversize passes" for case in cases if not list(oversize("x.c", case))]


def main():
    root = sys.argv[1]
    found = self_test()
    for part in PARTS:
        for folder, _, names in os.walk(os.path.join(root, part)):
            for name in names:
                if re.search(r"\.[ch]$", name):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as file:
                        found += oversize(os.path.relpath(path, root), file.read())
    print("\n".join(found) or "all within their room")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
