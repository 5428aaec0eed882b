"""The table of codes: whole, in order, and every code in it can be met."""

from __future__ import annotations

import re
from pathlib import Path

import isptool.reading
from isptool.reading.codes import CODES

FOLDER = Path(isptool.reading.__file__).parent


def test_every_code_of_the_table_is_used_and_every_code_used_is_in_the_table() -> None:
    used = {
        code
        for path in FOLDER.glob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"((?:YML|FMT|STR)-\d\d)"', path.read_text(encoding="utf-8"))
    }
    assert used == set(CODES)


def test_every_code_is_met_in_a_test_of_this_folder() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [code for code in CODES if f'"{code}"' not in tests] == []


def test_every_entry_is_complete_and_in_plain_words() -> None:
    names = [entry.name for entry in CODES.values()]
    assert len(set(names)) == len(names)
    for code, entry in CODES.items():
        assert entry.code == code
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.name)
        assert entry.what
        assert not entry.what.endswith(".")
        assert entry.why.endswith(".")
        assert entry.fix.endswith(".")
    assert [code for code in CODES if code.startswith("YML")] == sorted(code for code in CODES if code[0] == "Y")
