"""What `isptool review` does: lists, prepares, records, confirms, chases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from isptool.cli import options, sealing, terminal
from isptool.cli.judging import Judged
from isptool.cli.recording import Desk, read_day
from isptool.cli.saving import write_whole
from isptool.cli.under import followings
from isptool.errors import IspError
from isptool.findings import Finding
from isptool.lifecycle.calendar import to_ics
from isptool.lifecycle.drift import Drifted, drift
from isptool.lifecycle.following import Following
from isptool.lifecycle.law_since import changes_since, in_lines
from isptool.lifecycle.letters import chaser, task_of
from isptool.lifecycle.life import VersionLife
from isptool.lifecycle.reviews import (
    KINDS,
    OUTCOMES,
    Note,
    decide_again,
    decision_event,
    due_review,
    events,
    note_record,
    notes_of,
    outcome_record,
)
from isptool.lifecycle.reviews import facts as review_facts
from isptool.lifecycle.reviews import form as review_form
from isptool.model.fields import show_date
from isptool.reading.workspace import shown
from isptool.sealing.record import begun
from isptool.sealing.shelf import CONFIRMATIONS, NOTES, REVIEWS


def listing(desk: Desk, ics: str | None) -> int:
    """Print the reviews that are due, overdue or lapsed, and write the calendar if one is asked for."""
    if ics is not None:
        _check_calendar(Path(ics))
    decisions = [file.model for file in desk.opened.workspace.decisions if file.model is not None]
    found = [due for name, life in desk.lives.items() if (due := due_review(life, _title(desk, name), desk.today))]
    found += [due for each in decisions if (due := decide_again(each, desk.today))]
    found.sort(key=lambda each: each.day)
    for each in found:
        if each.state == "later":
            continue
        days = f"{abs(each.days)} day{'' if abs(each.days) == 1 else 's'}"
        when = "today" if not each.days else f"in {days}" if each.days > 0 else f"{days} ago"
        which = f"decision {each.document}" if each.version == "decision" else f"{each.document} {each.version}"
        terminal.say(terminal.printable(f"{each.state}: {each.title} ({which}), "
                                        f"{show_date(each.day)}, {when}"))  # fmt: skip
    if ics is not None:
        made = [event for name, life in desk.lives.items() for event in events(life, _title(desk, name))]
        made += [event for each in decisions for event in decision_event(each)]
        write_whole(Path(ics), to_ics(made, desk.today))
        terminal.note(f"{len(made)} days written to {ics}.")
    later = sum(each.state == "later" for each in found)
    late = sum(each.state in ("overdue", "lapsed") for each in found)
    terminal.say(
        f"As at {show_date(desk.today)}: {late} overdue, {len(found) - later - late} due within 90 days, {later} later."
    )
    return 1 if late else 0


def _check_calendar(path: Path) -> None:
    """See to it that a calendar takes the place of nothing but a calendar. Raises `IspError`."""
    if path.suffix.lower() != ".ics":
        raise IspError(f"{path} cannot be the name of a calendar.", "Choose a name that ends in .ics.")
    if path.is_file() and not path.read_bytes().startswith(b"BEGIN:VCALENDAR"):
        raise IspError(f"{path} is there already, and is no calendar.", "Choose another name.")


def form(desk: Desk, name: str) -> int:
    """Print the review form of a document, filled with what is known."""
    judged = desk.document(name)
    version = _in_force(desk, judged.settled.document.id)
    terminal.emit(review_form(version, judged.settled.document.title, desk.today, **_prepared(desk, judged, version)))
    return 0


def law(desk: Desk, name: str) -> int:
    """Print what changed in the law since what is in force was sealed: for one document, or (empty) for all."""
    book = desk.opened.law()
    told = 0
    for document, life in desk.lives.items():
        current = life.current
        if current is None or not current.version.is_sealed or (name and document != name.partition("@")[0]):
            continue
        sealed = sealing.open_sealed(desk, current.version).settled
        terminal.say(f"{_title(desk, document)} ({document} {current.number})")
        lines = in_lines(current, changes_since(current, sealed, book, desk.today), book)
        terminal.say_wrapped("\n".join(f"  {each}" for each in lines))
        told += 1
    if not told:
        raise IspError(
            f"{name} is not in force." if name else "Nothing here is in force.",
            "What is still being written is judged by the law of today: `isptool validate`.",
        )
    return 0


def facts(desk: Desk, name: str) -> dict[str, str]:
    """What is known of a document for its review, by name; nothing for one that is not in force."""
    judged = desk.document(name)
    current = desk.life(judged.settled.document.id).current
    if current is None or not current.version.is_sealed:
        return {}
    return review_facts(current, judged.settled.document.title, **_prepared(desk, judged, current))


def _prepared(desk: Desk, judged: Judged, version: VersionLife) -> _Prepared:
    sealed = sealing.open_sealed(desk, version.version).settled
    book = desk.opened.law()
    return {
        "drifted": drift(sealed, version.version.parts, judged.settled, sealing.fresh(desk, judged)[1]),
        "following": followings(desk).get(judged.settled.document.id, []),
        "law": in_lines(version, changes_since(version, sealed, book, desk.today), book),
        "findings": judged.checked.findings,
        "notes": notes_of(desk.life(judged.settled.document.id), version.reviewed),
    }


class _Prepared(TypedDict):
    """What a review is prepared from."""

    drifted: Drifted | None
    following: Sequence[Following]
    law: Sequence[str]
    findings: Sequence[Finding]
    notes: Sequence[Note]


def note(desk: Desk, name: str, *, kind: str, text: str, on: str | None, partner: str, reference: str) -> int:
    """Note an incident, feedback and the like, for the next review to look at."""
    options.one_of("--kind", kind, KINDS)
    document = name if name in desk.lives else desk.document(name).settled.document.id
    version = desk.life(document).current
    if version is None or not version.version.is_sealed:
        raise IspError(f"Nothing of {document} is sealed, so nothing is shared under it.", "Seal and sign it first.")
    if not text.strip():
        raise IspError("It is not said what happened.", "Say it with --text, in a sentence, without names of people.")
    day = read_day("--on", on, desk.today)
    values = note_record(version, kind=kind, text=text, on=day, recorded=desk.today, party=partner, reference=reference)
    path = desk.record(version.version, NOTES, f"{day.isoformat()}-{kind}", values)
    terminal.say(f"{document} {version.number}: {kind} noted in {shown(path)}; the next review form lists it.")
    return 0


def record(
    desk: Desk, name: str, outcome: str, following: str | None, by: str, text: str, confirmed: Sequence[str] = ()
) -> int:
    """Record what a review came to, and which parties confirm that."""
    options.one_of("--outcome", outcome, OUTCOMES)
    document = name if name in desk.lives else desk.document(name).settled.document.id
    version = _in_force(desk, document)
    if not by:
        raise IspError("It is not said who answers for the review.", "Add --by POST.")
    due = read_day("--next", following, desk.today) if following is not None else None
    if outcome in ("unchanged", "minor") and (due is None or due <= desk.today):
        raise IspError("The day of the next review is missing, or is not to come.", "Add --next DATE.")
    strangers = [each for each in confirmed if each not in version.bound]
    if strangers:
        raise IspError(
            f"{', '.join(strangers)} is not bound by {document} {version.number}.",
            f"Those who are: {', '.join(version.bound) or 'nobody'}.",
        )
    values = outcome_record(
        version, outcome=outcome, day=desk.today, following=due, by=by, text=text, confirmed=confirmed
    )
    path = desk.record(version.version, REVIEWS, f"{desk.today.isoformat()}-review", values)
    terminal.say(f"{document} {version.number}: review recorded in {shown(path)}: {outcome}.")
    if version.status == "under-review" and outcome in ("unchanged", "minor"):
        terminal.say(f"Next: `isptool move {document} in-force`.")
    return 0


def confirm(desk: Desk, named: str, partner: str, by: str, agreements: list[str]) -> int:
    """Record that a partner confirms agreements under a new version of their protocol."""
    protocol, _, number = named.partition("@")
    if not number or not partner or not by:
        raise IspError(
            "To confirm needs a version, --partner and --by.", "For example: --confirm wolds@6.0 --partner …"
        )
    wanted = {desk.document(each).settled.document.id for each in agreements}
    count = 0
    for name, found in followings(desk).items():
        for each in found:
            mine = partner in (*each.signed, *each.waiting)
            fits = each.protocol == protocol and each.newest == number and mine
            if not fits or (wanted and name not in wanted) or (not wanted and not each.only_administrative):
                continue
            current = desk.life(name).current
            assert current is not None
            values = {
                **begun("confirmation", name, current.number),
                "protocol": protocol, "protocol-version": number, "party": partner, "by": by,
                "date": desk.today.isoformat(),
            }  # fmt: skip
            desk.record(current.version, CONFIRMATIONS, f"{protocol}-{number}-{partner}", values)
            terminal.say(f"{partner} confirms {name} {current.number} under {protocol} {number}.")
            count += 1
    if not count:
        terminal.say_error(
            f"Nothing was confirmed: no agreement of {partner} under {protocol} {number} fits.",
            "Without --agreement, only those with no more than administrative changes are confirmed.",
        )
        return 1
    return 0


def chase(desk: Desk) -> int:
    """Print the reminders that are due for signatures, ready to send."""
    partners = desk.opened.workspace.partner_records()
    count = 0
    for life in desk.lives.values():
        for version in life.versions:
            for party in version.parties:
                task = task_of(version, party)
                record = partners.get(party)
                made = chaser(record.name if record else party, record, task, desk.today) if task else None
                if made is not None:
                    terminal.say(terminal.printable(str(made)))
                    count += 1
    terminal.note(f"{count} reminder{'' if count == 1 else 's'} due.")
    return 0


def _in_force(desk: Desk, document: str) -> VersionLife:
    current = desk.life(document).current
    if current is None or current.status not in ("in-force", "under-review", "suspended", "expired"):
        raise IspError(
            f"{document} is not in force, so there is nothing to review.", f"See `isptool status {document}`."
        )
    return current


def _title(desk: Desk, document: str) -> str:
    judged = desk.judged.get(document)
    return judged.settled.document.title if judged is not None else document
