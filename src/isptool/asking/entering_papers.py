"""A form of the process that came back, as files: its record in forms/, and what follows from it in other files.

A proposed variation is kept as a comment of the consultation of its document; a new partner gets its entry among the
partners and in the protocol. Nothing that stands in a file is overwritten by what is empty on a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from isptool.asking.amending import value_at
from isptool.asking.consultation import comment_edits
from isptool.asking.paper import Occasion
from isptool.asking.read_paper import ReadPaper
from isptool.asking.returned import Remark
from isptool.errors import IspError
from isptool.findings import Edit, ValuePath
from isptool.model.fields import show_date, slug
from isptool.model.process_form import ProcessForm
from isptool.reading.edit import apply
from isptool.reading.source import Source
from isptool.reading.write import write

CONTACTS = ("day-to-day", "data-protection", "incidents", "caldicott", "siro")
"""The contacts that an accession form asks for."""
_ADDED_TO = ("assurance", "nations")
"""What stands in the file and is longer than on a form, where it is printed in one line."""
_MAILBOX = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")
_PHONE = re.compile(r"\+?[\d][\d ()-]{6,}\d")


def record_text(found: ReadPaper, form: ProcessForm, on: str) -> str:
    """The record of a form, as a new file."""
    return write({**_head(found.occasion, on), "answers": _in_order(found.answers, form)})


def record_again(source: Source, found: ReadPaper, form: ProcessForm) -> str:
    """The record of a form that came back before, with what it says now; the smallest change of the file.

    What is empty on the form now and was answered before stays as it was.
    """
    there = value_at(source.data, ("answers",)) or {}
    answers = _in_order(found.answers, form)
    edits = [
        Edit("set", ("answers", name), said)
        for name, said in answers.items()
        if _plain(there.get(name)) != _plain(said)
    ]
    return apply(source, edits) if edits else source.text


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value] if len(value) != 1 else _plain(value[0])
    return [line.strip() for line in str(value).strip().split("\n")] if value is not None else None


def _head(told: Occasion, on: str) -> dict[str, Any]:
    said = {
        "kind": "filled-form", "form": told.form, "id": told.number, "about": told.about, "version": told.version,
        "partner": told.partner, "on": on,
    }  # fmt: skip
    return {key: value for key, value in said.items() if value}


def _in_order(answers: Mapping[str, str | list[str]], form: ProcessForm) -> dict[str, Any]:
    return {name: _kept(answers[name]) for _, name, _ in form.fields() if answers.get(name)}


def _kept(said: str | list[str]) -> str | list[str]:
    return said[0] if isinstance(said, list) and len(said) == 1 else said


# ── a variation ──────────────────────────────────────────────────────────────────────────────────────


def comment_text(source: Source, found: ReadPaper, day: str) -> str:
    """The document with a proposed variation as a comment of its consultation."""
    partner = found.occasion.partner
    if not partner:
        raise IspError(
            f"{found.file} does not say which partner proposes the change.",
            "Make the form with --for PARTNER, or keep the comment by hand under `consultation:`.",
        )
    said = {name: _words(found.answers.get(name)) for name in ("clause", "now", "proposed", "reason")}
    lines = [f"Proposed: {said['proposed']}"]
    lines += [f"Now: {said['now']}"] if said["now"] else []
    lines += [f"Reason: {said['reason']}"] if said["reason"] else []
    remark = Remark(partner, None, said["clause"], "\n\n".join(lines))
    edits = comment_edits(source, partner, [(remark, "")], day)
    return apply(source, edits) if edits else source.text


def _words(said: str | list[str] | None) -> str:
    return "" if said is None else said if isinstance(said, str) else ", ".join(said)


# ── a partner that joins ─────────────────────────────────────────────────────────────────────────────


def joining_id(found: ReadPaper) -> str:
    """The id of the partner that joins: as the form was made for, else as it was filled in, else of its name.

    Raises `IspError` where the form gives none.
    """
    answers = found.answers
    name = found.occasion.partner or slug(_words(answers.get("id")))
    name = name or slug(_words(answers.get("called"))) or slug(_words(answers.get("name")))
    if not name:
        raise IspError(f"{found.file} names nobody who joins.", "Ask for the form again.")
    return name


def partner_entry(found: ReadPaper, kind: str) -> dict[str, Any]:
    """What an accession form says of a partner of this kind (empty: unknown), as its entry in partners.yaml."""
    answers = found.answers
    entry: dict[str, Any] = {name: _words(answers.get(name)) for name in ("name", "called")}
    entry["kind"] = kind
    entry["nations"] = answers.get("nations") or []
    entry["ico-registration"] = _words(answers.get("ico-registration"))
    assurance = [line.strip().removeprefix("- ") for line in _words(answers.get("assurance")).split("\n")]
    entry["assurance"] = _kept([line for line in assurance if line])
    entry["privacy-notice"] = _words(answers.get("privacy-notice"))
    contacts = {role: contact(_words(answers.get(role))) for role in CONTACTS if answers.get(role)}
    entry["contacts"] = {role: each for role, each in contacts.items() if each}
    return {key: value for key, value in entry.items() if value}


def contact(text: str) -> dict[str, str]:
    """`Post, mailbox, telephone` as a contact: the mailbox and the number by what they look like, the rest the post."""
    mailbox, phone = _MAILBOX.search(text), _PHONE.search(text)
    rest = text
    for match in (mailbox, phone):
        if match:
            rest = rest.replace(match[0], "")
    post = ", ".join(each.strip() for each in rest.split(",") if each.strip(" ;"))
    found = {"post": post, "mailbox": mailbox[0] if mailbox else "", "phone": phone[0].strip() if phone else ""}
    return {key: value for key, value in found.items() if value}


def partner_edits(source: Source, partner: str, entry: Mapping[str, Any]) -> Iterator[Edit]:
    """The edits of a file of partners by which what a form says of one is entered; what the form leaves empty stays."""
    there = value_at(source.data, ("partners", partner))
    if not isinstance(there, dict):
        yield Edit("set", ("partners", partner), dict(entry))
        return
    yield from _differences(("partners", partner), there, entry)


def _differences(path: ValuePath, there: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Edit]:
    for key, value in said.items():
        now = there.get(key)
        if isinstance(value, Mapping) and isinstance(now, dict):
            yield from _differences((*path, key), now, value)
        elif not now or (_flat(now) != _flat(value) and key not in _ADDED_TO):
            yield Edit("set", (*path, key), value)


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return " ".join(str(value).split()).casefold()


def joining_edits(source: Source, partner: str) -> Sequence[Edit]:
    """The edits of a protocol by which a partner is among those it names; none where it is already."""
    there = value_at(source.data, ("partners",))
    if isinstance(there, list):
        return () if partner in there else (Edit("add-item", ("partners",), partner),)
    if isinstance(there, dict) and partner in there:
        return ()
    if there:
        return (Edit("set", ("partners", partner), {"joins": "planned"}),)
    return (Edit("set", ("partners",), [partner]),)


def day_of(found: ReadPaper, name: str, usual: Any) -> str:
    """A day that a form gives, as it is written in a file; else the usual one."""
    return _words(found.answers.get(name)) or show_date(usual)
