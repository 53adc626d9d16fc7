#!/bin/sh
# Manual pages out of what the programs say of themselves: one a command, made by help2man.
#
#   deploy/man.sh BIN_DIR OUT_DIR      writes OUT_DIR/man1, man8 and zh_CN/man1, zh_CN/man8
set -eu
bin=$(cd "$1" && pwd)
out=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# "  operator enrol     enrol a township's key …" → its name
commands_of() {
    SHANGJI_LANG=en "$bin/$1" help | sed -n 's/^  \([a-z][a-z-]*\( [a-z][a-z-]*\)*\)  .*$/\1/p'
}

# help2man knows the headings of English help alone: it is shown these, and the page's own are put
# into Chinese afterwards.
for program in shangji shangjid; do
    cat >"$scratch/$program" <<END
#!/bin/sh
"$bin/$program" "\$@" | sed 's/^用法：/Usage: /; s/^选项：/Options:/; s/^命令：/Commands:/'
END
    chmod +x "$scratch/$program"
done
headings='s/^\.SH NAME/.SH 名称/; s/^\.SH SYNOPSIS/.SH 概要/; s/^\.SH DESCRIPTION/.SH 描述/
s/^\.SH OPTIONS/.SH 选项/; s/^\.SS "Commands:"/.SS "命令："/'

# page PROGRAM SECTION LANGUAGE FOLDER LINE [COMMAND…]: LINE of the help is what it is in short
page() {
    program=$1 section=$2 language=$3 folder=$4 line=$5
    shift 5
    mkdir -p "$folder"
    name=$program
    [ $# -eq 0 ] || name=$program-$(printf '%s' "$*" | tr ' ' '-')
    short=$(SHANGJI_LANG=$language "$bin/$program" "$@" --help | sed -n "${line}p")
    printf '[NAME]\n%s \\- %s\n' "$name" "$short" >"$scratch/name"
    SHANGJI_LANG=$language help2man --no-info --locale=C.UTF-8 --section="$section" \
        --source=Shangji --manual=Shangji --include="$scratch/name" \
        --help-option="${*:+$* }--help" --version-option=--version "$scratch/$program" \
        -o "$folder/$name.$section"
    # help2man takes the program's name for the page's.
    upper=$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')
    sed -i "s/^\.TH [^ ]*/.TH $upper/" "$folder/$name.$section"
    [ "$language" = en ] || sed -i "$headings" "$folder/$name.$section"
    gzip -9nf "$folder/$name.$section"
}

for language in en zh_CN; do
    root=$out
    [ "$language" = en ] || root=$out/$language
    page shangji 1 "$language" "$root/man1" 3
    commands_of shangji | while read -r command; do
        # shellcheck disable=SC2086  a command of two words is two arguments
        page shangji 1 "$language" "$root/man1" 2 $command
    done
    page shangjid 8 "$language" "$root/man8" 3
    commands_of shangjid | while read -r command; do
        page shangjid 8 "$language" "$root/man8" 2 "$command"
    done
done
