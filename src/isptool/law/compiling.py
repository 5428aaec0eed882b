"""The law files, checked as a whole, become the compact data that the law book reads.

Used by `scripts/compile_data.py` and by tests; needs pydantic, so nothing that runs in a light command may
import it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from isptool.law.entries import FAMILIES, Act, Article, LawRow, Row
from isptool.law.spelling import spelled
from isptool.pattern import Pattern

Compiled = dict[str, Any]

_YEAR = Pattern(r" \d{4}$")


class LawFileError(Exception):
    """A law file says something that cannot be: a plain sentence with the file and the row."""


def compiled_law(
    files: Mapping[str, Any], beside: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Compiled, Compiled]:
    """Check the law files and compile them.

    `files` maps each file's name to its plain data (every scalar as text). `beside` is a compiled book whose
    rows these files may name, for local rows. Returns two plain values: the book (families of rows by id) and
    the index of aliases (each spelled alias with the ids it may mean). Raises `LawFileError` for a row of the
    wrong shape, an id used twice, a reference to nothing, or an alias that two rows claim as theirs alone.
    """
    known = beside or {}
    rows = {row.id: (family, row) for family, row in _rows(files)}
    acts = {act_id: Act.model_validate({**said, "id": act_id}) for act_id, said in known.get("act", {}).items()}
    acts |= {row.id: row for _, row in rows.values() if isinstance(row, Act)}
    for _, row in rows.values():
        if isinstance(row, LawRow):
            _cite(row, acts)
        if row.verified != "K" and not (row.verified_in or row.source):
            raise LawFileError(f"{row.id} is marked {row.verified} but does not say in what it was read")
    families = {row_id: family for family, said in known.items() for row_id in said}
    _check_references(rows, families | {row_id: family for row_id, (family, _) in rows.items()})
    book: Compiled = {family: {} for family in FAMILIES}
    for family, row in rows.values():
        book[family][row.id] = _plain(row)
    return book, _alias_index(rows, acts)


def _rows(files: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """The rows of every file with their family, each with what its file's head says for all."""
    seen: dict[str, str] = {}
    for name, data in sorted(files.items()):
        family = data.get("family", "")
        if family not in FAMILIES:
            raise LawFileError(f"{name}: family is {family!r}, which is none of {', '.join(FAMILIES)}")
        for row_id, fields in data["entries"].items():
            if row_id in seen:
                raise LawFileError(f"{name}: {row_id} stands in {seen[row_id]} too; an id is used once")
            seen[row_id] = name
            defaults = {"as-at": data["as-at"], **data.get("unless-said-otherwise", {})}
            try:
                yield family, FAMILIES[family].model_validate({**defaults, **fields, "id": row_id})
            except ValueError as error:
                raise LawFileError(f"{name}: {row_id}: {error}") from error


def _cite(row: LawRow, acts: Mapping[str, Act]) -> None:
    """Fill the citations and the address that follow from the row's Act and provision."""
    if row.act:
        if row.act not in acts:
            raise LawFileError(f"{row.id}: act {row.act} is not in acts.yaml")
        act = acts[row.act]
        joint = " to the " if " of Schedule " in row.provision or row.provision.startswith("Schedule ") else " of the "
        row.citation = row.citation or row.provision + joint + act.title
        row.short = row.short or f"{act.short} {_shortened(row.provision)}"
        row.source = row.source or act.address + (f"/{row.at}" if act.address and row.at else "")
    row.short = row.short or row.citation
    if row.verified != "K":
        row.verified_in = row.verified_in or row.source


def _shortened(provision: str) -> str:
    """`sections 6 and 7` as `ss.6 and 7`."""
    for long, short in (
        ("sections ", "ss."),
        ("section ", "s."),
        ("Schedule ", "Sch."),
        ("paragraph ", "para."),
        ("articles ", "arts."),
        ("article ", "art."),
        ("regulations ", "regs."),
        ("regulation ", "reg."),
    ):
        provision = provision.replace(long, short)
    return provision


NOT_COMPILED = frozenset({"id", "act", "provision", "at", "shared_aliases"})
"""What a row says only so that something else can be made of it; not compiled."""


def _plain(row: Row) -> Compiled:
    """The row without what says nothing, in the names that `isptool.law.rows` uses."""
    said = row.model_dump(mode="json", exclude_defaults=True, exclude=set(NOT_COMPILED))
    if isinstance(row, LawRow):
        said["citation"], said["short"] = row.citation, row.short
    return said


_REFERENCES: tuple[tuple[str, str], ...] = (
    ("replaced_by", ""),
    ("within", ""),
    ("givers", "body"),
    ("receivers", "body"),
    ("held_by", "body"),
    ("for_bodies", "body"),
    ("purposes", "purpose"),
    ("for_purposes", "purpose"),
    ("does_not_reach", "category"),
    ("changes", ""),
)


def _check_references(rows: Mapping[str, tuple[str, Row]], families: Mapping[str, str]) -> None:
    """Every id that a row names is a row of the right family; `families` has the family of every id."""
    for family, row in rows.values():
        for name, wanted in _REFERENCES:
            value = getattr(row, name, [])
            own_kind = family if name == "within" else ""
            _check_ids(row.id, name, [value] if isinstance(value, str) else value, wanted or own_kind, families)
        for ids in getattr(row, "equivalent_in", {}).values():
            _check_ids(row.id, "equivalent-in", ids, "", families)
        for limit in getattr(row, "limits", []):
            _check_ids(row.id, "limits", [*limit.bodies, *limit.from_], "body", families)
            _check_ids(row.id, "limits", limit.data, "category", families)
            _check_ids(row.id, "limits", limit.purposes, "purpose", families)


def _check_ids(where: str, name: str, ids: list[str], family: str, families: Mapping[str, str]) -> None:
    for row_id in ids:
        if not row_id or (row_id == "any" and family in ("body", "purpose")):
            continue
        if row_id not in families or (family and families[row_id] != family):
            raise LawFileError(
                f"{where}: {name.replace('_', '-')} names {row_id}, which is no {family or 'row'} of the law files"
            )


def _alias_index(rows: Mapping[str, tuple[str, Row]], acts: Mapping[str, Act]) -> Compiled:
    """Every spelled way of naming a row, by kind of thing: `law`, `body`, `category`, `purpose`.

    An id, a citation and an alias written by hand belong to one row alone, unless the row lists it under
    `shared-aliases`. Ways that are made by the program give way to them, and are shared where they clash.
    """
    index: Compiled = {}
    for kind in ("law", "body", "category", "purpose"):
        own: dict[str, list[str]] = {}
        made: dict[str, list[str]] = {}
        for row in (row for family, row in rows.values() if _kind(family, row) == kind):
            for alias in sorted({spelled(text) for text in _hand_written(row)} - {""}):
                if alias in own:
                    raise LawFileError(f"{row.id}: “{alias}” already means {own[alias][0]}; list it as shared")
                own[alias] = [row.id]
        for row in (row for family, row in rows.values() if _kind(family, row) == kind):
            for text in [*row.shared_aliases, *_made(row, acts)]:
                ids = made.setdefault(spelled(text), [])
                if row.id not in ids:
                    ids.append(row.id)
        for row in (row for family, row in rows.values() if _kind(family, row) == kind):
            for text in row.shared_aliases:
                if spelled(text) in own:
                    raise LawFileError(f"{row.id}: “{text}” is shared here but {own[spelled(text)][0]} claims it alone")
        index[kind] = dict(sorted({**made, **own}.items()))
    return index


def _kind(family: str, row: Row) -> str:
    if isinstance(row, LawRow):
        return "law"
    return family if family in ("body", "category", "purpose") else ""


def _hand_written(row: Row) -> list[str]:
    texts = [row.id, *row.aliases]
    if isinstance(row, Article) and row.group in ("lawful-basis", "special-category-condition"):
        texts += [row.article, f"Article {row.article}", f"GDPR Article {row.article}"]
    if isinstance(row, LawRow):
        return [*texts, row.number, row.citation, row.short]
    return [*texts, row.title]


def _made(row: Row, acts: Mapping[str, Act]) -> Iterator[str]:
    """The provision with each way of naming its Act, before it and after it."""
    if isinstance(row, LawRow) and row.number[-1:].isalpha():
        yield row.number[:-1]
    if isinstance(row, LawRow) and row.act:
        act = acts[row.act]
        names = [act.title, act.short, *act.also]
        for provision in [row.provision, *_each_section(row.provision)]:
            for name in [*names, *(_YEAR.sub("", name) for name in names)]:
                yield f"{name} {provision}"
                yield f"{provision} {name}"


def _each_section(provision: str) -> Iterator[str]:
    """`section 1`, `section 10` and `section 11` of `sections 1, 10 and 11`; every one of `sections 56 to 65`."""
    word, _, numbers = provision.partition(" ")
    if word not in ("sections", "articles", "regulations"):
        return
    for part in re.split(r", | and ", numbers):
        first, _, last = part.partition(" to ")
        yield from (f"{word[:-1]} {number}" for number in _from_to(first, last or first))


def _from_to(first: str, last: str) -> list[str]:
    """`56` to `65` by number, `44A` to `44F` by letter; otherwise both ends."""
    if first.isdigit() and last.isdigit():
        return [str(number) for number in range(int(first), int(last) + 1)]
    if first[:-1] == last[:-1]:
        return [first[:-1] + chr(letter) for letter in range(ord(first[-1]), ord(last[-1]) + 1)]
    return [first, last]
