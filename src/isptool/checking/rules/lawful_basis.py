"""LAW-01 to LAW-12: the lawful basis of each controller for each purpose (UK GDPR Article 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from isptool.checking.bodies import listed
from isptool.checking.gathered import Objection, gathered
from isptool.checking.legal_disclosures import from_law_enforcement, unauthorised_disclosures
from isptool.checking.legal_layers import (
    Cited,
    Use,
    could_be,
    gap_words,
    gateway,
    legal_layers,
    likely_law,
    nameless,
    objection,
    objections,
    place_of,
    public_in_its_tasks,
    purpose_name,
    regular_flows,
    requires,
)
from isptool.checking.legal_layers import annex_1 as conditions_of
from isptool.checking.rule import At, Rule, rule
from isptool.checking.written import written
from isptool.findings import Gate, Hit, Severity
from isptool.law.citation import Article6, Article9
from isptool.pattern import Pattern
from isptool.settling.settled import Settled


def _rests_on(cited: Cited, letter: str) -> bool:
    return isinstance(cited.meant, Article6) and cited.meant.letter == letter


# ── is there one ─────────────────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="No lawful basis (Article 6) is named for {who_for_what}.",
    fix="Add `article-6:` to the law row for {who}{likely}.",
    cites=("UK GDPR Article 6", "ICO Data Sharing Code of Practice, Lawfulness"),
    serves=("Q7",),
    speaks_for=("article-6-basis",),
    needs=("law",),
)
def personal_data_without_lawful_basis(doc: Settled, at: At) -> Iterator[Hit]:
    """Every controller has a lawful basis under Article 6 for each purpose for which it uses personal data.

    Each controller answers for its own use. Without a basis of its own, a partner may neither send nor keep the
    information, whatever basis the others have.

    A processor needs none: it acts on the basis of its controller. Use of personal data under Part 3 rests on section
    35 instead. That the basis does not apply cannot be said of a controller under the UK GDPR. What comes from law
    enforcement is LEP-04's.
    """
    elsewhere = from_law_enforcement(doc, at)
    yield from gathered(
        _missing(doc, at, use)
        for use in legal_layers(doc, at).uses("article-6")
        if (use.party, use.purpose) not in elsewhere and use.lacks(doc, "article-6")
    )


def _missing(doc: Settled, at: At, use: Use) -> Objection:
    path, file = place_of(doc, use, "article-6")
    return Objection(
        path,
        doc.name(use.party),
        purpose_name(use.purpose),
        {"likely": likely_law(doc, at, "article-6", use.cell)},
        file=file,
        note=gap_words(use.part),
    )


# ── what a public authority cannot use ───────────────────────────────────────────────────────────────


@rule(
    "LAW-02",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Legitimate interests, 6(1)(f), is not open to a public authority for its own tasks: {who_for_what}.",
    fix="Use 6(1)(e) and name the function, or 6(1)(c) and name the duty. If this is no task of {who}, say "
    "`outside-public-task: yes` at the purpose.",
    cites=("UK GDPR Article 6(1), last words",),
    serves=("Q7",),
)
def public_authority_on_legitimate_interests(doc: Settled, at: At) -> Iterator[Hit]:
    """A public authority does not rely on legitimate interests for what is its task.

    The last words of Article 6(1) say so: what a public authority may do in its tasks is for Parliament to weigh, and
    not for the authority itself.

    Not an error: a purpose that is no task of the authority, such as the alumni of a university or the fundraising of
    a hospital (`outside-public-task: yes`). Parish and community councils are no public authorities here.
    """

    def fails(cited: Cited, use: Use) -> bool:
        return _rests_on(cited, "f") and public_in_its_tasks(doc, use)

    yield from gathered(objections(doc, at, "article-6", fails))


@rule(
    "LAW-03",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Recognised legitimate interests, 6(1)(ea), is not open to a public authority doing its job: "
    "{who_for_what}.",
    fix="Use 6(1)(e) and name the function, or 6(1)(c) and name the duty. If this is no task of {who}, say "
    "`outside-public-task: yes` at the purpose.",
    cites=("UK GDPR Article 6(1), last words", "Data (Use and Access) Act 2025 section 70"),
    serves=("Q7",),
)
def public_authority_on_recognised_legitimate_interests(doc: Settled, at: At) -> Iterator[Hit]:
    """A public authority does not rely on a recognised legitimate interest for what is its task.

    The basis was made for charities, housing associations and businesses that answer a public body or act on crime,
    safeguarding or an emergency. The last words of Article 6(1), as amended, keep it from public authorities in the
    performance of their tasks, also for safeguarding and crime: they have their own powers.

    Not an error: a purpose that is no task of the authority (`outside-public-task: yes`). Parish and community
    councils are no public authorities here, and may use it.
    """

    def fails(cited: Cited, use: Use) -> bool:
        return _rests_on(cited, "ea") and public_in_its_tasks(doc, use)

    yield from gathered(objections(doc, at, "article-6", fails))


# ── public task, and recognised legitimate interests ─────────────────────────────────────────────────


@rule(
    "LAW-04",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Public task, 6(1)(e), covers a controller's own tasks only, and {names_none}: {who_for_what}.",
    fix="Use 6(1)(ea), 6(1)(f), 6(1)(c) or 6(1)(d). If a law does give {who} this task, name it under `power:` or "
    "`duty:`.",
    cites=("UK GDPR Article 6(1)(e) (“task of the controller”)", "Data (Use and Access) Act 2025 section 70"),
    serves=("Q7",),
)
def public_task_of_another(doc: Settled, at: At) -> Iterator[Hit]:
    """A body that is no public authority relies on public task only for a task that a law gives to itself.

    Since 5 February 2026 Article 6(1)(e) speaks of a task of the controller. A charity or shop that tells the police
    something helps with the task of the police, and looks to another basis.

    Not an error: a charity to which a law gives a task, such as one authorised to bring care proceedings; naming that
    law answers this rule. A power under which anybody may disclose gives nobody a task.
    """
    layers = legal_layers(doc, at)

    def borrowed(cited: Cited, use: Use) -> bool:
        return _rests_on(cited, "e") and doc.parties[use.party].public_authority is False and not own_law(use)

    def own_law(use: Use) -> bool:
        kind = doc.parties[use.party].kind
        named = [gateway(power) for power in layers.powers(use.beside) if power.field != "requested-under"]
        return any(each is None or ("any" not in each.givers and could_be(kind, each.givers, at)) for each in named)

    def said(use: Use) -> str:
        named = [power.entry.short for power in layers.powers(use.beside) if power.entry]
        return f"what is named ({listed(named)}) gives it none" if named else "no law is named that gives it one"

    yield from gathered(objections(doc, at, "article-6", borrowed, lambda use: {"names_none": said(use)}))


def _annex(cited: Cited, use: Use) -> tuple[str, ...]:
    """The conditions of Annex 1 that go with 6(1)(ea), by id: in the citation, or under `annex-1:` beside it."""
    assert isinstance(cited.meant, Article6)
    return cited.meant.annex_1 + tuple(
        row_id for said in use.says if said.annex_1 for row_id in conditions_of(said.annex_1)
    )


@rule(
    "LAW-05",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Recognised legitimate interests, 6(1)(ea), holds only for the interests in Annex 1. Say which it is: "
    "{who_for_what}.",
    fix="Add `annex-1:` with one of: public task (answering a request), security, emergency, crime, safeguarding.",
    cites=("UK GDPR Article 6(5)", "UK GDPR Annex 1"),
    serves=("Q7",),
)
def recognised_legitimate_interest_not_named(doc: Settled, at: At) -> Iterator[Hit]:
    """Whoever relies on a recognised legitimate interest says which of those in Annex 1 it is.

    The basis holds only for the interests that Annex 1 lists; without one of them it is an ordinary legitimate
    interest, which has to be weighed.
    """

    def unnamed(cited: Cited, use: Use) -> bool:
        if not _rests_on(cited, "ea") or public_in_its_tasks(doc, use):
            return False
        return not _annex(cited, use) and not any(said.annex_1 for said in use.says)

    yield from gathered(objections(doc, at, "article-6", unnamed))


@rule(
    "LAW-06",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="A request for another's public task must itself say that the data is needed for a task laid down by "
    "law: {who_for_what}.",
    fix="Put those words on the request form, and say `request-states-task: yes` in this law row.",
    cites=("UK GDPR Annex 1 paragraph 1", "ICO guidance on recognised legitimate interests, 23 March 2026"),
    serves=("Q7",),
)
def public_task_request_that_does_not_say_so(doc: Settled, at: At) -> Iterator[Hit]:
    """A disclosure for another's public task answers a request that says what it is for.

    The condition holds only where the request states that the other needs the data for its own use under Article
    6(1)(e) with a basis in law. Who is asked cannot know that otherwise, and need not find it out.
    """

    def silent(cited: Cited, use: Use) -> bool:
        if not _rests_on(cited, "ea") or public_in_its_tasks(doc, use):
            return False
        asked = "rli-public-task-request" in _annex(cited, use)
        return asked and not any(said.request_states_task for said in use.says)

    yield from gathered(objections(doc, at, "article-6", silent))


# ── the law behind it ────────────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-07",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Legal obligation, 6(1)(c), needs a law that requires the sharing, and {what}: {who_for_what}.",
    fix="Name the provision under `duty:`; or, if it only permits the sharing, use 6(1)(e) with it as `power:`.",
    cites=("UK GDPR Article 6(3)",),
    serves=("Q7",),
    speaks_for=("legal-power",),
    needs=("law",),
)
def legal_obligation_not_named(doc: Settled, at: At) -> Iterator[Hit]:
    """Whoever relies on a legal obligation names the provision that requires the sharing.

    The obligation must be laid down by domestic law (Article 6(3)). A power is no obligation: who may share, and need
    not, has another basis.

    A duty in the partners' own words counts, and so does a request under a provision that compels an answer
    (`requested-under:`).
    """
    layers = legal_layers(doc, at)

    def fails(cited: Cited, use: Use) -> bool:
        return _rests_on(cited, "c") and not obliges(use)

    def obliges(use: Use) -> bool:
        return any(power.field == "requested-under" or requires(power) for power in layers.powers(use.beside))

    def what(use: Use) -> str:
        permits = [power.entry.short if power.entry else f"“{power.text}”" for power in layers.powers(use.beside)]
        return f"what is named ({listed(permits)}) only permits it" if permits else "none is named"

    yield from gathered(objections(doc, at, "article-6", fails, lambda use: {"what": what(use)}))


@rule(
    "LAW-08",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Name the law that gives {who} this task ({purposes}).",
    fix="Add the enactment or rule of law under `power:` or `duty:`, or the function it serves under `function:`.",
    cites=("UK GDPR Article 6(3)", "Data Protection Act 2018 section 8"),
    serves=("Q7",),
    speaks_for=("legal-power",),
    needs=("law",),
)
def public_task_without_its_law(doc: Settled, at: At) -> Iterator[Hit]:
    """A public authority that relies on public task names the law or function that gives it the task.

    The basis of the task must be laid down by law (Article 6(3)), and people must be able to see that it is.
    """
    elsewhere = unauthorised_disclosures(doc, at)

    def unnamed(cited: Cited, use: Use) -> bool:
        public = doc.parties[use.party].public_authority is True
        lacks = (use.party, use.purpose) in nameless(doc, at)
        return _rests_on(cited, "e") and public and lacks and not elsewhere.intersection(use.numbers)

    yield from gathered(objections(doc, at, "article-6", unnamed))


# ── consent ──────────────────────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-09",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Consent is rarely free where {because}: {who_for_what}. {instead} is likely to fit better.",
    fix="Change the basis, and be open with people about the sharing. Asking them can stay as a courtesy, or for "
    "confidentiality. If they may truly refuse the service, say `optional-service: yes` at the purpose.",
    cites=("UK GDPR Article 7", "UK GDPR recital 43", "ICO guidance on consent"),
    serves=("Q7",),
)
def consent_that_is_rarely_free(doc: Settled, at: At) -> Iterator[Hit]:
    """Consent is the basis only where people can freely say no.

    It is no free choice where a body will act anyway, because the law gives it the task or the duty, or because
    somebody must be kept safe. People who are asked, and then overruled, rightly feel deceived.

    Not a finding: a service that people may truly refuse (`optional-service: yes` at the purpose), and a purpose that
    is no task of the public authority (`outside-public-task: yes`). Consent for the duty of confidence is another
    matter, and is answered under Confidentiality.
    """

    def fails(cited: Cited, use: Use) -> bool:
        return _rests_on(cited, "a") and bool(_not_free(doc, at, use))

    yield from gathered(objections(doc, at, "article-6", fails, lambda use: _not_free(doc, at, use)))


def _not_free(doc: Settled, at: At, use: Use) -> Mapping[str, str]:
    """Why consent is hardly free for a use, and what would fit better; empty where it may be free."""
    purpose = doc.agreement.purposes[use.purpose]
    if purpose.optional_service:
        return {}
    public = doc.parties[use.party].public_authority is True
    duty = next((each for each in legal_layers(doc, at).powers(use.beside) if requires(each)), None)
    safeguarding = (purpose.kind or "").startswith("safeguarding-")
    instead = "Public task, 6(1)(e)," if public else "A recognised legitimate interest, 6(1)(ea) with safeguarding,"
    if duty is not None:
        named = duty.entry.short if duty.entry else duty.text
        return {"because": f"the law requires the sharing ({named})", "instead": "Legal obligation, 6(1)(c),"}
    if safeguarding:
        return {"because": "somebody must be kept safe", "instead": instead}
    if public_in_its_tasks(doc, use):
        return {"because": "a public body will act anyway", "instead": instead}
    return {}


@rule(
    "LAW-10",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Say how people withdraw their consent, and what happens then: {who_for_what}.",
    fix="Add `withdrawal:` to this law row: where people say so, who passes it on, and what happens to what was "
    "shared.",
    cites=("UK GDPR Article 7(3)",),
    serves=("Q7",),
)
def consent_without_withdrawal(doc: Settled, at: At) -> Iterator[Hit]:
    """Where consent is the basis, or explicit consent the condition, people can withdraw it, and it is said how.

    Withdrawing must be as easy as giving (Article 7(3)), and with several partners nobody knows whom to tell unless it
    is written down.

    An opt-out that stops the purpose or its flows, with the place where it is made, says it as well.
    """
    layers = legal_layers(doc, at)
    uses = [(use, each) for layer in ("article-6", "article-9") for use in layers.uses(layer) for each in use.cited]
    yield from gathered(
        objection(doc, use, cited, {})
        for use, cited in uses
        if _is_consent(cited) and not any(said.withdrawal for said in use.says) and not _can_opt_out(doc, use)
    )


def _is_consent(cited: Cited) -> bool:
    return isinstance(cited.meant, Article6 | Article9) and cited.meant.letter == "a"


def _can_opt_out(doc: Settled, use: Use) -> bool:
    stopped = {each for out in doc.agreement.opt_outs.values() if out.made_at for each in out.stops}
    return use.purpose in stopped or all(doc.rows[number].flow in stopped for number in use.numbers)


_ANYWAY = Pattern(
    r"""
      \b(?:whether\ or\ not|regardless\ of\ whether|even\ (?:if|where|when))\b[^.;\n]{0,60}?
        \b(?:consents?|agrees?|objects?|refuses?|declines?|withdraws?|says?\ no)\b
    | \bregardless\ of\ (?:\w+\ ){0,3}consent\b
    | \bshared?\ (?:\w+\ ){0,2}anyway\b
    | \bconsent\ (?:is|was|will\ be)\ not\ (?:needed|required|sought|necessary)\b
    | \bwithout\ (?:(?:the|their|his|her|a|any)\ )?(?:\w+['’]s?\ )?consent\b
    | \b(?:refusal|objection|withdrawal)\ (?:will|does|would)\ not\ (?:stop|prevent)\b
    | \bcan(?:not|\ not)\ (?:refuse|opt\ out|object|say\ no)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPINIONS = frozenset({"reviews", "consultation", "history", "related"})


@rule(
    "LAW-11",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="“{words}”: check whether the sharing happens without consent. Then consent is not the basis of "
    "{who_for_what}.",
    fix="Change the basis; or, if these words are about something else, waive this with the reason.",
    cites=("UK GDPR Article 7(4)",),
    serves=("Q7",),
    decides_from="wording",
)
def consent_and_shared_anyway(doc: Settled, at: At) -> Iterator[Hit]:
    """Where consent is the basis, nothing says that the sharing happens without it.

    If the sharing happens anyway, asking is a show, and the true basis is another one.

    The words of the document are read for phrases such as “whether or not the person agrees”; that consent is not
    needed for something else is often said too, so this only asks to check.
    """
    uses = [use for use in legal_layers(doc, at).uses("article-6") if any(_rests_on(each, "a") for each in use.cited)]
    if not uses:
        return
    found = [
        (text, match[0])
        for text in written(doc, at).texts
        if text.path[0] not in _OPINIONS and (match := _ANYWAY.search(text.words))
    ]
    yield from gathered(
        Objection(text.path, doc.name(use.party), purpose_name(use.purpose), {"words": words}, text.file, words=words)
        for text, words in found
        for use in uses
    )


# ── vital interests ──────────────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-12",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Vital interests, 6(1)(d), suits emergencies and not a regular flow (`{flow}`, {when}): {who_for_what}.",
    fix="Use 6(1)(e), or 6(1)(c) with the duty, for the regular flow; keep vital interests for urgent cases.",
    cites=("UK GDPR Article 6(1)(d)", "ICO guidance on vital interests"),
    serves=("Q7",),
)
def vital_interests_for_regular_sharing(doc: Settled, at: At) -> Iterator[Hit]:
    """Vital interests is not the only basis of a flow that is planned and regular.

    The basis is for when a life is at risk and no other basis obviously applies (recital 46); a list that is sent
    every month is planned, and so has another.

    Not a finding: a flow that happens case by case, once, or when it is asked for, and a use that has another basis
    beside it.
    """
    often = regular_flows(doc, at)
    for use in legal_layers(doc, at).uses("article-6"):
        flow = next((doc.rows[number].flow for number in use.numbers if doc.rows[number].flow in often), "")
        if flow and all(_rests_on(each, "d") for each in use.cited):
            values = {"flow": flow, "when": often[flow]}
            yield from gathered(objection(doc, use, cited, values) for cited in use.cited)


RULES: tuple[Rule, ...] = (
    personal_data_without_lawful_basis,
    public_authority_on_legitimate_interests,
    public_authority_on_recognised_legitimate_interests,
    public_task_of_another,
    recognised_legitimate_interest_not_named,
    public_task_request_that_does_not_say_so,
    legal_obligation_not_named,
    public_task_without_its_law,
    consent_that_is_rarely_free,
    consent_without_withdrawal,
    consent_and_shared_anyway,
    vital_interests_for_regular_sharing,
)
