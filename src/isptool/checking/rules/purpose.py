"""PUR-01 to PUR-11: purposes, and the data that they need. What single items say is in `items`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from isptool.checking.rule import EVERY_AGREEMENT, At, Rule, rule
from isptool.checking.signs import found_in, item_texts, named
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.model.documents import Agreement
from isptool.model.terms import Purpose
from isptool.pattern import Pattern
from isptool.settling.settled import Settled, State

# ── purposes ─────────────────────────────────────────────────────────────────────────────────────────


@rule(
    "PUR-01",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="No purpose is stated.",
    fix="Add at least one under `purposes:`, with an `aim:` that says who will decide or do what, for whom.",
    cites=("UK GDPR Article 5(1)(b)", "Data Protection Act 2018 section 36"),
    serves=("Q6", "Q3"),
    profiles=EVERY_AGREEMENT,
    speaks_for=("purposes",),
)
def no_purpose(doc: Settled, _at: At) -> Iterator[Hit]:
    """An agreement says what the information is for.

    Everything else is judged by the purpose: which law applies, which items are needed, how long they are kept.
    """
    if not doc.agreement.purposes and "purposes" not in doc.agreement.gaps:
        yield Hit(("purposes",))


@rule(
    "PUR-02",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="“{item}” is shared, but no purpose needs it.",
    fix="Take it out of the flow; or say with `needed-for:` which purpose needs it, and why.",
    cites=("UK GDPR Article 5(1)(c)", "Data Protection Act 2018 section 37"),
    serves=("Q6",),
    profiles=EVERY_AGREEMENT,
    needs=("purposes", "data", "flows"),
)
def item_that_no_purpose_needs(doc: Settled, _at: At) -> Iterator[Hit]:
    """Every item that is shared is needed for a purpose.

    What nobody needs can only be lost, misread or misused, so the law does not let it be shared.

    An item is needed by the purposes of the flows that carry it, and by those in its `needed-for:`.
    """
    agreement = doc.agreement
    carried = {row.item for row in doc.rows if row.flow and row.item}
    with_purpose = {row.item for row in doc.rows if row.purpose}
    for each, item in agreement.data.items():
        if each in carried and each not in with_purpose and not item.needed_for:
            yield Hit(("data", each), {"item": named(each, item)}, on_key=True)


@rule(
    "PUR-03",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="The purpose `{purpose}` uses no data.",
    fix="Name it in the flow, or in `needed-for:` of the items, that serve it; or take the purpose out.",
    cites=("UK GDPR Article 5(1)(b) and (c)",),
    serves=("Q6",),
    profiles=EVERY_AGREEMENT,
    instead_of=("STR-06",),
    needs=("purposes", "data", "flows"),
)
def purpose_without_data(doc: Settled, _at: At) -> Iterator[Hit]:
    """Every purpose uses data.

    Either the purpose is not needed, and lets people think that more is allowed than is, or its items are missing.
    """
    agreement = doc.agreement
    served = {row.purpose for row in doc.rows if row.item}
    served.update(purpose for item in agreement.data.values() for purpose in item.needed_for)
    for each in agreement.purposes:
        if each not in served:
            yield Hit(("purposes", each), {"purpose": each}, on_key=True)


_VAGUE = Pattern(
    r"""
    \b(?:to\ )?(?:share|sharing|exchange|exchanging)(?:\ of)?(?:\ (?:relevant|appropriate|personal|necessary))?
      \ (?:information|data|intelligence)\b
    | \b(?:information|data)[ -]sharing\b
    | \b(?:(?:better|improved|effective|closer|joint)\ )?(?:partnership|multi-agency|joined-up|collaborative)\ working\b
    | \b(?:as|where|when|if)\ (?:required|appropriate|necessary|needed)\b
    | \b(?:to\ )?(?:improve|improving|deliver|delivering|provide|providing)(?:\ (?:better|improved|effective))?
      \ (?:services?|outcomes|service\ delivery)\b
    | \bany\ (?:other\ )?(?:(?:lawful|relevant|legitimate)\ )?purposes?\b
    | \bto\ (?:fulfil|meet|discharge)\ (?:our|its|their)\ (?:statutory\ )?(?:duties|functions|obligations)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LITTLE_WORDS = frozenset(
    """
    a agencies agency agreement all an and any are as at be better between by can data each etc for from general
    generally help helping in information is it its local of on or other our partner partners people public
    relevant service services support the their them this to together under us we where which who will with work
    working
    """.split()  # noqa: SIM905
)


@rule(
    "PUR-04",
    Severity.WARNING,
    gate=Gate.CONSULTATION,
    message="Check this purpose: “{words}” does not say what will be done with the data.",
    fix="Say who will decide or do what with it, for whom: “To decide which homes to offer a visit”.",
    cites=("ICO Data Sharing Code of Practice, Data sharing agreements (the purpose in precise terms)",),
    serves=("Q6", "Q3"),
    decides_from="wording",
    profiles=EVERY_AGREEMENT,
)
def vague_purpose(doc: Settled, _at: At) -> Iterator[Hit]:
    """A purpose says what will be decided or done.

    “To share information” is what people agree to, not what for. Against such words no item, law or period can be
    judged.

    Only a text that says little else is found: the same words beside a real aim raise nothing.
    """
    for each, purpose in doc.agreement.purposes.items():
        aim = purpose.aim or ""
        found = _VAGUE.search(aim)
        if found is None:
            continue
        rest = re.findall(r"[a-z]+", _VAGUE.sub(" ", aim).lower())
        if sum(word not in _LITTLE_WORDS for word in rest) < 3:
            yield Hit(("purposes", each, "aim"), {"words": found[0].strip()}, words=found[0].strip())


# ── data for purposes ────────────────────────────────────────────────────────────────────────────────

_CATCH_ALL = (
    r"\b(?:any|all)(?: other)?(?: \w+)? (?:information|data|records?|details)\b(?! (?:system|team|officer|manager))",
    r"\banything (?:else )?(?:relevant|that \w+|of relevance)\b",
    r"\b(?:full|whole|entire|complete)(?: \w+){0,2} (?:records?|files?|notes|history|histories)\b",
    r"\bcase ?files?\b(?! (?:number|reference|id\b))",
    r"\betc\b\.?",
    r"\band so on\b|\bincluding but not limited to\b|\bas (?:deemed )?appropriate\b",
)
_CATCH_ALL_PATTERN = Pattern("|".join(_CATCH_ALL), re.IGNORECASE)


@rule(
    "PUR-05",
    Severity.WARNING,
    gate=Gate.CONSULTATION,
    message="Check “{item}”: “{words}” has no limit.",
    fix="List the fields; or, where a panel shares what is relevant, set a `relevance-test:` and name in `decided-by:` "
    "the post that applies it.",
    cites=("UK GDPR Article 5(1)(c)", "Caldicott Principle 3"),
    serves=("Q6",),
    decides_from="wording",
)
def item_without_limit(doc: Settled, _at: At) -> Iterator[Hit]:
    """An item has a limit: a list of fields, or a test of what is relevant and somebody who applies it.

    “Any relevant information” is agreed quickly and shared too widely, because nobody knows where it ends.

    An item with `relevance-test:` and `decided-by:` raises nothing: a panel rightly shares what is relevant.
    """
    for each, item in doc.agreement.data.items():
        if item.relevance_test and item.decided_by:
            continue
        for path, text in item_texts(each, item):
            if found := _CATCH_ALL_PATTERN.search(text):
                yield Hit(path, {"item": named(each, item), "words": found[0]}, words=found[0])
                break


_FREE_FORMS = frozenset({"free-text", "document", "image", "sound"})
_CHECKED = frozenset({"free-text-excluded", "free-text-reviewed"})


@rule(
    "PUR-06",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="“{item}” can carry other people's data: say {what}.",
    fix="Add {keys} to the item; or leave free text out (`free-text: excluded`).",
    cites=("UK GDPR Article 5(1)(c)", "Caldicott Principles 2 and 3"),
    serves=("Q6",),
)
def free_text_without_check(doc: Settled, _at: At) -> Iterator[Hit]:
    """Free text, documents, images and recordings are needed for a stated reason, and somebody checks them first.

    They hold what a form would not ask for, and often somebody else's secrets.

    An item counts as such by its `form:`, or by the category of a mixed document. It is checked where it names a post
    in `checked-by:`, says what is done `before-release:`, or the answer on minimisation says that free text is read
    first or left out.
    """
    point = doc.points.get("minimisation")
    reviewed = {
        cell.at("purpose") for cell, part in (point.parts() if point else ()) if _CHECKED & set(part.keys)
    }  # fmt: skip
    purposes: dict[str, set[str]] = {}
    for row in doc.rows:
        if row.item and row.purpose:
            purposes.setdefault(row.item, set()).add(row.purpose)
    for each, item in doc.agreement.data.items():
        if item.form not in _FREE_FORMS and "mixed-document" not in item.category:
            continue
        if item.free_text == "excluded":
            continue
        used = purposes.get(each, set())
        checked = bool(item.checked_by or item.before_release or item.decided_by) or (bool(used) and used <= reviewed)
        justified = any(item.needed_for.values())
        missing = [
            (what, key)
            for there, what, key in (
                (justified, "why it is needed", "`needed-for:` with the reason"),
                (checked, "who checks it before it is sent", "`checked-by:`"),
            )
            if not there
        ]
        if missing:
            what = " and ".join(what for what, _ in missing)
            keys = " and ".join(key for _, key in missing)
            yield Hit(("data", each), {"item": named(each, item), "what": what, "keys": keys}, on_key=True)


_LOW_NEED = frozenset({"service-planning", "research", "public-health", "statistics", "audit"})
_EXACT = {
    "an age or age band in place of the date of birth": ("date of birth", "DOB", "birth date"),
    "an area or part of the postcode in place of the address": ("address", "addresses", "full postcode", "postcode"),
}


@rule(
    "PUR-07",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Check whether {alternative} would be enough for “{purpose}”.",
    fix="Choose the banded value; or say in `needed-for:` of the item why the exact one is needed.",
    cites=("UK GDPR Article 25", "UK GDPR Article 5(1)(c)"),
    serves=("Q6",),
    decides_from="wording",
)
def exact_values_where_bands_would_do(doc: Settled, _at: At) -> Iterator[Hit]:
    """For planning, research and statistics, an age band or an area stands in for date of birth and address.

    The two together single out nearly everybody. For counting and planning they are seldom needed.

    Found are items that name both a date of birth and an address for such a purpose, with no reason in
    `needed-for:` and without the answer that bands are used.
    """
    agreement = doc.agreement
    point = doc.points.get("minimisation")
    banded = {cell.at("purpose") for cell, part in (point.parts() if point else ()) if "banded" in part.keys}
    for purpose, facts in agreement.purposes.items():
        if facts.kind not in _LOW_NEED or purpose in banded:
            continue
        carried = dict.fromkeys(row.item for row in doc.rows if row.purpose == purpose and row.item and row.flow)
        found: dict[str, tuple[ValuePath, str]] = {}
        for item_id in carried:
            item = agreement.data[item_id]
            if item.needed_for.get(purpose):
                continue
            for alternative, signs in _EXACT.items():
                if hit := found_in(list(item_texts(item_id, item)), signs):
                    found.setdefault(alternative, hit)
        if len(found) == len(_EXACT):
            path, words = next(iter(found.values()))
            values = {"alternative": ", and ".join(found), "purpose": purpose}
            yield Hit(path, values, words=words)


def expanded(agreement: Agreement, ids: Iterable[str], above: tuple[str, ...] = ()) -> set[str]:
    """The parties that ids stand for: groups, nested groups and exchange roles as their members."""
    found: set[str] = set()
    for each in ids:
        if each in agreement.groups and each not in above:
            found |= expanded(agreement, agreement.groups[each], (*above, each))
        elif each in agreement.roles:
            found.update(agreement.roles[each].may_be or agreement.parties)
        else:
            found.add(each)
    return found


@rule(
    "PUR-08",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{recipient} receives “{item}” {how}.",
    fix="Correct the flow's `to:` or `purpose:`, `used-by:` of the purpose, or `needed-for:` of the item.",
    cites=("UK GDPR Article 5(1)(c)", "Caldicott Principle 4"),
    serves=("Q6",),
    needs=("purposes", "data", "flows", "groups"),
)
def recipient_without_the_purpose(doc: Settled, _at: At) -> Iterator[Hit]:
    """Who receives an item uses it for a purpose that needs it.

    Need to know is judged for each recipient: what one partner may have is not for all.

    A purpose without `used-by:` is open to both ends of its flows. Processors are not asked: they use nothing for
    themselves.
    """
    agreement = doc.agreement
    users = {each: expanded(agreement, facts.used_by) for each, facts in agreement.purposes.items()}
    seen: set[tuple[str, str, str]] = set()
    for row in doc.rows:
        if row.side != "recipient" or not row.item or not row.purpose:
            continue
        key = (row.flow, row.recipient, row.item)
        other = agreement.others.get(row.recipient)
        if key in seen or (other is not None and "processor" in other.is_):
            continue
        item = agreement.data[row.item]
        how = ""
        if users[row.purpose] and row.recipient not in users[row.purpose]:
            how = f"for `{row.purpose}`, and is not among those who use it"
        elif item.needed_for and row.purpose not in item.needed_for:
            how = f"for `{row.purpose}`, which is not among the purposes that need it"
        if how:
            seen.add(key)
            values = {"recipient": doc.name(row.recipient), "item": named(row.item, item), "how": how}
            yield Hit(_entry(agreement, row.flow, row.item), values)


def _entry(agreement: Agreement, flow: str, item: str) -> ValuePath:
    """Where a flow names an item: its place in the list, or the list, where it comes in a set or from another flow."""
    data = agreement.flows[flow].data
    return ("flows", flow, "data", data.index(item)) if item in data else ("flows", flow, "data")


# ── a new use ────────────────────────────────────────────────────────────────────────────────────────


@rule(
    "PUR-09",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="For `{purpose}`, the data was collected for something else (“{collected}”), and nothing says why the new "
    "use is compatible.",
    fix="Answer the point A new use of the information: closely linked, a case of Annex 2, a law that authorises it, "
    "or fresh consent.",
    cites=("UK GDPR Articles 5(1)(b) and 8A, and Annex 2",),
    serves=("Q7", "Q6"),
    speaks_for=("compatible-purpose",),
)
def new_use_not_explained(doc: Settled, _at: At) -> Iterator[Hit]:
    """Where data was collected for something else, the agreement says why it may be used so.

    People gave their information for one reason; using it for another has to be fair to what they were told.

    That it was collected for something else is said by `collected-for:` of the purpose. To answer that the purpose is
    the same contradicts that.
    """
    point = doc.points.get("compatible-purpose")
    for cell, part in point.parts() if point else ():
        purpose = cell.at("purpose")
        collected = doc.agreement.purposes[purpose].collected_for
        if not collected:
            continue
        if part.state.left_to_agree or part.state is State.NOT_APPLICABLE or part.keys == ("same-purpose",):
            values = {"purpose": purpose, "collected": collected.strip().rstrip(".")}
            yield Hit(("purposes", purpose, "collected-for"), values)


@rule(
    "PUR-10",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="The public-task request of Annex 2 is not open to {party} for `{purpose}`, which is a task of its own.",
    fix="Use the authority's own power, with Article 6(1)(e) or (c): answer that a law authorises the new use. Or mark "
    "the purpose `outside-public-task: yes`, if it is no task of the authority.",
    cites=("UK GDPR Annex 2 paragraph 1(a)(ii)",),
    serves=("Q7",),
)
def annex_2_request_by_public_authority(doc: Settled, _at: At) -> Iterator[Hit]:
    """The public-task request of Annex 2 is not used by a public authority that performs its tasks.

    It lets others help an authority that asks. An authority that acts for itself has a power of its own, or none.
    """
    point = doc.points.get("compatible-purpose")
    for cell, part in point.parts() if point else ():
        case = part.fields.get("annex-2-case")
        purpose = cell.at("purpose")
        if "annex-2" not in part.keys or case is None or "public-task" not in str(case.value):
            continue
        facts = doc.agreement.purposes[purpose]
        if facts.outside_public_task:
            continue
        for party in sorted(_users(doc, purpose, facts)):
            about = doc.parties.get(party)
            if about is not None and about.public_authority:
                path, file = case.place.path, case.place.file
                values = {"party": about.called, "purpose": purpose}
                yield Hit(path, values, file="" if file == doc.file else file)
                break


def _users(doc: Settled, purpose: str, facts: Purpose) -> set[str]:
    """Who uses data for a purpose: those it names, or else those who receive it for that."""
    named_users = expanded(doc.agreement, facts.used_by)
    return named_users or {row.recipient for row in doc.rows if row.purpose == purpose and row.side == "recipient"}


RULES: tuple[Rule, ...] = (
    no_purpose,
    item_that_no_purpose_needs,
    purpose_without_data,
    vague_purpose,
    item_without_limit,
    free_text_without_check,
    exact_values_where_bands_would_do,
    recipient_without_the_purpose,
    new_use_not_explained,
    annex_2_request_by_public_authority,
)
