"""Reviews: what is due, overdue or lapsed, the form filled with what is known, and the outcome as a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from isptool.findings import Finding
from isptool.lifecycle.calendar import Event
from isptool.lifecycle.drift import Drifted
from isptool.lifecycle.following import Following
from isptool.lifecycle.life import LAPSE, Life, VersionLife
from isptool.model.fields import show_date
from isptool.sealing.record import Value

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
    if days < -LAPSE.days:
        state: Due = "lapsed"
    else:
        state = "overdue" if days < 0 else "due" if days <= SOON else "later"
    return DueReview(life.document, title, current.number, current.next_review, state, days)


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


def outcome_record(
    version: VersionLife, *, outcome: str, day: date, following: date | None, by: str, text: str
) -> dict[str, Value]:
    """What is recorded of a review that was held."""
    return {
        "record": "review",
        "format": "1",
        "document": version.version.document,
        "version": version.number,
        "date": day.isoformat(),
        "outcome": outcome,
        "next": following.isoformat() if following is not None else "",
        "by": by,
        "text": text,
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
) -> str:
    """The review form in Markdown: what is known is filled in, what only the partners know is left to fill."""
    known = facts(version, title, drifted=drifted, following=following, law=law, findings=findings)
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
    for heading, asked in _ASKED:
        lines += ["", f"## {heading}", "", *(f"- {question} ______" for question in asked)]
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
) -> dict[str, str]:
    """What is known when a review is prepared, by name: version, signed, changed, law, findings; each in lines."""
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
    }


_KNOWN = (
    ("Who has signed", "signed"),
    ("What changed since it was signed", "changed"),
    ("What changed in the law since then", "law"),
    ("What a check finds today", "findings"),
)
_ASKED = (
    ("Use", ("Was the sharing used? How often?", "Did it help? What shows it?", "Was every item needed?")),
    ("Problems", ("Incidents, near misses and what was done:", "Feedback from those who use it, and complaints:",
                  "Wrong, late or unreadable information:")),
    ("People", ("Requests and objections of people whose data it is:", "Is the impact assessment still right?")),
    ("Partners", ("Contacts, systems, processors, retention: still right?",)),
)  # fmt: skip
