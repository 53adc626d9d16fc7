#!/bin/sh
# Installs the Debian 12 packages that Shangji needs: the one list of them.
#
#   deploy/packages.sh build         what building and running takes
#   deploy/packages.sh build test    and what the tests take besides
#   deploy/packages.sh build package and what making .deb packages takes besides
#   deploy/packages.sh --list test   only prints the names
#
# What is there already is left alone; where nothing is missing nothing is asked of the network.
# Why each one: docs/dependencies.md.
set -eu

build='
    cmake ninja-build gcc libc6-dev pkg-config
    protobuf-compiler protobuf-c-compiler libprotobuf-dev libprotobuf-c-dev
    libnng-dev libmbedtls-dev libsqlite3-dev libsodium-dev
    libyaml-dev libjansson-dev libcsv-dev libxml2-dev libutf8proc-dev libarchive-dev
    libxlsxwriter-dev libsystemd-dev
    poppler-utils poppler-data
    gettext python3
'
test='
    libcmocka-dev clang clang-tidy clang-format llvm libclang-rt-14-dev
    sqlite3
'
package='
    dpkg-dev help2man
'

. "$(dirname "$0")/say.sh"

usage() {
    die 2 '用法: deploy/packages.sh [--list] build|test|package ...' \
        'Usage: deploy/packages.sh [--list] build|test|package ...'
}

list=no
wanted=
for argument in "$@"; do
    case $argument in
    --list) list=yes ;;
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    package) wanted="$wanted $package" ;;
    *) usage ;;
    esac
done
[ -n "$wanted" ] || usage

if [ "$list" = yes ]; then
    printf '%s\n' $wanted
    exit 0
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    names=$(printf ' %s' $wanted)
    die 69 "这台机器没有 apt-get：请用它自己的办法安装与下列 Debian 12 软件包相当的软件：$names" \
        "There is no apt-get here: install by its own means what corresponds to Debian 12's$names"
fi

missing=
for package in $wanted; do
    case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || :) in
    installed*) ;; # once for each architecture
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    root='env'
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root='sudo env'
else
    die 77 "缺少软件包。请以 root 运行：apt-get install --no-install-recommends$missing" \
        "Packages are missing. As root, run: apt-get install --no-install-recommends$missing"
fi

say "安装：$missing" "installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
    $root DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" \
        >"$log" 2>&1 </dev/null && return
    tail -n 20 "$log" >&2
    die 75 "apt-get 没有成功，详情见上。" "apt-get failed; see above."
}
apt update
apt install --no-install-recommends $missing
