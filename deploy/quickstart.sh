#!/bin/sh
# A sample city on this machine, from nothing to a ranking.
#
#   deploy/quickstart.sh         installs packages, builds, and plays a year and another through
#   deploy/quickstart.sh stop    stops the sample city's server
#   deploy/quickstart.sh start   starts it again, with all that it holds
#
# All it makes besides build/release stands in $SHANGJI_DEMO (else ~/shangji-demo): a folder of
# its own that it knows by a marker file. Run again, it stops that folder's server and starts
# afresh; what stood there before is kept in previous/ until the next time.
# The townships and their reports are sample data: deploy/sample/README.md.
set -eu
demo=${SHANGJI_DEMO:-$HOME/shangji-demo}
case $demo in
/*) ;;
*) demo=$PWD/$demo ;;
esac
cd "$(dirname "$0")/.."
. deploy/say.sh

division=990101
division_name=云汀县
years='2023 2024'
left_to_you=990101203 # its report for 2024 is not sent
corrected=990101103   # sends a second revision for 2024
required=grain_sown_area,early_rice_area,toilets_renovated,dibao_persons
required=$required,safety_inspections,disputes_resolved

marker=$demo/.shangji-demo
sample=$PWD/deploy/sample
bin=$PWD/build/release/bin
city=$demo/server
card=$demo/city.card
passphrase=$demo/passphrase

steps=10
step=0
progress() {
    step=$((step + 1))
    printf '[%d/%d] ' "$step" "$steps"
    say "$@"
}

# Runs a command quietly; what it said is shown only when it fails.
quietly() {
    "$@" >"$demo/last.log" 2>&1 </dev/null && return
    status=$?
    cat "$demo/last.log" >&2
    die "$status" "没有成功：$*" "failed: $*"
}

# ---- the server ----

# The process that the pid file names, if it is this folder's server and not some other since.
server_pid() {
    [ -f "$demo/shangjid.pid" ] || return 1
    pid=$(cat "$demo/shangjid.pid")
    tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$city" || return 1
    echo "$pid"
}

stop_server() {
    pid=$(server_pid) || return 0
    kill "$pid"
    waited=0
    while kill -0 "$pid" 2>/dev/null; do
        waited=$((waited + 1))
        [ "$waited" -le 300 ] ||
            die 75 "服务器（进程 $pid）30 秒内没有停止。" \
                "The server (process $pid) did not stop within 30 seconds."
        sleep 0.1
    done
    rm -f "$demo/shangjid.pid"
}

free_port() {
    python3 - <<'EOF'
import socket
for port in (7443, 0):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(probe.getsockname()[1])
        break
EOF
}

start_server() {
    rm -f "$demo/ready"
    setsid "$bin/shangjid" serve "$city" --listen "$url" --ready-file "$demo/ready" \
        >>"$demo/shangjid.log" 2>&1 </dev/null &
    server=$!
    echo "$server" >"$demo/shangjid.pid"
    waited=0
    until [ -e "$demo/ready" ]; do
        waited=$((waited + 1))
        if [ "$waited" -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
            tail -n 20 "$demo/shangjid.log" >&2
            die 69 "服务器没有启动，日志在 $demo/shangjid.log。" \
                "The server did not start; its log is $demo/shangjid.log."
        fi
        sleep 0.1
    done
}

# ---- the folder ----

make_folder() {
    if [ -e "$demo" ] && [ ! -e "$marker" ] && [ -n "$(ls -A "$demo")" ]; then
        die 73 "$demo 不是本脚本建的文件夹；请用 SHANGJI_DEMO 另指定一个。" \
            "$demo was not made by this script; name another folder with SHANGJI_DEMO."
    fi
    mkdir -p "$demo"
    chmod 700 "$demo"
    [ ! -e "$marker" ] || keep_previous
    say '演示用文件夹，由 deploy/quickstart.sh 建立。' \
        'A folder for trying out, made by deploy/quickstart.sh.' >"$marker"
}

keep_previous() {
    stop_server
    rm -rf "$demo/previous"
    mkdir "$demo/previous"
    for item in "$demo"/*; do
        [ "$item" = "$demo/previous" ] || mv "$item" "$demo/previous/"
    done
    say "      上一次的内容在 $demo/previous" "      what the last run made is in $demo/previous"
}

# ---- who does what ----

operator() {
    verb=$1
    shift
    quietly "$bin/shangji" operator "$verb" --operator "$demo/operator" --card "$card" \
        --passphrase-file "$passphrase" "$@"
}

# As the township whose code comes first.
township() {
    code=$1
    shift
    "$bin/shangji" "$@" --home "$demo/townships/$code"
}

enrol() {
    request=$demo/townships/$1.enrolment
    quietly township "$1" init --passphrase-file "$passphrase"
    quietly township "$1" join "$card" --township "$1" -o "$request" --passphrase-file "$passphrase"
    operator enrol "$request" --yes
}

# read → the clerk's decisions → check → pack → submit
report() { # code year document decisions [option of pack]...
    code=$1 year=$2 document=$3 decisions=$4
    shift 4
    draft=${document%.*}.csv
    rm -f "$draft" # a correction is decided on afresh
    quietly township "$code" read "$document" --format csv -o "$draft"
    [ ! -f "$decisions" ] || quietly python3 "$sample/clerk.py" "$draft" "$decisions"
    quietly township "$code" check "$draft"
    quietly township "$code" pack "$draft" --period "$year" --passphrase-file "$passphrase" "$@"
    quietly township "$code" submit
}

name_of() {
    awk -F '\t' -v code="$1" '$1 == code { print $2 }' "$sample/roll.tsv"
}

report_year() {
    mkdir -p "$demo/reports/$1"
    printf '      %s' "$1"
    for document in "$sample/reports/$1"/*; do
        name=${document##*/}
        cp "$document" "$demo/reports/$1/$name"
        code=${name%%-*}
        [ "$1-$code" != "2024-$left_to_you" ] || continue
        report "$code" "$1" "$demo/reports/$1/$name" "$sample/decisions/$1/${name%.*}.tsv"
        printf ' %s' "$(name_of "$code")"
    done
    echo
}

correct() {
    reason='油菜种植面积录入颠倒，应为7900亩'
    for document in "$demo/reports/2024/$corrected"-*.txt; do
        name=${document##*/}
        report "$corrected" 2024 "$document" "$sample/decisions/2024-r2/${name%.*}.tsv" \
            --revision 2 --reason "$reason"
    done
    say "      2024 更正：$(name_of "$corrected")（$reason）" \
        "      2024, a correction: $(name_of "$corrected") ($reason)"
}

# What figures are counted per, and which townships are ranked together.
publish_references() {
    source='样例数据，虚构'
    operator reference "$sample/reference/population.csv" --code population --name 户籍人口 \
        --name-en population --unit 人 --definition 年末户籍人口 --source "$source" --date 2024-12-31
    operator reference "$sample/reference/cultivated_land.csv" --code cultivated_land \
        --name 耕地面积 --name-en 'cultivated land' --unit 亩 --definition 年末实有耕地面积 \
        --source "$source" --date 2024-12-31
    operator groups "$sample/reference/kind.csv" --code kind --name 类别 --name-en kind
}

write_env() {
    cat >"$demo/env" <<EOF
PATH='$bin':\$PATH
SHANGJI_HOME='$demo/townships/$left_to_you'
SHANGJI_CARD='$card'
SHANGJI_SAMPLE='$sample'
export PATH SHANGJI_HOME SHANGJI_CARD SHANGJI_SAMPLE
EOF
}

# ---- the way through ----

case ${1:-} in
'') ;;
stop)
    stop_server
    say '样例市县的服务器没有在运行。' "The sample city's server is not running now."
    exit 0
    ;;
start)
    [ -e "$marker" ] && [ -e "$card" ] && [ -x "$bin/shangjid" ] ||
        die 66 "$demo 里没有样例市县；先运行 deploy/quickstart.sh。" \
            "There is no sample city in $demo; run deploy/quickstart.sh first."
    url=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["url"])' "$card")
    server_pid >/dev/null || start_server
    say "样例市县的服务器在运行：$url" "The sample city's server is running: $url"
    exit 0
    ;;
*) die 2 '用法: deploy/quickstart.sh [start|stop]' 'Usage: deploy/quickstart.sh [start|stop]' ;;
esac
[ "$(uname -s)" = Linux ] || die 69 '本脚本需要 Linux。' 'This script needs Linux.'

# A run that fails leaves no server behind.
trap 'status=$?; [ "$status" = 0 ] || stop_server; exit "$status"' EXIT
trap 'exit 130' INT TERM

progress '检查并安装软件包' 'packages'
deploy/packages.sh build

make_folder
progress '编译（build/release）' 'building build/release'
quietly cmake --preset release
quietly cmake --build --preset release

progress "操作员密钥：$demo/operator" "the operator's keys: $demo/operator"
(umask 077 && head -c 18 /dev/urandom | base64 >"$passphrase")
quietly "$bin/shangji" operator init "$demo/operator" --passphrase-file "$passphrase"

url=tls+tcp://127.0.0.1:$(free_port)
progress "建立样例市县：$division_name（$division），十个乡镇街道" \
    "a sample city: $division_name ($division), ten townships"
quietly "$bin/shangjid" init "$city" --division "$division" --name "$division_name" \
    --roll "$sample/roll.tsv" --operator-key "$demo/operator/operator.pub" \
    --recovery-key "$demo/operator/recovery.pub" --listen "$url"
cp "$city/city.card" "$card"

progress "启动 shangjid：$url" "starting shangjid: $url"
start_server

progress '公布指标目录，开放 2023、2024 两个年度' 'publishing the catalogue, opening 2023 and 2024'
operator publish --default
for year in $years; do
    operator open "$year" --deadline "$(date -d '+30 days' +%F)" --required "$required"
done

progress '各乡镇建立密钥、加入、登记' 'each township: its key, joining, enrolment'
mkdir -p "$demo/townships"
while read -r code name; do
    enrol "$code"
done <"$sample/roll.tsv"

progress '读取、核对、打包、签名、报送两年的报告' \
    'reading, checking, packing, signing and submitting the reports of two years'
for year in $years; do
    report_year "$year"
done
correct

progress '公布人口、耕地参照表和镇、乡、街道的分组' \
    'publishing population and cultivated land, and the groups of townships'
publish_references
write_env

progress '谁报了，排名如何' 'who has reported, and how they rank'
. "$demo/env"
shangji coverage --year 2024
echo
shangji rank rapeseed_area --year 2024
echo
township "$corrected" receipt "$corrected-2024-annual-r2"
echo

say "接下来可以试试：

  . $demo/env
  shangji rank early_rice_area --year 2024
  shangji rank early_rice_area --year 2024 --per population --group kind
  shangji read deploy/sample/reports/2024/990101203-yantong.txt
  shangji call Query/Coverage '{\"period\": \"2023\"}'

砚峒乡 2024 年的报告还没有报送，您可以替它完成：
read --format csv → check → pack → submit（口令在 $passphrase）。
停止服务器：deploy/quickstart.sh stop；再启动：deploy/quickstart.sh start" \
    "Try next:

  . $demo/env
  shangji rank early_rice_area --year 2024
  shangji rank early_rice_area --year 2024 --per population --group kind
  shangji read deploy/sample/reports/2024/990101203-yantong.txt
  shangji call Query/Coverage '{\"period\": \"2023\"}'

The report of 砚峒乡 for 2024 was not sent; you may do it in its name:
read --format csv, check, pack, submit (the passphrase is in $passphrase).
To stop the server: deploy/quickstart.sh stop; to start it again: deploy/quickstart.sh start"
