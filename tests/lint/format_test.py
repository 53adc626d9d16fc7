#!/usr/bin/env python3
"""Every source stands as clang-format would put it.

    format_test.py SOURCE_DIR
"""
import os
import shutil
import subprocess
import sys

PARTS = ("base", "proto", "trust", "rules", "reader", "answers", "admission", "projection", "rpc", "server",
         "client", "tests")


def main():
    root = sys.argv[1]
    tool = shutil.which("clang-format") or shutil.which("clang-format-14")
    if tool is None:
        print("clang-format is not installed; tests/run.sh installs it")
        return 1
    files = [os.path.join(folder, name) for part in PARTS
             for folder, _, names in os.walk(os.path.join(root, part)) for name in names
             if name.endswith((".c", ".h"))]
    run = subprocess.run([tool, "--dry-run", "--Werror", "--style=file", *sorted(files)],
                         capture_output=True, text=True, cwd=root)
    print(run.stderr[-4000:] or f"{len(files)} files formatted")
    return run.returncode if files else 1


if __name__ == "__main__":
    sys.exit(main())
