"""Ready text for e-mail: what a partner is asked to sign, and the chasers on days 5, 10 and 15.

Plain words, no names of people; whoever sends it reads it first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from isptool.lifecycle.life import VersionLife
from isptool.model.fields import show_date
from isptool.model.partner import Partner

CHASERS = ((5, "the partner"), (10, "the signatory's office"), (15, "the chair of the protocol"))
"""After how many days whom to chase."""


class Task(Struct, frozen=True):
    """One text that a partner has still to sign: which, since when it is out, and what stands in the way."""

    document: str
    title: str
    version: str
    mark: str
    since: date
    file: str
    schedule: bool = False

    def days(self, today: date) -> int:
        """For how many days it has been out."""
        return (today - self.since).days


class Letter(Struct, frozen=True):
    """An e-mail: to whom, its subject, its text."""

    to: str
    subject: str
    text: str

    def __str__(self) -> str:
        return f"To: {self.to}\nSubject: {self.subject}\n\n{self.text}"


def task_of(life: VersionLife, party: str) -> Task | None:
    """What a party has still to sign of this version; None where nothing."""
    stands = life.parties.get(party)
    wanted = stands is not None and stands.stand in ("not-yet", "broken", "joining")
    if stands is not None and stands.stand == "joining" and stands.sign_off is not None:
        wanted = False
    if not wanted or life.status not in ("signing", "in-force", "under-review"):
        return None
    move = life.last("signing")
    seal = life.version.seal
    since = stands.since if stands is not None and stands.stand == "joining" else move.on if move else None
    return Task(
        document=life.version.document,
        title=seal.text("title"),
        version=life.number,
        mark=life.version.mark,
        since=since or date.fromisoformat(seal.text("date")),
        file=f"{life.version.shown_as}/text.docx",
        schedule=f"schedule-{party}" in life.version.parts,
    )


def signing_letter(name: str, partner: Partner | None, tasks: Sequence[Task], today: date) -> Letter:
    """The e-mail that asks one partner to sign everything that waits for it."""
    one = len(tasks) == 1
    lines = [f"Dear {name},", ""]
    lines.append("Please sign the text named below." if one else f"Please sign the {len(tasks)} texts named below.")
    lines.append("")
    for task in tasks:
        lines.append(f"- {task.title}, version {task.version}. Its text mark is {task.mark}, on every page.")
        if task.schedule:
            lines.append("  You sign your own schedule with it, and nobody else's.")
        lines.append(f"  Out for signature since {show_date(task.since)} ({_days(task.days(today))}).")
    lines += ["", *_how(tasks)]
    subject = f"For signature: {tasks[0].title}" if one else f"For signature: {len(tasks)} texts"
    return Letter(address(partner), subject, "\n".join(lines) + "\n")


def chaser(name: str, partner: Partner | None, task: Task, today: date, *, chair: str = "") -> Letter | None:
    """The chaser that is due for one text: after 5, 10 or 15 days, to whom it goes then; None before."""
    days = task.days(today)
    due = [(after, whom) for after, whom in CHASERS if days >= after]
    if not due:
        return None
    after, whom = due[-1]
    lead = {
        5: f"A reminder: {task.title} has been out for signature since {show_date(task.since)}.",
        10: f"{task.title} has been waiting for the signature of {name} since {show_date(task.since)}. "
        "Please see that it reaches whoever signs, or tell us what holds it up.",
        15: f"{name} has not signed {task.title} since {show_date(task.since)}, and was reminded twice. "
        "Please take it up with its signatory, or decide whether to begin without it.",
    }[after]
    to = (chair or "the chair") if after == 15 else address(partner, office=after == 10)
    text = "\n".join([f"Dear {name if after < 15 else 'chair'},", "", lead, "", *_how([task])]) + "\n"
    return Letter(to, f"Day {after}: signature of {task.title}, version {task.version} ({whom})", text)


def _how(tasks: Sequence[Task]) -> list[str]:
    marks = " or ".join(task.mark for task in tasks)
    check = (
        "Check that the mark on your copy is the one given here. Then sign on paper, by e-mail or electronically, and "
        "send it back with your post, the day, and that mark."
    )
    return [
        check,
        f"By e-mail it is enough to write: “I agree to the text with the mark {marks}, as [post], for [organisation].”",
        "If you sign for somebody else, say what lets you.",
        "If you cannot agree, say so, and why: that is an answer too.",
    ]


def address(partner: Partner | None, *, office: bool = False) -> str:
    """Where a partner is written to: its day-to-day mailbox, or that of its senior office."""
    roles = ("siro", "sign-off", "day-to-day", "data-protection") if office else ("day-to-day", "sign-off",
                                                                                  "data-protection")  # fmt: skip
    for role in roles:
        contact = partner.contacts.get(role) if partner is not None else None
        if contact is not None and contact.mailbox:
            return contact.mailbox
    return "(no mailbox in partners.yaml)"


def _days(count: int) -> str:
    return "today" if count <= 0 else "1 day" if count == 1 else f"{count} days"
