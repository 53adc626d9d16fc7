# shellcheck shell=sh
# Sourced by the scripts here: messages in the user's language, chosen as the programs choose it.
language() {
    for language in "${SHANGJI_LANG:-}" "${LANGUAGE:-}" \
        "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}"; do
        case $language in
        '' | C | C.* | POSIX*) ;;
        zh*) echo zh && return ;;
        *) echo en && return ;;
        esac
    done
    echo zh
}
spoken=$(language)

say() { # chinese english
    if [ "$spoken" = en ]; then printf '%s\n' "$2"; else printf '%s\n' "$1"; fi
}

# The exit status first: sysexits.h, as the programs use them.
die() { # status chinese english
    status=$1
    shift
    say "$@" >&2
    exit "$status"
}
