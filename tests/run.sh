#!/usr/bin/env bash
# Installs what the tests need, builds with sanitizers and runs everything.
#
#   tests/run.sh            all of it
#   tests/run.sh dev        one preset only: dev, asan-ubsan, tsan
#
# SHANGJI_CORPUS names the folder of annotated reports; tests that need it say so and skip
# where it is not set.
set -euo pipefail
cd "$(dirname "$0")/.."

presets=("${@:-asan-ubsan}")
[ $# -gt 0 ] || presets=(asan-ubsan tsan fuzz)
steps=$((1 + 2 * ${#presets[@]}))
step=0
say() {
    step=$((step + 1))
    printf '[%d/%d] %s\n' "$step" "$steps" "$1"
}

say "packages"
deploy/packages.sh build test

export SHANGJI_LANG=en
if [ ! -f "${SHANGJI_CORPUS:-}/score.py" ]; then
    echo "SHANGJI_CORPUS does not name the annotated reports: integration.yintian is skipped"
fi
failed=0
for preset in "${presets[@]}"; do
    say "build ($preset)"
    cmake --preset "$preset" >"build-$preset.log" 2>&1 || { cat "build-$preset.log"; exit 1; }
    rm -f "build-$preset.log"
    cmake --build --preset "$preset" -- --quiet
    say "test ($preset)"
    case $preset in
    # Lint and translations do not depend on the build, tests of one caller show no race; the fuzzers only run their short time.
    tsan) ctest --preset tsan -LE 'lint|alone|single' -j2 || failed=1 ;;
    fuzz) ctest --preset fuzz -L fuzz -j2 || failed=1 ;;
    *) ctest --preset "$preset" -j2 || failed=1 ;;
    esac
done
exit $failed
