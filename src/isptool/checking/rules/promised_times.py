"""KEE-07 to KEE-11: how soon requests and complaints are answered, and partners tell each other of incidents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from isptool.checking.answers import file_of, own_fields, own_parts, still_open, written_at
from isptool.checking.periods import Said, clauses_of, periods_in
from isptool.checking.rule import ABOUT_PEOPLE, At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.fields import Period
from isptool.pattern import Pattern
from isptool.settling.settled import Part, Settled

# ── requests ─────────────────────────────────────────────────────────────────────────────────────────

_MONTH = 31 * 24.0
"""A month in hours, at its longest."""
_LONGER_ALLOWED = Pattern(r"\bexten[ds]|\bextension|\bfurther\b|\bcomplex|\bnumerous\b|\bmore time\b", re.IGNORECASE)
_FORTY_DAYS = "subject-access-forty-days"
"""The outdated time that LAW-28 says by name."""


@rule(
    "KEE-07",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{words} is longer than the one month in which people's requests must be answered.",
    fix="Change it to one month; two more are allowed only where a request is complex.",
    cites=("UK GDPR Articles 12(3) and 12A",),
    serves=("Q7", "Q9"),
    profiles=ABOUT_PEOPLE,
)
def requests_answered_too_late(doc: Settled, at: At) -> Iterator[Hit]:
    """People's requests about their data are promised an answer within one month at most.

    That is the time that the law gives. Forty days was the Act of 1998.

    Read are the time in which a supplier is asked for its view, and own words on requests; times that go with
    “extended”, “further” or “complex” are left alone. “40 days” for subject access is LAW-28's.
    """
    for field in own_fields(doc, "rights-requests", "source-asked-within"):
        if isinstance(field.value, Period) and field.value.hours > _MONTH:
            yield Hit(field.place.path, {"words": str(field.value)}, file=file_of(doc, field.place))
    outdated = next((each for each in at.law.stale_terms() if each.id == _FORTY_DAYS), None)
    for path, text, file in _own_texts(doc, "rights-requests", ("handled-by", "part-3-differences")):
        if outdated is not None and outdated.places(text):
            continue
        for clause in clauses_of(text):
            late = [each for each in periods_in(clause) if each.period.hours > _MONTH]
            if late and not _LONGER_ALLOWED.search(clause):
                words = late[0].words
                yield Hit(path, {"words": f"Check: “{words}”"}, file=file, words=words)


def _own_texts(doc: Settled, point: str, fields: tuple[str, ...]) -> Iterator[tuple[ValuePath, str, str]]:
    """Own words of a point, and its fields of that kind: path, text and file."""
    for _, part in own_parts(doc, point):
        if part.own_words:
            path, file = written_at(doc, point, part)
            yield (*path, "in-our-words"), part.own_words, file
    for name in fields:
        for field in own_fields(doc, point, name):
            yield field.place.path, field.text, file_of(doc, field.place)


# ── complaints ───────────────────────────────────────────────────────────────────────────────────────

_THIRTY_DAYS = 30 * 24.0
_LIMIT = "complaint-acknowledgement"


@rule(
    "KEE-08",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{what}: every controller must acknowledge a data protection complaint within 30 days.",
    fix="Choose s164a-process under complaints; a shorter promise goes in `acknowledged-within:`.",
    cites=("Data Protection Act 2018 section 164A",),
    serves=("Q9", "Q10"),
    profiles=ABOUT_PEOPLE,
    speaks_for=("complaints",),
)
def complaints_acknowledged_too_late(doc: Settled, at: At) -> Iterator[Hit]:
    """It is said that a complaint is acknowledged, and within 30 days at most.

    The law requires it since 19 June 2026, with a way to complain electronically and another way.

    Working days are counted as calendar days: 22 of them are longer than 30 days. Own words are read for
    “acknowledge” and the time beside it.
    """
    limit = at.law.time_limit(_LIMIT)
    if limit.in_force_from is not None and at.today < limit.in_force_from:
        return
    for field in own_fields(doc, "complaints", "acknowledged-within"):
        if isinstance(field.value, Period) and field.value.hours > _THIRTY_DAYS:
            what = f"{field.value} can be longer than the law allows"
            yield Hit(field.place.path, {"what": what}, file=file_of(doc, field.place))
    for _, part in own_parts(doc, "complaints"):
        path, file = written_at(doc, "complaints", part)
        if part.own_words:
            words, what = _acknowledgement(part.own_words)
            if what and "acknowledged-within" not in part.fields:
                yield Hit((*path, "in-our-words"), {"what": what}, file=file, words=words)
        elif "s164a-process" not in part.keys and "acknowledged-within" not in part.fields:
            yield Hit(path, {"what": "It is not said that complaints are acknowledged"}, file=file, on_key=True)


def _acknowledgement(text: str) -> tuple[str, str]:
    """What own words on complaints leave to check: the words, and what to say of them; empty where nothing is."""
    for clause in clauses_of(text):
        if not re.search(r"\backnowledg", clause, re.IGNORECASE):
            continue
        for each in periods_in(clause):
            if each.period.hours > _THIRTY_DAYS:
                return each.words, f"Check “{each.words}”, which can be longer than the law allows"
        return "", ""
    return "", "Check whether complaints are acknowledged; these words do not say it"


# ── incidents ────────────────────────────────────────────────────────────────────────────────────────

_NOTICE = "immediately-24h"
_WITHIN = "tell-partners-within"


@rule(
    "KEE-09",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say how fast partners tell each other of an incident.",
    fix="Choose immediately-24h under incidents.",
    cites=("UK GDPR Articles 33 and 34", "Data Protection Act 2018 sections 67 and 68"),
    serves=("Q8", "Q9"),
    profiles=ABOUT_PEOPLE,
    speaks_for=("incidents",),
)
def no_notice_between_partners(doc: Settled, _at: At) -> Iterator[Hit]:
    """It is agreed how fast the partners tell each other when information was lost, or seen by somebody it is not for.

    In the first hours there is no time to work out who should ring whom, and the clock of the ICO runs for all.

    Own words are taken to say it; KEE-11 reads their time.
    """
    for cell in still_open(doc, "incidents"):
        gap = next(each for each in cell.parts if each.state.left_to_agree)
        path, file = written_at(doc, "incidents", gap)
        yield Hit(path, file=file, on_key=True)
    for _, part in own_parts(doc, "incidents"):
        if not part.own_words and _NOTICE not in part.keys and _WITHIN not in part.fields:
            path, file = written_at(doc, "incidents", part)
            yield Hit(path, file=file, on_key=True)


_A_DAY = 24.0
_THREE_DAYS = 72.0


def _longest(period: Period) -> float:
    """The hours that a period can last: a working day, over a weekend, more than three days."""
    return period.amount * 96.0 if period.unit == "working day" else period.hours


@rule(
    "KEE-10",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Partners are told of an incident within {period}: then the ICO's 72 hours are impossible to keep{over}.",
    fix="Choose immediately-24h under incidents, without a longer time.",
    cites=("UK GDPR Article 33(1)", "Data Protection Act 2018 section 67"),
    serves=("Q8", "Q9"),
    profiles=ABOUT_PEOPLE,
)
def notice_between_partners_over_72_hours(doc: Settled, _at: At) -> Iterator[Hit]:
    """Partners tell each other of an incident within 72 hours at the very most.

    A controller has 72 hours, from when it knows, to report a breach to the ICO. A partner that is told later can
    neither help to assess it in time nor warn the people concerned.

    Working days are counted with a weekend between them: one of them can last longer than 72 hours, so a time in
    working days is always too long. It is decided from `tell-partners-within:`, never from own words; exactly 72
    hours is KEE-11's.
    """
    for field in own_fields(doc, "incidents", _WITHIN):
        if isinstance(field.value, Period) and _longest(field.value) > _THREE_DAYS:
            over = " over a weekend" if field.value.unit == "working day" and field.value.amount < 3 else ""
            yield Hit(field.place.path, {"period": str(field.value), "over": over}, file=file_of(doc, field.place))


_OTHER_MATTER = Pattern(
    r"\bICO\b|information commission|regulator|\bdata subjects?\b|\bindividuals?\b|people concerned"
    r"|investigat|review|finding|lesson|\bactions?\b|\bclos(?:ed|ing)\b",
    re.IGNORECASE,
)
"""What a time in own words may be for, other than telling the partners."""

_SLOW = Pattern(
    r"without (?:any )?undue delay|as soon as (?:is )?(?:reasonably )?(?:possible|practicable|practical)|promptly"
    r"|in a timely (?:manner|way)|next working day",
    re.IGNORECASE,
)
_AT_ONCE = Pattern(r"\bimmediate|\bat once\b|straight ?away|\bsame day\b|\bforthwith\b", re.IGNORECASE)


@rule(
    "KEE-11",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{words} for telling partners of an incident leaves too little time to assess it.",
    fix="Promise “immediately, at most 24 hours” (immediately-24h under incidents); or waive this, saying why longer "
    "is safe.",
    cites=("UK GDPR Article 33(1) and (2)",),
    serves=("Q8", "Q9"),
    profiles=ABOUT_PEOPLE,
)
def notice_between_partners_over_24_hours(doc: Settled, _at: At) -> Iterator[Hit]:
    """Partners tell each other of an incident immediately, and within 24 hours at most.

    Of the 72 hours that the law gives, some are needed to find out what was lost, whose it was, and what to do.

    Read is `tell-partners-within:`; without it, own words: the times in clauses that are not about the ICO, the people
    concerned or the investigation, or else “without undue delay” and the like. A longer `tell-partners-within:` is
    KEE-10's.
    """
    for field in own_fields(doc, "incidents", _WITHIN):
        if isinstance(field.value, Period) and _A_DAY < _longest(field.value) <= _THREE_DAYS:
            yield Hit(field.place.path, {"words": str(field.value)}, file=file_of(doc, field.place))
    for _, part in own_parts(doc, "incidents"):
        words = _slow_words(part)
        if words:
            path, file = written_at(doc, "incidents", part)
            yield Hit((*path, "in-our-words"), {"words": f"Check: “{words}”"}, file=file, words=words)


def _slow_words(part: Part) -> str:
    """The words of own words that leave too much time, or empty."""
    if not part.own_words or _WITHIN in part.fields:
        return ""
    between_partners = [each for each in clauses_of(part.own_words) if not _OTHER_MATTER.search(each)]
    times: list[Said] = [found for clause in between_partners for found in periods_in(clause)]
    if times:
        soonest = min(times, key=lambda each: _longest(each.period))
        return soonest.words if _longest(soonest.period) > _A_DAY else ""
    text = "; ".join(between_partners)
    found = _SLOW.search(text)
    return found[0] if found and not _AT_ONCE.search(text) else ""


RULES: tuple[Rule, ...] = (
    requests_answered_too_late,
    complaints_acknowledged_too_late,
    no_notice_between_partners,
    notice_between_partners_over_72_hours,
    notice_between_partners_over_24_hours,
)
