"""Reviews: what is due, overdue or lapsed, the form filled with what is known, and the outcome as a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from isptool.findings import Finding
from isptool.lifecycle.calendar import Event
from isptool.lifecycle.drift import Drifted
from isptool.lifecycle.following import Following
from isptool.lifecycle.life import LAPSE, Life, VersionLife
from isptool.model.fields import show_date
from isptool.sealing.record import Value, begun
from isptool.sealing.shelf import NOTES

if TYPE_CHECKING:
    from isptool.model.decision import KeptDecision

Due = Literal["lapsed", "overdue", "due", "later"]
SOON = 90
"""A review that is due within so many days is shown as due."""
OUTCOMES = ("unchanged", "minor", "new-version", "ended")
"""What a review can come to."""


class DueReview(Struct, frozen=True):
    """The next review of one document: its day, and how that stands to today."""

    document: str
    title: str
    version: str
    day: date
    state: Due
    days: int
    """Days until it; less than nothing when it has passed."""


def due_review(life: Life, title: str, today: date) -> DueReview | None:
    """The next review of a document in force, or that ran out for want of one; None where none is planned."""
    current = life.current
    if current is None or current.next_review is None:
        return None
    if current.status not in ("in-force", "under-review", "suspended", "expired"):
        return None
    days = (current.next_review - today).days
    state: Due = "lapsed" if days < -LAPSE.days else _state(days)
    return DueReview(life.document, title, current.number, current.next_review, state, days)


def _state(days: int) -> Due:
    return "overdue" if days < 0 else "due" if days <= SOON else "later"


def decide_again(decision: KeptDecision, today: date) -> DueReview | None:
    """The day on which a decision is looked at again; None where none was set."""
    if decision.look_again is None:
        return None
    days = (decision.look_again - today).days
    return DueReview(decision.id, decision.title, "decision", decision.look_again, _state(days), days)


def decision_event(decision: KeptDecision) -> Iterator[Event]:
    """The same day for a calendar."""
    if decision.look_again is not None:
        text = f"decisions/{decision.id}.yaml. Go through it again: isptool decide {decision.id} --answers that file"
        yield Event("decision", decision.id, "", decision.look_again, f"Decide again: {decision.title}", text, (30, 0))


def events(life: Life, title: str) -> Iterator[Event]:
    """The days of a document for a calendar: its next review and its end."""
    current = life.current
    if current is None:
        return
    if current.next_review is not None:
        words = f"Review: {title}"
        text = f"{life.document} {current.number}. Prepare it with: isptool review --form {life.document}"
        yield Event("review", life.document, current.number, current.next_review, words, text, (90, 30, 0))
    if current.ends is not None:
        text = f"{life.document} {current.number} ends on this day. Renew it, or stop the sharing and record that."
        yield Event("end", life.document, current.number, current.ends, f"Ends: {title}", text, (90, 30))


KINDS = ("incident", "near-miss", "feedback", "complaint", "request")
"""What is noted between two reviews, for the next one to look at."""


class Note(Struct, frozen=True):
    """Something that happened since the text was sealed: its day, what kind of thing, whom it came from, the words."""

    day: date
    kind: str
    party: str
    text: str
    reference: str = ""


def note_record(
    version: VersionLife, *, kind: str, text: str, on: date, recorded: date, party: str, reference: str
) -> dict[str, Value]:
    """What is recorded of an incident, of feedback and the like. It holds no person's name and no details of a case."""
    return {
        **begun("note", version.version.document, version.number),
        "kind": kind,
        "party": party,
        "date": on.isoformat(),
        "recorded": recorded.isoformat(),
        "text": text,
        "reference": reference,
    }


def notes_of(life: Life, since: date | None) -> tuple[Note, ...]:
    """What was noted of a document after a day (of all versions), and why it was suspended; the oldest first."""
    found = []
    for version in life.versions:
        for record in (held.record for held in version.version.records(NOTES) if held.record.intact):
            day = date.fromisoformat(record.text("date"))
            found.append(Note(day, record.text("kind"), record.text("party"), record.text("text"),
                              record.text("reference")))  # fmt: skip
        for move in version.moves:
            if move.to == "suspended":
                text = move.record.text("because")
                found.append(Note(move.on, "suspended", move.record.text("asked-by"), text))
    return tuple(sorted((each for each in found if since is None or each.day >= since), key=lambda each: each.day))


def outcome_record(
    version: VersionLife,
    *,
    outcome: str,
    day: date,
    following: date | None,
    by: str,
    text: str,
    confirmed: Sequence[str] = (),
) -> dict[str, Value]:
    """What is recorded of a review that was held; `confirmed` are the parties that confirm what it came to."""
    return {
        **begun("review", version.version.document, version.number),
        "date": day.isoformat(),
        "outcome": outcome,
        "next": following.isoformat() if following is not None else "",
        "by": by,
        "text": text,
        "confirmed": tuple(confirmed),
    }


def form(
    version: VersionLife,
    title: str,
    today: date,
    *,
    drifted: Drifted | None,
    following: Sequence[Following],
    law: Sequence[str],
    findings: Sequence[Finding],
    notes: Sequence[Note] = (),
) -> str:
    """The review form in Markdown: what is known is filled in, what only the partners know is left to fill."""
    known = facts(version, title, drifted=drifted, following=following, law=law, findings=findings, notes=notes)
    lines = [
        f"# Review of {title}",
        "",
        f"Version {version.number}, mark {version.version.mark}. Status: {version.status}.",
    ]
    if version.since:
        lines.append(f"In force since {show_date(version.since)}.")
    if version.next_review:
        lines.append(f"Due by {show_date(version.next_review)}. Form made on {show_date(today)}.")
    for heading, name in _KNOWN:
        lines += ["", f"## {heading}", "", known[name]]
    for heading, name, asked in _ASKED:
        noted = known.get(name, "").splitlines()
        lines += ["", f"## {heading}", "", *noted, *(f"- {question} ______" for question in asked)]
    lines += [
        "",
        "## Outcome",
        "",
        "unchanged / minor / new version / ended: ______   Next review by: ______   Post: ______   Day: ______",
        "",
        f"Record it: `isptool review --record {version.version.document} --outcome … --next … --by …`",
    ]
    return "\n".join(lines) + "\n"


def facts(
    version: VersionLife,
    title: str,
    *,
    drifted: Drifted | None,
    following: Sequence[Following],
    law: Sequence[str],
    findings: Sequence[Finding],
    notes: Sequence[Note] = (),
) -> dict[str, str]:
    """What is known when a review is prepared, each in lines, by name.

    These are version, signed, changed, law, findings, and what was noted since: feedback, problems, people.
    """
    names = version.version.seal.mapping("parties")
    signed = [
        f"- {names.get(each.party, each.party)}: {each.stand.replace('-', ' ')}" for each in version.parties.values()
    ]
    drifts = drifted.drifts if drifted is not None else ()
    changed = [
        f"- {each.where} ({each.change_class}): {each.old or 'nothing'} → {each.new or 'nothing'}" for each in drifts
    ]
    changed = changed or ["Nothing in the working file."]
    for each in following:
        changed.append(f"- Its protocol {each.protocol} is at {each.newest}; it was sealed under {each.sealed_under}.")
        changed += [f"  - inherits otherwise: {change.where} ({change.change_class})" for change in each.changed]
    return {
        "version": f"{title} {version.number} ({version.version.mark})",
        "signed": "\n".join(signed),
        "changed": "\n".join(changed),
        "law": "\n".join(f"- {each}" for each in law),
        "findings": "\n".join(f"- {each.code}: {each.message}" for each in findings) or "Nothing.",
        **{
            name: "\n".join(_noted(each, names) for each in notes if each.kind in kinds)
            for name, kinds in _NOTED.items()
        },
    }


_KNOWN = (
    ("Who has signed", "signed"),
    ("What changed since it was signed", "changed"),
    ("What changed in the law since then", "law"),
    ("What a check finds today", "findings"),
)


def _noted(note: Note, names: Mapping[str, str]) -> str:
    who = f", {names.get(note.party, note.party)}" if note.party else ""
    where = f" ({note.reference})" if note.reference else ""
    return f"- {show_date(note.day)}, {note.kind.replace('-', ' ')}{who}: {note.text}{where}"


_NOTED = {
    "feedback": ("feedback",),
    "problems": ("incident", "near-miss", "suspended"),
    "people": ("complaint", "request"),
}
"""What was noted between two reviews, sorted as the form asks for it."""
_ASKED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Use", "feedback", ("Was the sharing used? How often?", "Did it help? What shows it?",
                         "Was every item needed?", "Other feedback from those who use it:")),
    ("Problems", "problems", ("Other incidents, near misses and what was done:",
                              "Wrong, late or unreadable information:")),
    ("People", "people", ("Other requests, objections and complaints of people whose data it is:",
                          "Is the impact assessment still right?")),
    ("Partners", "", ("Contacts, systems, processors, retention: still right?",)),
)  # fmt: skip
