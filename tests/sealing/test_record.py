"""Records: what is written is read again, by us and by any reader of YAML; a change of one character is noticed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isptool.errors import IspError
from isptool.reading.source import read_text
from isptool.sealing.record import Record, Value, read, written
from isptool.sealing.statement import Statement, read_statement

_texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)
_keys = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True).filter(lambda key: key != "sha256")
_values = st.one_of(
    _texts, st.dictionaries(_keys, _texts, min_size=1, max_size=3), st.lists(_texts, min_size=1, max_size=3).map(tuple)
)


@given(st.dictionaries(_keys, _values, min_size=1, max_size=5))
def test_a_record_is_read_as_it_was_written(values: dict[str, Value]) -> None:
    assert read(written(values), "r.yaml") == Record(values, True)


@given(st.dictionaries(_keys, st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1), min_size=1))
def test_any_reader_of_yaml_reads_the_same(values: dict[str, str]) -> None:
    source = read_text(written(values).decode(), "r.yaml")
    assert {key: str(source.data[key]) for key in values} == values


def test_another_systems_line_ends_change_nothing() -> None:
    content = written({"record": "move", "because": "A reason: with a colon."})
    assert read(content.replace(b"\n", b"\r\n"), "r.yaml") == read(content, "r.yaml")
    assert read(content, "r.yaml").intact


STATEMENT = Statement(
    document="visits", version="1.0", party="wolds-fire", role="siro", post="Deputy “Chief”: SIRO", decision="agree",
    on=date(2026, 11, 2), method="e-mail", mark="7F3A-91C2", covers={"own": "a" * 64, "inherited": "b" * 64},
    evidence={"page 1.pdf": "c" * 64},
)  # fmt: skip


def test_a_statement_is_read_as_it_was_written() -> None:
    assert read_statement(STATEMENT.as_bytes(), "s.yaml") == (STATEMENT, True)


def test_one_character_anywhere_in_a_statement_is_noticed() -> None:
    content = STATEMENT.as_bytes()
    for position in range(len(content)):
        for other in (content[position] ^ 1, ord("#")):
            if other == content[position]:
                continue
            changed = content[:position] + bytes([other]) + content[position + 1 :]
            assert not _intact(changed), position


def _intact(content: bytes) -> bool:
    try:
        return read(content, "s.yaml").intact
    except IspError:
        return False


def test_what_is_no_record_is_refused_by_name() -> None:
    with pytest.raises(
        IspError, match=r"^x/y\.yaml was changed since isptool wrote it: its last line is not its digest"
    ):
        read(b"record: move\n", "x/y.yaml")
