#!/usr/bin/env python3
"""clang-tidy finds nothing in the product's sources.

    tidy_test.py SOURCE_DIR BUILD_DIR
"""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys

PARTS = ("base", "proto", "trust", "rules", "reader", "answers", "admission", "projection", "rpc", "server", "client")


def main():
    root, build = (os.path.realpath(path) for path in sys.argv[1:3])
    tool = shutil.which("clang-tidy") or shutil.which("clang-tidy-14")
    if tool is None:
        print("clang-tidy is not installed; tests/run.sh installs it")
        return 1
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        files = sorted({os.path.realpath(entry["file"]) for entry in json.load(file)})
    ours = [path for path in files if path.endswith(".c")
            and os.path.relpath(path, root).split(os.sep)[0] in PARTS]

    def tidy(path):
        # Sanitizer flags of gcc's build are none of the analysis.
        return subprocess.run([tool, "--quiet", "-p", build, "--extra-arg=-Wno-unknown-warning-option",
                               path], capture_output=True, text=True)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, run in zip(ours, pool.map(tidy, ours)):
            if run.returncode:
                failed += 1
                print(os.path.relpath(path, root), run.stdout[-3000:], run.stderr[-500:], sep="\n")
    print(f"{len(ours)} files, {failed} with findings")
    return 1 if failed or not ours else 0


if __name__ == "__main__":
    sys.exit(main())
