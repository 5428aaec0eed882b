"""GOV-06 to GOV-11: who reviews and who signs: on whose authority, which version, and before sharing starts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from isptool.checking.answers import agreed_parts, file_of, keys_of, own_fields, value_of
from isptool.checking.bodies import in_document, known_kind, listed
from isptool.checking.life import Start, began_openly, is_in_force, joined, signatories, starts
from isptool.checking.rule import AGREEMENT, EVERY_DOCUMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity
from isptool.model.answer import Answer
from isptool.model.fields import show_date
from isptool.model.signed import Capacity, SignOff
from isptool.pattern import Pattern
from isptool.settling.settled import PartyFacts, Settled

# ── before sharing starts ────────────────────────────────────────────────────────────────────────────


@rule(
    "GOV-06",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Sharing takes effect on {date}, but {who}.",
    fix="Move the start, or choose after-all-sign (or each-on-signing) under `start:`. If sharing truly began before "
    "it was signed, say so under `began:` with `on:`, `authorised-by:` and `because:`.",
    cites=("Warrington information sharing agreement (in effect from 1 April 2016, signed until 5 August)",),
    serves=("Q4", "PQ3"),
    profiles=EVERY_DOCUMENT,
)
def takes_effect_before_everyone_has_signed(doc: Settled, at: At) -> Iterator[Hit]:
    """Sharing starts when everyone whose signature it needs has signed, not before.

    Until then it rests on an agreement that somebody has not made, and no later signature mends that.

    Not an error: `each-on-signing`, where sharing starts between those who have signed; a start that is still to
    come; sharing that truly began earlier and is said to have (`began:` on which day, who authorised it, and why it
    could not wait). A party that joined later counts from the day it joined (`since:`). A class of bodies, an open
    set, and a party still to be named sign when they join. Nothing is said of a text with `earlier-versions:` while no
    signature is recorded at all: who signed those is not known here.
    """
    if doc.document.earlier_versions and not at.signed.sign_offs:
        return
    for each in starts(doc, at):
        took_effect = _effect(each, at)
        if took_effect is None or "each-on-signing" in each.keys:
            continue
        began = began_openly(doc)
        who = _not_signed_by(took_effect, each, doc, at)
        if who and not (began is not None and began <= took_effect):
            on = each.on
            path, file = (on.path, on.file) if on is not None else (each.path, each.file)
            yield Hit(path, {"date": show_date(took_effect), "who": who}, note=_said_of(doc), file=file)


def _effect(start: Start, at: At) -> date | None:
    """The day on which sharing took effect, if it has, or would have, by today."""
    day = start.on.day if start.on is not None else None
    if day is None and is_in_force(at):
        day = at.signed.since or at.today
    return day


def _not_signed_by(day: date, start: Start, doc: Settled, at: At) -> str:
    """Who had not signed by then, in words: `the Police has not signed yet, and the Trust signed on 5 August 2016`."""
    missing: list[str] = []
    late: dict[date, list[str]] = {}
    for party in signatories(doc, at):
        if party.id not in start.parties:
            continue
        from_day = max(day, joined(party, doc) or day)
        agreed = [each.on for each in at.signed.of(party.id) if each.agrees]
        first = min((day for day in agreed if day is not None), default=from_day)
        if first > from_day:
            late.setdefault(first, []).append(party.called)
        elif not agreed and from_day <= at.today:
            missing.append(party.called)
    have = "has" if len(missing) == 1 else "have"
    said = [f"{listed(missing)} {have} not signed yet"] if missing else []
    said += [f"{listed(names)} signed on {show_date(on)}" for on, names in sorted(late.items())]
    return listed(said)


def _said_of(doc: Settled) -> str:
    """What is missing in `began:`, where it is there and does not explain the early start."""
    began = None if doc.is_protocol else doc.agreement.began
    if began is None:
        return ""
    needed = {"on": began.on, "authorised-by": began.authorised_by, "because": began.because}
    lacks = [f"`{key}:`" for key, value in needed.items() if value is None]
    if lacks or began.on is None:
        return f"`began:` does not say {listed(lacks)}."
    return f"`began:` says {show_date(began.on)}, which is after the start."


# ── on whose authority ───────────────────────────────────────────────────────────────────────────────

_MAY_SIGN: Mapping[Capacity, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "siro": (("siro", ()),),
    "caldicott": (("caldicott-guardian", ("nhs-body", "local-authority", "care-provider")),),
    "director": (("director", ()),),
    "police-officer": (("superintendent", ("police",)),),
    "headteacher": (("headteacher-partner", ("school-college",)),),
    "practice-partner": (("headteacher-partner", ("gp-practice",)),),
}
"""For each capacity the answers that let it sign, and the kinds of bodies they let (any, where none is named)."""

_CALLED: Mapping[Capacity, str] = {
    "chief-officer": "chief officer",
    "siro": "Senior Information Risk Owner",
    "caldicott": "Caldicott Guardian",
    "director": "director or head of the service",
    "police-officer": "officer of the rank that the force requires",
    "headteacher": "headteacher",
    "practice-partner": "partner of the practice",
}

_POSTS: tuple[tuple[Capacity, str], ...] = (
    ("dpo", r"data protection officer|\bdpo\b"),
    ("siro", r"senior information risk owner|\bsiro\b"),
    ("caldicott", r"caldicott"),
    (
        "chief-officer",
        r"^(?:interim |acting )?(?:chief (?:executive|constable|fire officer|officer)|accountable officer)",
    ),
    ("police-officer", r"superintendent|chief inspector|assistant chief constable|deputy chief constable|commander"),
    ("headteacher", r"head ?teacher"),
    ("practice-partner", r"\b(?:gp|senior|managing) partner"),
    ("director", r"director|head of|assistant chief executive|deputy chief executive"),
)
"""How posts are called, the most telling first."""


@rule(
    "GOV-07",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{post} may not sign for {party}; {allowed} may.",
    fix="Have it signed by a post that may; or record on what authority this post signs, such as the reference of the "
    "delegation.",
    cites=(
        "ICO Accountability Framework (sign-off by senior management)",
        "Wales Accord on the Sharing of Personal Information (the chief executive signs)",
    ),
    serves=("PQ2", "Q5"),
    decides_from="records",
    profiles=EVERY_DOCUMENT,
)
def signed_by_a_post_that_may_not(doc: Settled, at: At) -> Iterator[Hit]:
    """Each sign-off is by a post that may sign for that kind of partner, or on a recorded authority.

    A signature counts when the person who gave it could bind the organisation.

    A chief officer may always sign. Where only the words of a post are recorded, and not in what capacity it signs,
    this asks to check. A data protection officer who signs is GOV-09's. Nothing is said where the point on who may
    sign is in own words.
    """
    keys, also, own_words = _who_may(doc)
    if not keys or own_words:
        return
    for each in at.signed.sign_offs:
        facts = doc.parties.get(each.party)
        role: Capacity = each.role or _role_in(each.post)
        if not each.agrees or each.authority or facts is None or not (each.post or each.role) or role == "dpo":
            continue
        if _may_sign(role, keys, facts, doc, at) or _among(each.post, also):
            continue
        certain = bool(each.role)
        post = f"“{each.post}”" if each.post else f"The {_CALLED.get(role, 'post recorded')}"
        values = {
            "post": post if certain else f"Check: {post}",
            "party": facts.called,
            "allowed": _allowed(keys, facts, doc, at),
        }
        path = in_document(doc, facts)
        yield Hit(path, values, on_key=True, severity=None if certain else Severity.WARNING)


def _who_may(doc: Settled) -> tuple[frozenset[str], tuple[str, ...], bool]:
    """The answers on who may sign, the further posts named, and whether it is said in own words."""
    parts = [part for _, part in agreed_parts(doc, "who-may-sign")]
    also: list[str] = []
    for part in parts:
        named = value_of(part, "also-signed-by")
        also += named if isinstance(named, tuple) else []
    keys = keys_of(doc, "who-may-sign")
    own_words = any(part.own_words for part in parts)
    block = doc.document.sign_off
    if isinstance(block, Answer):
        keys |= frozenset(block.answer)
        own_words = own_words or block.in_our_words is not None
    return keys, tuple(also), own_words


def _role_in(post: str) -> Capacity:
    """The capacity that the words of a post suggest."""
    for role, pattern in _POSTS:
        if re.search(pattern, post, re.IGNORECASE):
            return role
    return "other"


def _may_sign(role: Capacity, keys: frozenset[str], facts: PartyFacts, doc: Settled, at: At) -> bool:
    if role == "chief-officer":
        return True
    if doc.is_protocol and "ceo-protocol" in keys:
        return False
    return any(key in keys and _is_one_of(facts, bodies, at) for key, bodies in _MAY_SIGN.get(role, ()))


def _is_one_of(facts: PartyFacts, bodies: tuple[str, ...], at: At) -> bool:
    if not bodies or not known_kind(facts.kind, at):
        return True
    return any(at.law.body_is_a(facts.kind, each) for each in bodies)


def _allowed(keys: frozenset[str], facts: PartyFacts, doc: Settled, at: At) -> str:
    """The posts that may sign for a party, in words: `the chief officer, the Caldicott Guardian or the headteacher`."""
    may = [f"the {words}" for role, words in _CALLED.items() if _may_sign(role, keys, facts, doc, at)]
    return listed(may).replace(" and the ", " or the ")


def _among(post: str, posts: tuple[str, ...]) -> bool:
    plain = post.casefold().strip()
    return any(each.casefold().strip() in plain for each in posts)


# ── views before signing ─────────────────────────────────────────────────────────────────────────────

_ROLE_NAMES = {
    "dpo": ("dpo", "data-protection-officer", "data-protection"),
    "iao": ("iao", "information-asset-owner"),
    "siro": ("siro", "senior-information-risk-owner"),
}
"""The roles of `reviews:` that count as one."""


@rule(
    "GOV-08",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="No view of {role} is recorded{party}.",
    fix="Add it under `reviews:` with `party:`, `role: {key}`, `post:`, `on:` and `advice:`.",
    cites=("UK GDPR Articles 38(1) and 39", "ICO Accountability Framework"),
    serves=("PQ2", "Q7"),
    profiles=AGREEMENT,
)
def required_view_missing(doc: Settled, at: At) -> Iterator[Hit]:
    """Before an agreement about people is signed, those have looked at it whose view it needs.

    These are the data protection officer of each controller; one information asset owner at least, who owns what is
    shared; and, where the impact assessment leaves a high risk, the Senior Information Risk Owner of each.

    A view that is recorded beside the text, with its day, shows that the question was asked before and not after.

    A view without `party:` counts for all. A sign-off by the Senior Information Risk Owner is its view. The view of
    a Caldicott Guardian is CON-04's. Nothing is asked of a class of bodies, nor of a party under another law.
    """
    involved = {row.actor for row in doc.rows if row.item and row.kinds - {"non-personal"}}
    asked = [each for each in signatories(doc, at) if each.id in involved and not each.outside_uk]
    without = [each.called for each in asked if not _seen_by("dpo", each, doc, at)]
    if without:
        yield _missing_view("the data protection officer", "dpo", without)
    if not any(review.role in _ROLE_NAMES["iao"] for review in doc.document.reviews) and asked:
        yield _missing_view("an information asset owner", "iao", [])
    if _risk_stays_high(doc):
        without = [each.called for each in asked if not _seen_by("siro", each, doc, at)]
        if without:
            yield _missing_view("the Senior Information Risk Owner", "siro", without)


def _missing_view(role: str, key: str, names: list[str]) -> Hit:
    party = f" for {listed(names)}" if names else ""
    return Hit(("reviews",), {"role": role, "key": key, "party": party}, on_key=True)


def _seen_by(role: str, facts: PartyFacts, doc: Settled, at: At) -> bool:
    reviewed = any(each.role in _ROLE_NAMES[role] and each.party in (None, facts.id) for each in doc.document.reviews)
    return reviewed or any(each.role == role for each in at.signed.of(facts.id) if role == "siro")


def _risk_stays_high(doc: Settled) -> bool:
    return any(value_of(part, "residual-risk") == "high" for _, part in agreed_parts(doc, "dpia"))


# ── who signed ───────────────────────────────────────────────────────────────────────────────────────

_DPO = Pattern(r"\bdata protection officer\b|\bDPO\b", re.IGNORECASE)


@rule(
    "GOV-09",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="A data protection officer signs {whom} (“{words}”), and should only advise.",
    fix="Record the officer's view under `reviews:`, and have a post sign that answers for the decision.",
    cites=("UK GDPR Article 38(6)",),
    serves=("PQ2", "Q5"),
    decides_from="records",
    profiles=EVERY_DOCUMENT,
)
def data_protection_officer_signs(doc: Settled, at: At) -> Iterator[Hit]:
    """A data protection officer advises, and somebody else decides and signs.

    Whoever decides cannot judge the decision independently, and the law wants that officer free of such conflicts.

    In a small organisation one person may hold several posts: sign in the other one, or waive this and say why.
    """
    for named in own_fields(doc, "who-may-sign", "also-signed-by"):
        for post in named.value:
            if _DPO.search(post):
                file = file_of(doc, named.place)
                yield Hit(named.place.path, {"whom": "here", "words": post}, file=file, words=post)
    for each in at.signed.sign_offs:
        facts = doc.parties.get(each.party)
        if facts is None or not each.agrees or not (each.role == "dpo" or (not each.role and _DPO.search(each.post))):
            continue
        values = {"whom": f"for {facts.called}", "words": each.post or "data protection officer"}
        yield Hit(in_document(doc, facts), values, on_key=True)


@rule(
    "GOV-10",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="For {party}, {post} drew it up, gave the only view on it, and signed it.",
    fix="Ask a second person to look at it, and record the view under `reviews:`.",
    cites=("Ordinary control: a second pair of eyes",),
    serves=("PQ2",),
    decides_from="records",
    profiles=EVERY_DOCUMENT,
)
def nobody_else_looked(doc: Settled, at: At) -> Iterator[Hit]:
    """Whoever draws up a text and signs it is not the only one in the organisation to look at it.

    Nobody sees one's own mistakes.

    Compared are the posts: `drawn-up-by:`, those under `reviews:`, and that of the sign-off.
    """
    drafter = _plain(doc.document.drawn_up_by or "")
    for each in at.signed.sign_offs:
        facts = doc.parties.get(each.party)
        post = _plain(each.post)
        if facts is None or not each.agrees or not post or not _drew_up(drafter, post, facts, doc):
            continue
        views = {_plain(view.post or "") for view in doc.document.reviews if view.party == each.party}
        if views == {post}:
            yield Hit(("drawn-up-by",), {"party": facts.called, "post": f"“{each.post}”"})


def _drew_up(drafter: str, post: str, facts: PartyFacts, doc: Settled) -> bool:
    """Whether `drawn-up-by:` names this post, and not that of another party."""
    if f" {post} " not in f" {drafter} ":
        return False
    others = [each for each in doc.parties.values() if each.id != facts.id]
    return not any(f" {_plain(name)} " in f" {drafter} " for each in others for name in (each.id, each.called))


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", words.casefold()))


@rule(
    "GOV-11",
    Severity.WARNING,
    gate=Gate.IN_FORCE,
    message="{party} signed version {signed}; in force is {version}.",
    fix="Have the new version signed; or, if the change needs no signature, record it as administrative or minor and "
    "tell the party; or say under `earlier-versions:` for whom the old one still counts.",
    cites=("The text that a signature covers",),
    serves=("PQ3",),
    decides_from="records",
    profiles=EVERY_DOCUMENT,
)
def signed_an_earlier_version(doc: Settled, at: At) -> Iterator[Hit]:
    """Every party has signed the version that is in force.

    A signature covers one text only. Whoever signed an earlier one has not agreed to what was changed since.

    Not so where the change is recorded as administrative or minor, and where `earlier-versions:` says for whom, or
    for how long, the old version still counts.
    """
    version = at.signed.version or doc.document.version or ""
    still_counts = {each.version for each in doc.document.earlier_versions if each.valid_for}
    for party in signatories(doc, at):
        signed = [each for each in at.signed.of(party.id) if each.agrees]
        if signed and not _covers(signed, version, still_counts):
            name = party.called
            values = {"party": f"{name[:1].upper()}{name[1:]}", "signed": signed[-1].version, "version": version}
            yield Hit(in_document(doc, party), values, on_key=True)


def _covers(signed: list[SignOff], version: str, still_counts: set[str]) -> bool:
    return any(each.version == version or each.recorded or each.version in still_counts for each in signed)


RULES: tuple[Rule, ...] = (
    takes_effect_before_everyone_has_signed,
    signed_by_a_post_that_may_not,
    required_view_missing,
    data_protection_officer_signs,
    nobody_else_looked,
    signed_an_earlier_version,
)
