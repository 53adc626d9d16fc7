#!/usr/bin/env python3
"""Holds the includes to the arrows of docs/architecture.md, and itself to catching a breach.

    includes_test.py SOURCE_DIR
"""
import os
import re
import sys

# part: which other parts, which generated headers and which guarded libraries it may include.
CORE_RULES = {"anomaly", "catalogue", "fact", "figure", "fold", "fold_table", "wordlist", "interval", "numeral",
              "quantity", "quantity_scan", "unit", "unit_table", "quantity_parts"}
PARTS = {
    "base": ({"base"}, set()),
    "proto": ({"base", "proto", "rpc/method.h"},
              {"health", "ledger", "query", "reflection", "catalogue", "report", "roll", "scorecard"}),
    "trust": ({"base", "proto/pb.h", "trust"}, {"dsse"}),
    "rules": ({"base", "proto/pb.h", "rules"}, {"catalogue", "report", "roll", "scorecard"}),
    "reader": ({"base", "reader", "rules:core"}, set()),
    "answers": ({"base", "answers", "rules:core"}, set()),
    "admission": ({"base", "proto", "trust", "rules", "admission"}, {"report", "roll"}),
    "projection": ({"base", "proto", "trust", "rules", "answers", "admission", "projection"},
                   {"catalogue", "report", "roll", "scorecard", "query", "questions", "ledger", "proof"}),
    "rpc": ({"base", "proto/pb.h", "rpc"}, {"rpc", "health", "reflection"}),
    "server": ({"base", "proto", "trust", "rules", "reader", "answers", "admission", "projection", "rpc",
                "server"},
               None),
    "client": ({"base", "proto", "trust", "rules", "reader", "answers", "admission", "projection", "rpc",
                "client"},
               None),
}
LIBRARIES = {
    r"sqlite3\.h": ("server/store/",),
    r"nng/": ("rpc/",),
    r"sodium(/|\.h)": ("trust/",),
    r"(cyaml/|yaml\.h)": ("client/",),
    r"mbedtls/": ("server/",),
    r"(libxml/|xlsxwriter|archive|csv\.h|iconv\.h)": ("client/",),
    r"jansson\.h": ("rpc/", "client/", "server/"),
    r"protobuf-c/": ("proto/", "rpc/", "trust/", "rules/", "server/", "client/", "admission/",
                     "projection/"),
}


def allowed_file(name, allowed):
    part = name.split("/")[0]
    if part in allowed or name in allowed:
        return True
    stem = os.path.basename(name)[:-2]
    return f"{part}:core" in allowed and stem in CORE_RULES


def breaches(path, text):
    part = path.split("/")[0]
    allowed, generated = PARTS[part]
    for kind, name in re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', text, re.M):
        if name.endswith(".pb-c.h"):
            if generated is not None and name[:-7] not in generated:
                yield f"{path}: includes the messages {name}"
        elif kind == '"' and "/" in name and not allowed_file(name, allowed):
            yield f"{path}: includes {name}, against the arrows"
        for pattern, homes in LIBRARIES.items():
            if re.match(pattern, name) and not path.startswith(homes):
                yield f"{path}: includes {name}, which lives in {', '.join(homes)}"
    # A header that the reader may use must itself be free of messages.
    if part == "rules" and os.path.basename(path)[:-2] in CORE_RULES and path.endswith(".h"):
        if ".pb-c.h" in text or '"proto/' in text:
            yield f"{path}: is a header for the reader and includes messages"


def self_test():
    cases = [("client/x.c", '#include "server/ledger.h"'), ("reader/x.c", "#include <report.pb-c.h>"),
             ("reader/x.c", '#include "rules/city.h"'), ("rules/x.c", '#include "trust/key.h"'),
             ("server/x.c", "#include <sqlite3.h>"), ("client/x.c", "#include <nng/nng.h>"),
             ("rpc/x.c", "#include <report.pb-c.h>"), ("server/x.c", "#include <sodium.h>"),
             ("rules/quantity.h", "#include <report.pb-c.h>")]
    return [f"self-test: {case} passes" for case in cases if not list(breaches(*case))]


def main():
    root = sys.argv[1]
    found, seen = self_test(), 0
    for part in PARTS:
        for folder, _, names in os.walk(os.path.join(root, part)):
            for name in names:
                if name.endswith((".c", ".h")):
                    path = os.path.join(folder, name)
                    seen += 1
                    with open(path, encoding="utf-8") as file:
                        found += breaches(os.path.relpath(path, root), file.read())
    print("\n".join(found) if found else f"{seen} files keep to the arrows")
    return 1 if found or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
