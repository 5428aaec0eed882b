"""Rounds of consultation shown and kept: what `isptool consult` does."""

from __future__ import annotations

import json
from typing import Any

from isptool.asking import rounds
from isptool.checking.bodies import is_class
from isptool.cli import options, terminal
from isptool.cli.changing import change_files
from isptool.cli.opening import open_one, readable
from isptool.cli.recording import read_day
from isptool.cli.report import number
from isptool.errors import IspError
from isptool.findings import Edit
from isptool.model.fields import Period, show_date
from isptool.reading.edit import apply
from isptool.reading.nearest import nearest
from isptool.reading.source import Source, read_file

_TIME = Period(20, "working day")
"""How long partners have to answer, where nobody says."""


class Desk:
    """One document whose consultation is shown or kept."""

    def __init__(self, document: str, today: str | None) -> None:
        self.opened = readable(open_one(document))
        self.day = options.as_at(today, self.opened.workspace)
        settled = next(iter(self.opened.settled().documents), None)
        if settled is None:
            raise IspError(f"{document} cannot be read as it stands.", f"See `isptool validate {document}`.")
        self.settled = settled
        self.partners = tuple(
            facts.id for facts in settled.parties.values() if not facts.is_other and not is_class(facts)
        )
        self.rounds = rounds.rounds(settled.document, self.partners)
        file = self.opened.workspace.file(settled.file)
        assert file is not None
        assert file.source.path is not None
        self.source: Source = read_file(file.source.path, file.shown_as)

    # ── shown ────────────────────────────────────────────────────────────────────────────────────────

    def show(self, to: str) -> int:
        """Print every round."""
        if to == "json":
            terminal.emit(json.dumps(self._data(), ensure_ascii=False, indent=2) + "\n", utf8=True)
            return 0
        document = self.settled.document
        say = terminal.say_wrapped
        say(f"{document.title} ({document.kind} {document.id}{f' {document.version}' if document.version else ''})")
        if not self.rounds:
            say(f"There was no consultation yet. Open a round: isptool consult {document.id} --send")
            return 0
        for at, each in enumerate(self.rounds, 1):
            self._show_round(at, each)
        left = sum(each.comment.answer is None for one in self.rounds for each in one.comments)
        total = sum(len(one.comments) for one in self.rounds)
        say(f"{number(total, 'comment')}, {left} without an answer.")
        return 0

    def _show_round(self, at: int, each: rounds.Round) -> None:
        say = terminal.say_wrapped
        sent = f", sent {show_date(each.sent)}" if each.sent else ""
        late = each.deadline is not None and each.deadline < self.day and bool(each.waiting)
        by = f", answers by {show_date(each.deadline)}{' (passed)' if late else ''}" if each.deadline else ""
        say(f"Round {at}{sent}{by}: {len(each.asked) - len(each.waiting)} of {len(each.asked)} have replied")
        if each.replied:
            said = (
                f"{self.settled.name(name)}{f' ({show_date(day)})' if day else ''}"
                for name, day in each.replied.items()
            )
            say(f"   replied: {', '.join(said)}")
        if each.waiting:
            say(f"   waiting for: {', '.join(map(self.settled.name, each.waiting))}")
        for one in each.comments:
            comment = one.comment
            who = ", ".join(filter(None, (self.settled.name(comment.party) if comment.party else "", comment.about)))
            say(f"   {one.number}. {who}: {' '.join(comment.said.split())}")
            answer = " ".join(comment.answer.split()) if comment.answer else "no answer yet"
            say(f"      {answer}")

    def _data(self) -> dict[str, Any]:
        return {
            "version": 1,
            "document": {"id": self.settled.document.id, "version": self.settled.document.version},
            "rounds": [
                {
                    "sent": each.sent.isoformat() if each.sent else None,
                    "deadline": each.deadline.isoformat() if each.deadline else None,
                    "asked": list(each.asked),
                    "replied": {name: day.isoformat() if day else None for name, day in each.replied.items()},
                    "waiting": list(each.waiting),
                    "comments": [
                        {"number": one.number, "party": one.comment.party, "about": one.comment.about,
                         "said": one.comment.said, "answer": one.comment.answer}
                        for one in each.comments
                    ],
                }
                for each in self.rounds
            ],
        }  # fmt: skip

    # ── kept ─────────────────────────────────────────────────────────────────────────────────────────

    def send(self, until: str | None, partners: list[str]) -> list[Edit]:
        """Open a round for these partners, or for all."""
        from isptool.checking.life import later

        for each in partners:
            self._known(each)
        deadline = read_day("--until", until, later(self.day, _TIME))
        if deadline <= self.day:
            raise IspError(f"--until {show_date(deadline)} is not to come.", "Give partners 10 to 20 working days.")
        to = partners or list(self.partners)
        return rounds.opened(self.source, show_date(self.day), show_date(deadline), to)

    def replied(self, partner: str) -> list[Edit]:
        """Keep that a partner replied."""
        return rounds.replied(self.source, self._known(partner), show_date(self.day))

    def heard(self, partner: str, text: str, about: str) -> list[Edit]:
        """Keep what a partner said."""
        return rounds.said(self.source, self._known(partner), about, text, show_date(self.day))

    def answer(self, given: str) -> list[Edit]:
        """Answer a comment: `3=We took it out.`"""
        number_, equals, text = given.partition("=")
        if not equals or not number_.strip().isdigit() or not text.strip():
            raise IspError(
                f"--answer {given} does not say which comment, or what.", "Write --answer '3=We took it out.'"
            )
        return rounds.answered(self.source, self.rounds, int(number_), text.strip())

    def change(self, edits: list[Edit], *, force: bool) -> int:
        """Show how the file changes, ask, write."""
        status = self.settled.document.status
        new = apply(self.source, edits) if edits else ""
        if not edits or new == self.source.text:
            terminal.say("Nothing to write: it stood there already.")
            return 0
        if not change_files(self.opened, {self.settled.file: new}, force=force):
            return 0
        name = self.settled.document.id
        then = f"isptool move {name} consultation" if status == "draft" else f"isptool consult {name}"
        terminal.say_wrapped(f"Written to {self.settled.file}. Next: {then}")
        return 0

    def _known(self, partner: str) -> str:
        if partner in self.partners:
            return partner
        near = nearest(partner, self.partners)
        hint = f"Did you mean {near}?" if near else f"Those who do are: {', '.join(self.partners) or 'nobody yet'}."
        raise IspError(f"{partner} takes no part in {self.settled.document.id}.", hint)
