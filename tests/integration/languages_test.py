#!/usr/bin/env python3
"""Chinese first: what a bare machine shows, and how English is chosen."""
import os

from city import check, command, contains, program, run


def shown(**env):
    clean = {k: "" for k in ("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "SHANGJI_LANG")}
    return command(program("shangji"), "rank", "--help", env={**clean, **env}).stdout


def chinese(text):
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def test_a_bare_machine_speaks_chinese():
    check(chinese(shown()), shown())
    check(chinese(shown(LANG="C.UTF-8")))
    check(chinese(shown(LANG="zh_CN.UTF-8")))


def test_english_is_chosen_by_the_locale_or_the_setting():
    check("rank" in shown(LANG="en_US.UTF-8").lower())
    english = shown(SHANGJI_LANG="en")
    contains(english, "Usage")
    check(chinese(shown(LANG="en_US.UTF-8", SHANGJI_LANG="zh_CN")))


if __name__ == "__main__":
    run(test_a_bare_machine_speaks_chinese, test_english_is_chosen_by_the_locale_or_the_setting)
