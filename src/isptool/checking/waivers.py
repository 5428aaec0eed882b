"""Checks that people answer in the document: waived by the writer, or (errors) accepted by a senior officer.

An answered finding is kept and counted, and printed as evidence. An answer that is incomplete, has run out, or
answers what nobody may answer, does not count, and is a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from isptool.checking.bodies import listed
from isptool.checking.places import dotted
from isptool.checking.rule import At, Rule, decided_elsewhere
from isptool.findings import Finding, Gate, Severity, ValuePath
from isptool.model.checked import AnsweredCheck
from isptool.model.fields import show_date
from isptool.model.terms import AcceptedError, Waiver
from isptool.pattern import Pattern
from isptool.settling.settled import Settled

INCOMPLETE = decided_elsewhere(
    "GOV-16",
    "waiver-without-reason-name-or-date",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="The waiver of {rule} needs {what}.",
    fix="Add {keys}; until then the waiver does not count.",
    page="""
    A rule that is waived in the document says why, who answers for that, and since when.

    The reason is evidence: it is printed with the document, and an auditor reads it first.
    """,
    decided_in="checking (waivers)",
    cites=("ICO Accountability Framework",),
)
EXPIRED = decided_elsewhere(
    "WAI-01",
    "waiver-expired",
    Severity.WARNING,
    gate=Gate.DRAFT,
    message="This {answer} of {rule} ended on {until}.",
    fix="Mend what {rule} objects to, take the {answer} out, or decide again and set a new day.",
    page="""
    An answer to a rule holds until the day it names.

    Reasons grow old: a date makes somebody look again. What was answered counts again from the next day.
    """,
    decided_in="checking (waivers)",
)
UNUSED = decided_elsewhere(
    "WAI-02",
    "waiver-of-nothing",
    Severity.WARNING,
    gate=Gate.CONSULTATION,
    message="This {answer} answers nothing: {rule} does not object to {where}.",
    fix="Take it out, or correct `at:`; `isptool validate` shows each finding's path.",
    page="""
    A waiver, or an accepted error, answers a finding that is there.

    One that answers nothing would hide the next finding of its rule without anybody having looked at it.
    """,
    decided_in="checking (waivers)",
)
UNKNOWN = decided_elsewhere(
    "WAI-03",
    "waiver-of-unknown-rule",
    Severity.ERROR,
    gate=Gate.DRAFT,
    message="There is no rule {rule}{near}.",
    fix="Correct the code of the rule.",
    page="""
    A waiver names a rule by its code.

    A misspelt code waives nothing, and the reason given for it is printed beside nothing.
    """,
    decided_in="checking (waivers)",
    waivable="no",
)
NOT_WAIVABLE = decided_elsewhere(
    "WAI-04",
    "waiver-of-what-cannot-be-waived",
    Severity.ERROR,
    gate=Gate.DRAFT,
    message="{rule} cannot be {answered}: {because}.",
    fix="Mend what {rule} objects to. An error that must stand for a while can be accepted by a senior officer under "
    "`accepted:`, with the advice taken and the day on which it ends, if it is none of those nobody can set aside.",
    page="""
    Warnings and advice can be waived by those who write; an error can be accepted by a senior officer under
    `accepted:`; a few rules nobody can set aside.

    Without these few (what cannot be read, broken references, two things of one name, terms that cannot change,
    impossible dates, a text that changed after it was signed) the document does not say one thing only.
    """,
    decided_in="checking (waivers)",
    waivable="no",
)
ACCEPTED_INCOMPLETE = decided_elsewhere(
    "WAI-05",
    "accepted-error-incomplete",
    Severity.ERROR,
    gate=Gate.DRAFT,
    message="The acceptance of {rule} needs {what}.",
    fix="Add {keys}; until then the error counts.",
    page="""
    An error that is accepted says why, by which senior officer, on what day, and until when.

    It is printed on the first page of the document and ends with its day, so nobody can take it for agreement for
    ever.
    """,
    decided_in="checking (waivers)",
    waivable="no",
)
NOT_SENIOR = decided_elsewhere(
    "WAI-06",
    "accepted-by-whom",
    Severity.WARNING,
    gate=Gate.DRAFT,
    message="Check that “{by}” may accept the error {rule} for the organisation.",
    fix="Name the senior information risk owner (SIRO), the monitoring officer or a chief officer in `by:`.",
    page="""
    An error is accepted by a senior information risk owner, a monitoring officer or a chief officer.

    Whoever accepts a risk must be able to answer for it. The post is read as words, so this asks to check, and the
    acceptance counts all the same.
    """,
    decided_in="checking (waivers)",
    decides_from="wording",
)

RULES: tuple[Rule, ...] = (INCOMPLETE, EXPIRED, UNUSED, UNKNOWN, NOT_WAIVABLE, ACCEPTED_INCOMPLETE, NOT_SENIOR)
"""The rules about waivers, decided here."""

_SENIOR = Pattern(
    r"\b(siro|senior information risk owner|monitoring officer|chief(?: \w+){0,2} officer|chief executive"
    r"|chief constable|accountable officer|commissioner|director general|permanent secretary|headteacher"
    r"|managing director|chair of (?:the )?trustees|(?:senior|managing) partner)\b",
    re.IGNORECASE,
)
_WAIVER_NEEDS = {"because": "a reason", "by": "the post that answers for it", "on": "the day of the decision"}
_ACCEPTANCE_NEEDS = {**_WAIVER_NEEDS, "by": "the senior officer's post", "until": "the day on which it ends"}


class Answered(Struct, frozen=True):
    """An entry of `waivers:` or `accepted:` that answers a finding."""

    entry: Waiver | AcceptedError
    accepted: bool


class _Entry(Struct):
    """One entry of `waivers:` or `accepted:`: where it stands, what it lacks, whether it has run out or was met."""

    entry: Waiver | AcceptedError
    accepted: bool
    path: ValuePath
    code: str
    lacks: tuple[str, ...]
    expired: bool
    met: bool = False

    @property
    def word(self) -> str:
        return "acceptance" if self.accepted else "waiver"


class Book:
    """The waivers and accepted errors of one document, and which of them met a finding."""

    def __init__(self, doc: Settled, at: At, known: Mapping[str, Rule]) -> None:
        """`known` are all rules by code, which say who may answer each."""
        self.doc = doc
        self.known = known
        self.today = at.today
        self.entries = [
            *(self._entry(each, "waivers", n, _WAIVER_NEEDS) for n, each in enumerate(doc.document.waivers)),
            *(self._entry(each, "accepted", n, _ACCEPTANCE_NEEDS) for n, each in enumerate(doc.document.accepted)),
        ]

    def _entry(self, entry: Waiver | AcceptedError, block: str, number: int, needs: dict[str, str]) -> _Entry:
        until: date | None = entry.until
        return _Entry(
            entry=entry,
            accepted=block == "accepted",
            path=(block, number),
            code=entry.rule.strip().upper(),
            lacks=tuple(key for key in needs if getattr(entry, key) is None),
            expired=until is not None and until < self.today,
        )

    def judge(self, finding: Finding) -> tuple[Finding, Answered | None]:
        """A finding, and the entry that answers it; one that should and does not count is said in its fix."""
        if not self.entries:
            return finding, None
        lame: _Entry | None = None
        for each in self.entries:
            if each.code != finding.code or not _covers(each.entry.at, finding.path):
                continue
            each.met = True
            if not self._may(finding, each.accepted):
                continue
            if each.lacks or each.expired:
                lame = each
                continue
            return replace(finding, waived=_words(each)), Answered(each.entry, each.accepted)
        if lame is not None:
            trouble = f"ended on {_day(lame.entry.until)}" if lame.expired else "is not complete"
            fix = f"{finding.fix} (The {lame.word} for it {trouble}.)"
            return replace(finding, fix=fix.strip()), None
        return finding, None

    def _may(self, finding: Finding, accepted: bool) -> bool:
        """Whether a finding may be answered so: as its rule says, and one that is an error here as an error."""
        rule = self.known.get(finding.code)
        if rule is None or rule.waivable == "no":
            return False
        return accepted or (rule.waivable == "yes" and finding.severity is not Severity.ERROR)

    def findings(self, *, sure: bool) -> Iterator[Finding]:
        """What is wrong with the entries, once every finding was judged. `sure`: every rule ran, on all of it."""
        for each in self.entries:
            yield from self._wrong(each, sure)

    def _wrong(self, each: _Entry, sure: bool) -> Iterator[Finding]:
        values = {"rule": each.code, "answer": each.word}
        rule = self.known.get(each.code)
        if rule is None:
            near = get_close_matches(each.code, list(self.known), n=1, cutoff=0.7)
            yield self._say(UNKNOWN, each, "rule", near=f" (did you mean {near[0]}?)" if near else "", **values)
            return
        if rule.waivable == "no" or (rule.waivable == "accept" and not each.accepted):
            yield self._not_waivable(each, rule)
            return
        if each.lacks:
            needs = _ACCEPTANCE_NEEDS if each.accepted else _WAIVER_NEEDS
            what = listed([needs[key] for key in each.lacks])
            keys = listed([f"`{key}:`" for key in each.lacks])
            yield self._say(ACCEPTED_INCOMPLETE if each.accepted else INCOMPLETE, each, what=what, keys=keys, **values)
        if each.expired and each.met:
            yield self._say(EXPIRED, each, "until", until=_day(each.entry.until), **values)
        if each.accepted and each.entry.by and not _SENIOR.search(each.entry.by):
            yield self._say(NOT_SENIOR, each, "by", by=each.entry.by, **values)
        if not each.met and sure:
            where = f"`{each.entry.at}`" if each.entry.at else "anything here"
            yield self._say(UNUSED, each, "at" if each.entry.at else "rule", where=where, **values)

    def _not_waivable(self, each: _Entry, rule: Rule) -> Finding:
        because = "nobody can set it aside"
        if rule.waivable == "accept":
            because = "it is an error, which only a senior officer can accept"
        answered = "accepted" if each.accepted else "waived"
        return self._say(NOT_WAIVABLE, each, "rule", rule=rule.code, answered=answered, because=because)

    def _say(self, said: Rule, each: _Entry, *below: str, **values: str) -> Finding:
        return Finding(
            code=said.code,
            name=said.name,
            severity=said.severity,
            gate=said.gate,
            message=said.message.format_map(values),
            why=said.why,
            fix=said.fix.format_map(values),
            file=self.doc.file,
            path=(*each.path, *below),
            document=self.doc.document.id,
            sources=said.cites,
        )


def _covers(at: str | None, path: ValuePath) -> bool:
    if not at:
        return True
    where = dotted(path)
    return where == at or where.startswith(f"{at}.")


def _words(each: _Entry) -> str:
    entry = each.entry
    start = "Accepted" if each.accepted else "Waived"
    until = f", until {_day(entry.until)}" if entry.until else ""
    return f"{start} by {entry.by} on {_day(entry.on)}{until}: {entry.because}"


def _day(day: date | None) -> str:
    return show_date(day) if day else ""


def answered_checks(answers: Iterable[tuple[Finding, Answered]]) -> tuple[AnsweredCheck, ...]:
    """The answered findings as documents print them."""
    return tuple(
        AnsweredCheck(
            code=finding.code,
            name=finding.name,
            message=finding.message,
            file=finding.file,
            where=dotted(finding.path),
            because=answer.entry.because or "",
            by=answer.entry.by or "",
            on=answer.entry.on,
            until=answer.entry.until,
            accepted=answer.accepted,
            advice=(answer.entry.advice or "") if isinstance(answer.entry, AcceptedError) else "",
        )
        for finding, answer in answers
    )
