#!/bin/sh
# ledger_bench on a city of its own: made, filled, served and thrown away.
#
#   ledger_bench.sh BIN TOWNSHIPS YEARS FIGURES [--division CODE] [options of ledger_bench]
#
# BIN holds shangji, shangjid, province and ledger_bench. TOWNSHIPS 0 = the whole division.
set -eu

bin=$1 townships=$2 years=$3 figures=$4
shift 4
division=430482
if [ "${1:-}" = --division ]; then
    division=$2
    shift 2
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/ledger-bench-XXXXXX")
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
export SHANGJI_LANG=en

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$bin/province" keys "$folder"
"$bin/shangjid" init "$folder/city" --division "$division" --operator-key "$folder/operator.pub" \
    --recovery-key "$folder/recovery.pub" --listen "tls+tcp://127.0.0.1:$port" >"$folder/log"
"$bin/province" fill "$folder/city" "$townships" "$years" "$figures"
"$bin/shangjid" serve "$folder/city" --listen "tls+tcp://127.0.0.1:$port" \
    --ready-file "$folder/ready" 2>>"$folder/log" &
server=$!
while [ ! -e "$folder/ready" ]; do
    kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.1
done
"$bin/ledger_bench" "$@" --city "$folder/city" --card "$folder/city/city.card" --audit "$bin/shangji"
