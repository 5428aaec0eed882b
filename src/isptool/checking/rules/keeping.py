"""KEE-01 to KEE-06, KEE-12 and KEE-13: retention, disposal, corrections, requests, and what people are told.

The times promised for requests, complaints and incidents are in `promised_times`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from isptool.checking.answers import (
    agreed_parts,
    chosen_here,
    file_of,
    is_own,
    keys_of,
    own_parts,
    still_open,
    value_of,
    written_at,
)
from isptool.checking.bodies import described, is_class, known_kind, listed, organisation
from isptool.checking.life import months
from isptool.checking.periods import periods_in
from isptool.checking.rule import ABOUT_PEOPLE, EVERY_AGREEMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.fields import Period
from isptool.pattern import Pattern
from isptool.settling.settled import Part, PartyFacts, Settled

_STORAGE = ("UK GDPR Article 5(1)(e)", "Data Protection Act 2018 section 39")

# ── how long it is kept ──────────────────────────────────────────────────────────────────────────────


@rule(
    "KEE-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say how long {party} may keep {items}{lacks}.",
    fix="Answer retention-and-disposal for it: purpose-then-delete with `period:` and `counted-from:`, or "
    "recipient-schedule with `schedule:`.",
    cites=_STORAGE,
    serves=("Q8",),
    profiles=EVERY_AGREEMENT,
    speaks_for=("retention-and-disposal",),
)
def retention_not_agreed(doc: Settled, _at: At) -> Iterator[Hit]:
    """For every recipient and every item it is agreed how long it is kept.

    What is kept after it stopped being useful can still do harm.

    Not for data that is published under an open licence, once the terms say so (`ogl`): then say at the point that it
    does not apply.
    """
    open_licence = "ogl" in keys_of(doc, "non-personal-terms")
    missing: dict[str, dict[str, None]] = {}
    places: dict[str, tuple[ValuePath, str]] = {}
    blanks: dict[str, dict[str, None]] = {}
    for cell in still_open(doc, "retention-and-disposal"):
        party = cell.at("party")
        for part in cell.parts:
            rows = [doc.rows[number] for number in part.rows]
            if not part.state.left_to_agree or (open_licence and all(row.kinds == {"non-personal"} for row in rows)):
                continue
            missing.setdefault(party, {}).update(dict.fromkeys(row.item for row in rows if row.item))
            blanks.setdefault(party, {}).update(dict.fromkeys(part.missing))
            places.setdefault(party, written_at(doc, "retention-and-disposal", part))
    alike: dict[tuple[ValuePath, str, str, str], list[str]] = {}
    for party, items in missing.items():
        lacks = f": {listed([f'`{each}:`' for each in blanks[party]])} is missing" if blanks[party] else ""
        said = listed([f"`{each}`" for each in items]) or "it"
        alike.setdefault((*places[party], said, lacks), []).append(doc.name(party))
    for (path, file, said, lacks), names in alike.items():
        yield Hit(path, {"party": listed(names), "items": said, "lacks": lacks}, file=file, on_key=True)


@rule(
    "KEE-02",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{period} is longer than {other}.",
    fix="Shorten it; or name in `authority:` the law or schedule that allows it; or, if it becomes the recipient's own "
    "record, choose recipient-schedule with its schedule.",
    cites=_STORAGE,
    serves=("Q8",),
)
def kept_longer_than_needed(doc: Settled, _at: At) -> Iterator[Hit]:
    """What is shared is kept no longer than the sharing lasts, nor than the source itself keeps it, unless a law or
    schedule says so.

    A copy should not outlive the record that it was made from.

    The sharing lasts from its start to its last day, or as long as a pilot; a sharing that is open-ended sets no limit.
    How long the source keeps an item is said at the item (`source-keeps:`). What becomes the recipient's own record, as
    children's and adults' social care and police records do, rightly outlives the agreement and is not compared.
    """
    length = _length(doc)
    seen: set[tuple[str, ValuePath]] = set()
    for _, part in agreed_parts(doc, "retention-and-disposal"):
        kept = part.fields.get("period")
        if kept is None or not isinstance(kept.value, Period) or not is_own(doc, kept.place):
            continue
        if "authority" in part.fields or (kept.place.file, kept.place.path) in seen:
            continue
        other = _shorter_one(kept.value, part, doc, length)
        if other:
            seen.add((kept.place.file, kept.place.path))
            values = {"period": str(kept.value), "other": other}
            yield Hit(kept.place.path, values, file=file_of(doc, kept.place))


def _length(doc: Settled) -> tuple[float, str] | None:
    """The months for which the sharing is agreed, and how that is said; none where it is open-ended."""
    for _, part in agreed_parts(doc, "start-and-duration"):
        pilot = value_of(part, "pilot-length")
        if isinstance(pilot, Period):
            return months(pilot), f"the pilot lasts ({pilot})"
        first, last = value_of(part, "starts-on"), value_of(part, "ends-on")
        if isinstance(first, date) and isinstance(last, date) and last > first:
            length = round((last - first).days / 30.44)
            return length, f"the sharing lasts ({length} months)"
    return None


def _shorter_one(kept: Period, part: Part, doc: Settled, length: tuple[float, str] | None) -> str:
    """What is shorter than a period of retention, in words."""
    if length is not None and months(kept) > length[0]:
        return length[1]
    for row in (doc.rows[number] for number in part.rows):
        item = doc.agreement.data.get(row.item)
        own = item.source_keeps if item is not None else None
        if own is not None and kept.hours > own.hours:
            return f"the source itself keeps `{row.item}` ({own})"
    return ""


_WITHOUT_END = Pattern(
    r"\b(?:indefinite(?:ly)?|permanent(?:ly)?|for\s*ever|in\s+perpetuity|no\s+(?:time\s+)?limit"
    r"|(?:for\s+)?as\s+long\s+as\s+(?:is\s+|it\s+is\s+|they\s+are\s+)?(?:necessary|needed|required)"
    r"|until\s+(?:it\s+is\s+|they\s+are\s+)?no\s+longer\s+(?:necessary|needed|required))\b",
    re.IGNORECASE,
)
_DENIED = Pattern(r"\b(?:not|never|no)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)


@rule(
    "KEE-03",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Check “{words}”: it names no event and no longest time.",
    fix="Write from which event it is kept and how long at most, such as “from the closing of the case, for 6 years, "
    "then reviewed”.",
    cites=(*_STORAGE, "ICO guidance on storage limitation"),
    serves=("Q8",),
    decides_from="wording",
    profiles=ABOUT_PEOPLE,
)
def kept_without_end(doc: Settled, _at: At) -> Iterator[Hit]:
    """How long something is kept is said with an event from which it counts and a longest time.

    “As long as necessary” is what the law says already: it tells nobody when to delete.

    Read are own words on retention, and the name of a schedule. They pass if they name a length of time as well.
    """
    for _, part in own_parts(doc, "retention-and-disposal"):
        path, file = written_at(doc, "retention-and-disposal", part)
        texts = [((*path, "in-our-words"), part.own_words)] if part.own_words else []
        schedule = part.fields.get("schedule")
        if schedule is not None:
            texts.append((schedule.place.path, schedule.text))
        for where, text in texts:
            found = _WITHOUT_END.search(text)
            if found and not _DENIED.search(text[: found.start()]) and not any(periods_in(text)):
                yield Hit(where, {"words": found[0]}, file=file, words=found[0])


_MATCHES = frozenset({"nhs-number", "upn", "name-dob-address", "uprn"})


@rule(
    "KEE-04",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="It is not said {what}.",
    fix="Add it to the answer: {mend}.",
    cites=(*_STORAGE, "NCSC guidance on sanitising storage media"),
    serves=("Q8",),
)
def disposal_not_agreed(doc: Settled, _at: At) -> Iterator[Hit]:
    """It is said how data is destroyed and how the supplier will know; and, where records are matched, what is done
    with those that match nobody.

    Deleting that nobody can show has not happened, as far as anybody else can tell. Records of people who have nothing
    to do with the matter are the first that should go.

    What becomes the recipient's own record goes when its schedule says, and is not asked about. Own words are taken to
    say it. Records that match nobody may be seen to under identifiers-and-matching or under retention.
    """
    for cells, part in own_parts(doc, "retention-and-disposal"):
        if part.own_words or "purpose-then-delete" not in part.keys or "certificate" in part.keys:
            continue
        if not {"disposal-method", "disposal-evidence"} <= set(part.fields):
            path, file = written_at(doc, "retention-and-disposal", part)
            names = dict.fromkeys(doc.name(cell.at("party")) for cell in cells)
            what = f"how the data is destroyed by {listed(list(names))}, and what shows it"
            mend = "certificate, or `disposal-method:` and `disposal-evidence:`"
            yield Hit(path, {"what": what, "mend": mend}, file=file, on_key=True)
    if "unmatched-5-days" in keys_of(doc, "retention-and-disposal"):
        return
    for _, part in own_parts(doc, "identifiers-and-matching"):
        says = {"unmatched-returned"} & set(part.keys) or "unmatched-action" in part.fields or part.own_words
        if _MATCHES & set(part.keys) and not says and len(part.keys) > len(_MATCHES & set(part.keys)):
            path, file = written_at(doc, "identifiers-and-matching", part)
            what = "what is done with records that match nobody"
            mend = "unmatched-returned, or unmatched-5-days under retention-and-disposal"
            yield Hit(path, {"what": what, "mend": mend}, file=file, on_key=True)


# ── corrections and requests ─────────────────────────────────────────────────────────────────────────


@rule(
    "KEE-05",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="It is not said how a correction reaches everybody who has the data.",
    fix="Add corrections-5-days under data-quality, with how soon (`corrections-within:`), or tell-recipients under "
    "rights-requests.",
    cites=("UK GDPR Articles 16 and 19", "Data Protection Act 2018 section 48"),
    serves=("Q10", "Q7"),
    profiles=ABOUT_PEOPLE,
    speaks_for=("data-quality",),
)
def corrections_reach_nobody(doc: Settled, _at: At) -> Iterator[Hit]:
    """When a record is put right, everybody who was given it is told.

    A mistake that is shared is a mistake made many times, usually about somebody who never sees it.

    Own words are read only for “correct”. What a protocol settles is judged in the protocol.
    """
    if "tell-recipients" in keys_of(doc, "rights-requests"):
        return
    for _, part in own_parts(doc, "data-quality"):
        if "corrections-5-days" not in part.keys and "correct" not in part.own_words.lower():
            path, file = written_at(doc, "data-quality", part)
            yield Hit(path, file=file, on_key=True)


_WHO_ANSWERS = frozenset({"receiver-handles", "single-front-door"})


@rule(
    "KEE-06",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say who answers people's requests about their data.",
    fix="Choose receiver-handles or single-front-door under rights-requests, or name who in `handled-by:`.",
    cites=("UK GDPR Articles 12 to 21", "ICO Data Sharing Code of Practice, The rights of individuals"),
    serves=("Q7", "Q9"),
    profiles=ABOUT_PEOPLE,
    speaks_for=("rights-requests",),
)
def nobody_answers_requests(doc: Settled, _at: At) -> Iterator[Hit]:
    """It is agreed who answers when people ask for their data, or for it to be corrected or erased, or object.

    A person should have to ask once. Between several partners a request waits for the one that thinks it is its own.

    Own words are taken to say it.
    """
    for cell in still_open(doc, "rights-requests"):
        gap = next(each for each in cell.parts if each.state.left_to_agree)
        path, file = written_at(doc, "rights-requests", gap)
        yield Hit(path, file=file, on_key=True)
    for _, part in own_parts(doc, "rights-requests"):
        if not part.own_words and _WHO_ANSWERS.isdisjoint(part.keys) and "handled-by" not in part.fields:
            path, file = written_at(doc, "rights-requests", part)
            yield Hit(path, file=file, on_key=True)


# ── what people are told ─────────────────────────────────────────────────────────────────────────────


@rule(
    "KEE-12",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="The privacy notice of {party} {trouble}.",
    fix="Put it right, and then in partners.yaml: {mend}.",
    cites=("UK GDPR Articles 13 and 14", "Data Protection Act 2018 section 44"),
    serves=("Q7", "Q9"),
)
def privacy_notice_does_not_cover_this(doc: Settled, at: At) -> Iterator[Hit]:
    """Each controller's privacy notice is published, has a date, and names the kinds of recipients of this sharing.

    People mind being surprised far more than they mind being helped.

    The address and the day are taken from partners.yaml. Recipients are compared only where `privacy-notice-names:`
    says whom the notice names (partners, or kinds of bodies). Where one joint notice is published (joint-notice),
    nothing is asked; nor of a class of bodies, nor of a party under another law.
    """
    involved = {row.actor for row in doc.rows if row.item and row.kinds - {"non-personal"}}
    for cell, part in agreed_parts(doc, "transparency"):
        facts = doc.parties.get(cell.at("party"))
        if facts is None or facts.id not in involved or "joint-notice" in part.keys:
            continue
        if is_class(facts) or facts.outside_uk:
            continue
        found = _notice_trouble(facts, doc, at)
        if found is not None:
            field, trouble, mend = found
            path, file = described(doc, at, facts, field)
            yield Hit(path, {"party": facts.called, "trouble": trouble, "mend": mend}, file=file)


def _notice_trouble(facts: PartyFacts, doc: Settled, at: At) -> tuple[str, str, str] | None:
    """What is wrong with a party's privacy notice: the field, the trouble in words, and how to mend it."""
    partner = facts.partner
    if partner is None:
        return None
    if partner.privacy_notice is None:
        return "privacy-notice", "is not recorded", "`privacy-notice:` with its live address"
    if partner.privacy_notice_updated is None:
        mend = "`privacy-notice-updated:` with the day it was last changed"
        return "privacy-notice-updated", "has no date, so nobody can tell whether it covers this", mend
    if partner.privacy_notice_names:
        unnamed = [doc.name(each) for each in _given_to(facts, doc) if not _named(each, facts, doc, at)]
        if unnamed:
            mend = "`privacy-notice-names:` with all whom it names"
            return "privacy-notice-names", f"does not name {listed(unnamed)} as a recipient", mend
    return None


def _given_to(facts: PartyFacts, doc: Settled) -> list[str]:
    """The parties to whom a party gives information about people."""
    given = (row.recipient for row in doc.rows if row.sender == facts.id and row.kinds - {"non-personal"})
    return [each for each in dict.fromkeys(given) if each in doc.parties and each != facts.id]


def _named(recipient: str, facts: PartyFacts, doc: Settled, at: At) -> bool:
    assert facts.partner is not None
    names = set(facts.partner.privacy_notice_names)
    other = doc.parties[recipient]
    kinds = at.law.wider_bodies(other.kind) if other.kind and known_kind(other.kind, at) else ()
    return bool(names & {recipient, organisation(other), *kinds})


@rule(
    "KEE-13",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="People are not told in some cases, and it is not said {what}.",
    fix="Add {keys} under transparency: for example Schedule 2 paragraph 2 to the Data Protection Act 2018, and the "
    "post that decides case by case.",
    cites=("UK GDPR Article 14(5)", "Data Protection Act 2018 Schedule 2 paragraph 2"),
    serves=("Q7", "Q9"),
    profiles=ABOUT_PEOPLE,
)
def not_told_without_exemption(doc: Settled, _at: At) -> Iterator[Hit]:
    """Where people are not told that their information is shared, the exemption is named, and the post that decides in
    each case that it applies.

    Not telling people is lawful only in the cases that the law names, and only as far as telling them would do harm in
    that case.

    What a protocol settles is judged in the protocol.
    """
    missing = {"exemption": "under which exemption", "exemption-decided-by": "who decides that"}
    seen: set[tuple[ValuePath, str]] = set()
    for _, part in agreed_parts(doc, "transparency"):
        lacks = [name for name in missing if name not in part.fields]
        path, file = written_at(doc, "transparency", part)
        if "not-told-prejudice" in chosen_here(doc, part) and lacks and (path, file) not in seen:
            seen.add((path, file))
            what, keys = listed([missing[name] for name in lacks]), listed([f"`{name}:`" for name in lacks])
            yield Hit(path, {"what": what, "keys": keys}, file=file, on_key=True)


RULES: tuple[Rule, ...] = (
    retention_not_agreed,
    kept_longer_than_needed,
    kept_without_end,
    disposal_not_agreed,
    corrections_reach_nobody,
    nobody_answers_requests,
    privacy_notice_does_not_cover_this,
    not_told_without_exemption,
)
