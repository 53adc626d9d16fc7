# Completion of shangji and shangjid for bash. What can be typed is asked of the programs
# themselves, so it is always what they take.

_shangji_commands() # PROGRAM: its commands, a word of a group only once
{
    SHANGJI_LANG=en "$1" help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\( [a-z][a-z-]*\)*\)  .*$/\1/p'
}

_shangji_options() # PROGRAM COMMAND…
{
    SHANGJI_LANG=en "$@" --help 2>/dev/null |
        sed -n 's/^ *\(-[a-z], \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

_shangji()
{
    local program=$1 current=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]} commands words
    local -a command
    commands=$(_shangji_commands "$program")
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        words=$(printf '%s\nhelp\n' "$commands" | cut -d' ' -f1 | sort -u)
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
    fi
    command=("$first")
    words=$(printf '%s\n' "$commands" | sed -n "s/^$first //p")
    if [[ -n $words ]]; then
        if ((COMP_CWORD == 2)); then
            mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
            return
        fi
        command+=("${COMP_WORDS[2]}")
    fi
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_shangji_options "$program" "${command[@]}")" -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
}

complete -o filenames -F _shangji shangji shangjid
