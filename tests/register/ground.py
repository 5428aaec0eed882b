"""Small workspaces for the tests of the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from isptool.law.book import LawBook
from isptool.library import points
from isptool.model.signed import Signed
from isptool.register.entry import Known, Register
from isptool.register.load import Loader, Memory, Nothing, together

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "wolds-and-dales"
TODAY = date(2026, 11, 2)

SETTINGS = "kind: workspace\ntitle: Small\nas-at: 2 November 2026\n"
PARTNERS = """\
kind: partners
partners:
  council:
    name: Beckshire Council
    kind: county-council
    contacts:
      day-to-day:
        post: Information Sharing Officer
        mailbox: sharing@beckshire.example
  police:
    name: The Chief Constable of Beckshire
    called: Beckshire Police
    formerly: Beckshire Constabulary
    kind: police
  fire:
    name: Beckshire Fire Authority
    kind: fire-and-rescue
"""
AGREEMENT = """\
kind: agreement
id: {id}
title: {title}
version: 1.0
under: none
owner: council Head of Safety
parties:
  council:
  police:
purposes:
  safety:
    kind: {purpose}
    aim: Keep people safe.
    used-by: [police]
people:
  residents:
    what: Residents
    children: no
data:
  person:
    what: Name and date of birth
    kind: identity
    about: residents
    category: ordinary
    source: Case system
  risk:
    what: Known risks
    kind: risk-assessment
    about: residents
    category: special-health
flows:
  list:
    from: council
    to: police
    data: [person, risk]
    purpose: safety
    how: secure-email
law:
  - for: council
    power: cda-1998-s115
    article-6: 6(1)(e)
answers:
  retention-and-disposal:
    answer: purpose-then-delete
    period: {period}
    counted-from: receipt
{more}"""


def agreement(
    name: str, *, title: str = "", purpose: str = "crime-prevention", period: str = "12 months", more: str = ""
) -> str:
    """The text of a small agreement between a council and the police."""
    return AGREEMENT.format(id=name, title=title or f"About {name}", purpose=purpose, period=period, more=more)


def workspace(folder: Path, **files: str) -> Path:
    """A workspace with these agreements (`_` in a name is a hyphen) beside settings and partners."""
    for name, text in {
        "isptool.yaml": SETTINGS,
        "partners.yaml": PARTNERS,
        **{f"agreements/{name.replace('_', '-')}.yaml": text for name, text in files.items()},
    }.items():
        put(folder / name, text)
    return folder


def put(path: Path, text: str) -> Path:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(root: Path, *, memory: Memory | None = None, signed: dict[str, Signed] | None = None) -> Register:
    """The register of a workspace as at the day of the tests."""
    known = Known("", {}, points(), LawBook.load(), TODAY)
    loaded = Loader(LawBook.load(), memory or Nothing()).workspace(root, known)
    known.signed = signed or {}
    return together([loaded])
