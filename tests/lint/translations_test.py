#!/usr/bin/env python3
"""The Chinese messages are complete: every string of the sources is translated, none is fuzzy, and
format directives agree.

    translations_test.py SOURCE_DIR
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

PARTS = ("base", "trust", "rules", "reader", "answers", "admission", "projection", "rpc", "server", "client")


def main():
    root = sys.argv[1]
    sources = sorted(path for part in PARTS
                     for path in glob.glob(f"{root}/{part}/**/*.[ch]", recursive=True))
    po = os.path.join(root, "po", "zh_CN.po")
    with tempfile.TemporaryDirectory() as folder:
        pot, merged = os.path.join(folder, "x.pot"), os.path.join(folder, "x.po")
        subprocess.run(["xgettext", "--keyword=_", "--keyword=N_", "--keyword=X:4",
                        "--keyword=dngettext:2,3", "--from-code=UTF-8", "-o", pot,
                        *sources], check=True)
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, po, pot], check=True)
        check = subprocess.run(["msgfmt", "--check-format", "--statistics", "-o", os.devnull, merged],
                               capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
        missing = subprocess.run(["msgattrib", "--untranslated", "--no-obsolete", merged],
                                 capture_output=True, text=True).stdout
    print(check.stderr.strip())
    if check.returncode or re.search(r"fuzzy|untranslated", check.stderr):
        print(missing[:4000])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
