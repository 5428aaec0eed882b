"""SEC-01 to SEC-05, SEC-09 and SEC-10: how information travels, who may see it, and whether it may be passed on.

Where it is kept, and in which country, is in `whereabouts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from isptool.checking.answers import agreed_parts, still_open, written_at
from isptool.checking.bodies import is_health_body, listed
from isptool.checking.routes import (
    INSECURE,
    by_email,
    named_insecure,
    names_health_standard,
    names_standard,
    spoken,
    suspected_insecure,
)
from isptool.checking.rule import ABOUT_PEOPLE, EVERY_AGREEMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.documents import Protocol
from isptool.model.terms import Flow
from isptool.pattern import Pattern
from isptool.settling.settled import Settled

_SECURITY = ("UK GDPR Articles 5(1)(f) and 32", "Data Protection Act 2018 sections 40 and 66")


def _called(flow: str, doc: Settled) -> str:
    """What a flow is called in messages: its own words, or its id."""
    described = doc.agreement.flows.get(flow)
    what = described.what if described is not None else None
    return f"“{what}”" if what else f"`{flow}`"


def _flows_about_people(doc: Settled, at: At) -> frozenset[str]:
    """The flows that carry information about people; one that carries nothing yet counts as one."""

    def found() -> frozenset[str]:
        personal = {row.flow for row in doc.rows if row.kinds - {"non-personal"} or not row.item}
        return frozenset(personal)

    return at.once("flows-about-people", found)


# ── how it travels ───────────────────────────────────────────────────────────────────────────────────


@rule(
    "SEC-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say how {flow} travels{lacks}.",
    fix="Add `how:` to the flow: secure-email, sftp, secure-portal or another of the answers; or your own words.",
    cites=("The ten questions for an agreement, 8", *_SECURITY),
    serves=("Q8",),
    profiles=EVERY_AGREEMENT,
    speaks_for=("transfer-method",),
)
def flow_with_no_route(doc: Settled, _at: At) -> Iterator[Hit]:
    """Every flow has a route by which it travels, its own or the protocol's.

    Most losses happen on the way, by an ordinary mistake that a better route would have prevented.
    """
    for cell in still_open(doc, "transfer-method"):
        flow = cell.at("flow")
        missing = dict.fromkeys(f"`{name}:`" for part in cell.parts for name in part.missing)
        lacks = f" in full: {listed(list(missing))} is missing" if missing else ""
        yield Hit(("flows", flow, "how"), {"flow": _called(flow, doc), "lacks": lacks})


@rule(
    "SEC-02",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{route} is not secure enough for personal data ({where}).",
    fix="Send it by {instead}.",
    cites=(*_SECURITY, "ICO Data Sharing Code of Practice, Security"),
    serves=("Q8",),
    profiles=ABOUT_PEOPLE,
)
def insecure_route(doc: Settled, at: At) -> Iterator[Hit]:
    """Information about people does not travel by fax, personal e-mail, plain e-mail, messaging apps for consumers,
    unencrypted sticks or discs, untracked post, or personal cloud storage; neither do its copies when the first route
    fails (`fallback:`).

    By these routes it can be read, lost or kept by somebody else, and nobody would know.

    It is an error where the whole of `how:` or `fallback:` names such a route. Where own words only suggest one, it is
    a warning that asks to check and names the words: it is not raised by a clause that rules the route out (“never by
    fax”), by ordinary e-mail, sticks or post that the same words make safe (“encrypted”, “tracked”), nor where
    `standard:` or `encryption:` of the flow says how e-mail is protected. `secure-because:` at the flow answers it.
    """
    if isinstance(doc.document, Protocol):
        for number, term in enumerate(doc.document.settles.get("transfer-method", ())):
            path: ValuePath = ("settles", "transfer-method", number, "in-our-words")
            for key, words in _suspects(term.in_our_words or "", e_mail_is_safe=False):
                yield _insecure(path, key, words, "transfer method of the protocol")
        return
    about_people = _flows_about_people(doc, at)
    likely = doc.points["transfer-method"].point.answers
    for name, flow in doc.agreement.flows.items():
        if name not in about_people:
            continue
        for where, path, text in _routes(name, flow):
            if text in likely:
                continue
            said = f"{where} {_called(name, doc)}"
            if key := named_insecure(text):
                yield _insecure(path, key, "", said, note=_forbidden(key, doc))
            elif flow.secure_because is None:
                for key, words in _suspects(text, e_mail_is_safe=bool(flow.standard or flow.encryption)):
                    yield _insecure(path, key, words, said)


def _routes(name: str, flow: Flow) -> Iterator[tuple[str, ValuePath, str]]:
    """The routes of a flow in words: what each is, where it stands, and what it says."""
    for number, how in enumerate(flow.how):
        yield "flow", ("flows", name, "how", number), how
    if flow.fallback:
        yield "fallback of", ("flows", name, "fallback"), flow.fallback


def _suspects(text: str, *, e_mail_is_safe: bool) -> Iterator[tuple[str, str]]:
    for each in suspected_insecure(text):
        if not (each.key == "plain-email" and e_mail_is_safe):
            yield each.key, each.words


def _insecure(path: ValuePath, key: str, words: str, where: str, note: str = "") -> Hit:
    """A hit: certain where the route is named, a question where only words suggest it."""
    what, instead = INSECURE[key]
    if not words:
        route = f"{what[:1].upper()}{what[1:]}"
        return Hit(path, {"route": route, "where": where, "instead": instead}, note=note)
    note = "If it is secure, say why in `secure-because:` of the flow." if path[0] == "flows" else ""
    values = {"route": f"Check “{words}”: {what}", "where": where, "instead": instead}
    return Hit(path, values, note=note, severity=Severity.WARNING, words=words)


def _forbidden(key: str, doc: Settled) -> str:
    """That the protocol rules a route out as well."""
    for version in doc.protocols:
        for term in version.protocol.settles.get("transfer-method", ()):
            if key in term.never:
                return f"{version.protocol.title} never allows it."
    return ""


@rule(
    "SEC-03",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Check that both ends of {flow} meet {standard} for e-mail: “{words}” does not say so.",
    fix="Say it in `standard:` of the flow: “TLS 1.2 or higher, SPF, DKIM and DMARC at both ends”; for health and care "
    "in England “DCB1596” or “NHSmail at both ends”.",
    cites=("Secure email standard DCB1596 (health and social care, England)", "Government guidance on securing e-mail"),
    serves=("Q8",),
    decides_from="wording",
)
def e_mail_without_a_standard(doc: Settled, at: At) -> Iterator[Hit]:
    """Where information about people goes by e-mail in own words, they name the standard that both ends meet; between
    health or care bodies in England that is DCB1596, which NHSmail meets.

    “Secure e-mail” means something else to everybody, and it is secure only if both ends are.

    The likely answers secure-email and cjsm name their standard, so nothing is asked of them, unless `standard:` says
    something else. `standard:`, `encryption:` or `verification:` of the flow answers it. Ordinary e-mail is SEC-02's.
    """
    about_people = _flows_about_people(doc, at)
    likely = doc.points["transfer-method"].point.answers
    for name, flow in doc.agreement.flows.items():
        if name not in about_people:
            continue
        protected = " ".join(filter(None, (flow.standard, flow.encryption, flow.verification)))
        mailed = [
            (number, how)
            for number, how in enumerate(flow.how)
            if how == "secure-email" or (how not in likely and by_email(how) and _is_safe(how, protected))
        ]
        health = bool(mailed) and _between_health_bodies(name, doc, at)
        for number, how in mailed:
            if how not in likely and not names_standard(how) and not protected:
                yield Hit(("flows", name, "how", number), _standard(name, doc, health=health, words=how), words=how)
            elif health and flow.standard and not names_health_standard(f"{how} {protected}"):
                values = _standard(name, doc, health=True, words=flow.standard)
                yield Hit(("flows", name, "standard"), values, words=flow.standard)


def _is_safe(how: str, protected: str) -> bool:
    """Whether a route in own words is none that SEC-02 asks about."""
    return not named_insecure(how) and not any(_suspects(how, e_mail_is_safe=bool(protected)))


def _standard(flow: str, doc: Settled, *, health: bool, words: str) -> dict[str, str]:
    standard = "DCB1596, the secure standard of health and care" if health else "a secure standard"
    return {"flow": _called(flow, doc), "standard": standard, "words": words}


def _between_health_bodies(flow: str, doc: Settled, at: At) -> bool:
    """Whether a flow is between health or care bodies that work in England."""
    for row in doc.rows:
        ends = (row.sender, row.recipient)
        if row.flow != flow or not all(is_health_body(each, doc, at) for each in ends):
            continue
        if all("england" in doc.parties[each].nations for each in ends):
            return True
    return False


_PHYSICAL = {"encrypted-media-exception": "on removable media", "post-exception": "by post"}


@rule(
    "SEC-04",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{flow} goes {how}{only}: {because}.",
    fix="Make an electronic route the normal one, and name in `approved-by:` the post that approves each exception.",
    cites=("ICO Data Sharing Code of Practice, Security", *_SECURITY),
    serves=("Q8",),
)
def paper_or_media_as_the_normal_route(doc: Settled, at: At) -> Iterator[Hit]:
    """Removable media and paper are the exception, and a post is named that approves it.

    What can be dropped, left on a train or delivered next door will be.

    Not so for things that cannot travel otherwise: a flow that carries only objects (`form: object`), such as samples.
    """
    about_people = _flows_about_people(doc, at)
    for cell, part in agreed_parts(doc, "transfer-method"):
        name = cell.at("flow")
        physical = [_PHYSICAL[key] for key in part.keys if key in _PHYSICAL]
        flow = doc.agreement.flows.get(name)
        if flow is None or not physical or name not in about_people or _only_objects(name, doc):
            continue
        only = not (set(part.keys) - set(_PHYSICAL)) and not part.own_words
        if not only and flow.approved_by:
            continue
        because = "that should be the exception" if only else "nobody is named who approves it"
        words = _called(name, doc)
        values = {"flow": words, "how": listed(physical), "only": " only" if only else "", "because": because}
        yield Hit(("flows", name, "how"), values)


def _only_objects(flow: str, doc: Settled) -> bool:
    items = {row.item for row in doc.rows if row.flow == flow and row.item}
    return bool(items) and all(doc.agreement.data[item].form == "object" for item in items)


@rule(
    "SEC-05",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Check “{words}” ({flow}): it is not said {missing}.",
    fix="Choose urgent-phone for it under request-and-decision (the caller is called back, and it is confirmed in "
    "writing); or say it in `verification:` and `record:` of the flow.",
    cites=("ICO Data Sharing Code of Practice, Data sharing in an urgent situation or emergency",),
    serves=("Q8", "Q5"),
    decides_from="wording",
)
def told_by_telephone_without_a_check(doc: Settled, at: At) -> Iterator[Hit]:
    """Where information is given by telephone, the caller is checked, and what was said is written down.

    Anybody can say on the telephone who they are, and afterwards nobody can show what was told to whom.

    Read are `how:` and `fallback:` of the flow. A passphrase that is given by telephone is no information.
    """
    about_people = _flows_about_people(doc, at)
    by_phone = {
        cell.at("flow")
        for cell, part in agreed_parts(doc, "request-and-decision")
        if "urgent-phone" in part.keys or part.own_words
    }
    for name, flow in doc.agreement.flows.items():
        missing = []
        if not flow.verification:
            missing.append("how the caller is checked")
        if not flow.record:
            missing.append("what is written down afterwards")
        if name not in about_people or name in by_phone or not missing:
            continue
        for _, path, text in _routes(name, flow):
            words = spoken(text)
            if words and not re.search(r"pass ?(?:phrase|word)|\bpin\b|\bcode\b", text, re.IGNORECASE):
                values = {"words": words, "flow": _called(name, doc), "missing": " and ".join(missing)}
                yield Hit(path, values, words=words)


# ── who may see it, and pass it on ───────────────────────────────────────────────────────────────────

_LIMITS = frozenset({"case-team", "named-team", "role-based"})
_EVERYBODY = Pattern(
    r"\b(?:all|any|every)\s+(?:(?:its|our|their|the|of\s+the)\s+)?(?:\w+\s+)?"
    r"(?:staff|employees?|officers?|colleagues?|personnel|workers?|members?\s+of\s+staff)\b"
    r"|\b(?:everybody|everyone|anyone|anybody)\s+(?:in|at|who\s+works)\b|\bwhole\s+organi[sz]ation\b",
    re.IGNORECASE,
)
_LIMITED = Pattern(
    r"\b(?:who\s+(?:need|work\s+on|deal\s+with|are\s+involved)|need[ -]to[ -]know|on\s+the\s+case"
    r"|in\s+the\s+\S+\s+team)",
    re.IGNORECASE,
)


@rule(
    "SEC-09",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="At {party}, access is not limited to those who need it{check}.",
    fix="Choose case-team, named-team or role-based under who-has-access; or list the roles in `access:`, and say "
    "about how many people they are.",
    cites=("Caldicott Principle 4", *_SECURITY),
    serves=("Q5", "Q8"),
    speaks_for=("who-has-access",),
)
def access_not_limited(doc: Settled, _at: At) -> Iterator[Hit]:
    """At each recipient only those may see the information who need it for their work: a team, a case's workers, or
    people in named roles.

    The fewer people who can look, the easier it is to promise that nobody did so without need.

    Vetting alone limits nothing: it says who is trustworthy, not who needs to know. Own words are read for “all staff”
    and the like, and then this asks to check.
    """
    seen: dict[tuple[ValuePath, str, str], list[str]] = {}
    for cell, part in agreed_parts(doc, "who-has-access"):
        path, file = written_at(doc, "who-has-access", part)
        name = doc.name(cell.at("party"))
        if part.own_words:
            found = _EVERYBODY.search(part.own_words)
            if found and not _LIMITED.search(part.own_words, found.end()):
                seen.setdefault((path, file, found[0]), []).append(name)
        elif _LIMITS.isdisjoint(part.keys) and "access" not in part.fields:
            seen.setdefault((path, file, ""), []).append(name)
    for (path, file, words), names in seen.items():
        values = {"party": listed(names), "check": f": check “{words}”" if words else ""}
        yield Hit((*path, "in-our-words") if words else path, values, file=file, words=words, on_key=not words)


@rule(
    "SEC-10",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say whether recipients may pass the information on, and to whom.",
    fix="Choose an answer under onward-sharing: not-without-consent-of-supplier, law-requires or named-recipients.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements",),
    serves=("Q8", "Q6"),
    profiles=EVERY_AGREEMENT,
    speaks_for=("onward-sharing",),
)
def passing_on_not_agreed(doc: Settled, _at: At) -> Iterator[Hit]:
    """It is agreed whether a recipient may pass the information on, and to whom.

    With each step away from the source, fewer people remember why the information was given, and what was promised.
    """
    for cell in still_open(doc, "onward-sharing"):
        gap = next(each for each in cell.parts if each.state.left_to_agree)
        path, file = written_at(doc, "onward-sharing", gap)
        yield Hit(path, file=file, on_key=True)


RULES: tuple[Rule, ...] = (
    flow_with_no_route,
    insecure_route,
    e_mail_without_a_standard,
    paper_or_media_as_the_normal_route,
    told_by_telephone_without_a_check,
    access_not_limited,
    passing_on_not_agreed,
)
