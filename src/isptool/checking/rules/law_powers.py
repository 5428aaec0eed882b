"""LAW-24 to LAW-27 and LAW-31: legal powers: whether one is named, where it is law, and how far it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from msgspec import Struct, field

from isptool.checking.bodies import listed
from isptool.checking.gateway_limits import Reach
from isptool.checking.gathered import Objection, gathered
from isptool.checking.legal_disclosures import unauthorised_disclosures
from isptool.checking.legal_layers import (
    Power,
    gap_words,
    gateway,
    law_rows,
    legal_layers,
    nameless,
    parties_of,
    purpose_name,
)
from isptool.checking.rule import EVERY_AGREEMENT, At, Rule, rule
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.law.book import LawBook
from isptool.law.citation import FIELDS, rows_of, understood
from isptool.law.rows import Entry
from isptool.law.standing import nations_in_words, standing
from isptool.model.fields import show_date
from isptool.settling.settled import LawCover, Part, PartyFacts, Settled, State

# ── is one named ─────────────────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-24",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="No power or duty to {does} is named for {who_for_what}.",
    fix="Add `power:` or `duty:` to the law row for {who} (`isptool law` finds it), or `function:` with the "
    "function that the sharing serves.",
    cites=("ICO Data Sharing Code of Practice, Lawfulness",),
    serves=("Q7",),
    profiles=EVERY_AGREEMENT,
    speaks_for=("legal-power",),
    needs=("law",),
)
def public_body_without_power(doc: Settled, at: At) -> Iterator[Hit]:
    """Every public body names the power or duty under which it discloses, and the one under which it receives.

    A public body may only do what a law lets it do, and sharing is no exception. A lawful basis under Article 6 is
    another question, and does not answer this one.

    An implied power does, with the function that it serves. Private and voluntary bodies need no statutory power; of a
    body of unknown status PAR-04 asks first. Of information about nobody it is asked too.
    """
    directions: dict[tuple[str, str, ValuePath, str, str], set[str]] = {}
    point = doc.points.get("legal-power")
    for cell, part in point.parts() if point else ():
        if not part.state.left_to_agree:
            continue
        for key in _unnamed(doc, at, part):
            directions.setdefault(key, set()).add(cell.at("direction"))
    yield from gathered(
        Objection(path, doc.name(party), purpose_name(purpose), {"does": _does(ways)}, file, note=gap)
        for (party, purpose, path, file, gap), ways in directions.items()
    )


def _unnamed(doc: Settled, at: At, part: Part) -> Iterator[tuple[str, str, ValuePath, str, str]]:
    """For whom and for what a part names no power: party, purpose, where it belongs (path, file), words of a gap."""
    said_elsewhere, by_basis = unauthorised_disclosures(doc, at), nameless(doc, at)
    layers = legal_layers(doc, at)
    for number in part.rows:
        row = doc.rows[number]
        covers = layers.covering([number])
        tied = part.state is State.OPEN and bool(layers.powers(covers))
        unknown = doc.parties[row.actor].public_authority is None
        if number in said_elsewhere or (row.actor, row.purpose) in by_basis or tied or unknown:
            continue
        if part.place is not None:
            held = next((each.row for each in covers if each.place == part.place), None)
            below = ("power",) if held is not None and "power" in held.gaps else ()
            yield row.actor, row.purpose, (*part.place.path, *below), part.place.file, gap_words(part)
        elif covers:
            best = min(covers, key=lambda each: (len(each.rows), doc.law.index(each)))
            yield row.actor, row.purpose, best.place.path, best.place.file, ""
        else:
            yield row.actor, row.purpose, ("purposes", row.purpose) if row.purpose else ("parties", row.actor), "", ""


def _does(directions: set[str]) -> str:
    return listed([verb for way, verb in (("sender", "disclose"), ("recipient", "receive")) if way in directions])


# ── where and when it is law ─────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-25",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="The law named ({section}) is that of {where}, not of {of}: {who}.{more}",
    fix="Name the law of that nation{equivalent}.",
    cites=("The extent of the Act that is cited",),
    serves=("Q7",),
)
def power_of_another_nation(doc: Settled, at: At) -> Iterator[Hit]:
    """A power or duty is law in the nation in which the party that names it works.

    The nations have laws of their own on children, health, councils and police, and templates travel across the border
    more easily than powers do.

    A law row for parties of several nations may list a law for each. Where a party works in several nations and the
    laws that it names reach only some of them, this asks to check.
    """
    yield from gathered(
        objection
        for cover in doc.law
        for power in legal_layers(doc, at).powers([cover])
        if power.entry is not None
        for objection in _elsewhere(doc, at, cover, power, power.entry)
    )
    yield from _partly(doc, at)


def _elsewhere(doc: Settled, at: At, cover: LawCover, power: Power, entry: Entry) -> Iterator[Objection]:
    parties = [each for each in parties_of(doc, cover) if each.nations]
    others = legal_layers(doc, at).powers([cover])
    fits_somebody = any(_shared(each, entry) for each in parties)
    for each in parties:
        fitted = any(other.entry is None or _shared(each, other.entry) for other in others)
        if fits_somebody and fitted:
            continue
        values = {
            "section": entry.short,
            "where": nations_in_words(entry.nations),
            "of": nations_in_words(each.nations),
            "more": _until(entry, each),
            "equivalent": _equivalent(entry, each, at),
        }
        yield Objection(power.path, each.called, values=values, file=power.file)


def _shared(facts: PartyFacts, entry: Entry) -> bool:
    return bool(set(facts.nations) & set(entry.nations))


def _until(entry: Entry, facts: PartyFacts) -> str:
    past = {nation: day for nation, day in entry.nations_past.items() if nation in facts.nations}
    return "".join(f" In {nations_in_words((each,))} it applied until {show_date(day)}." for each, day in past.items())


def _equivalent(entry: Entry, facts: PartyFacts, at: At) -> str:
    ids = [each for nation in facts.nations for each in entry.equivalent_in.get(nation, ())]
    return f" (likely: {', '.join(at.law.entry(each).short for each in dict.fromkeys(ids))})" if ids else ""


def _partly(doc: Settled, at: At) -> Iterator[Hit]:
    """Parties whose powers reach only some of the nations in which they work."""
    layers = legal_layers(doc, at)
    for facts in doc.parties.values():
        powers = layers.powers(each for each in doc.law if facts in parties_of(doc, each))
        known = [each.entry for each in powers if each.entry is not None]
        if len(known) < len(powers) or not any(_shared(facts, each) for each in known):
            continue
        reached = {nation for each in known for nation in each.nations}
        rest = tuple(nation for nation in facts.nations if nation not in reached)
        if rest:
            first = next(power for power, entry in zip(powers, known, strict=True) if _shared(facts, entry))
            values = {
                "section": listed(list(dict.fromkeys(each.short for each in known if _shared(facts, each)))),
                "where": nations_in_words(tuple(each for each in facts.nations if each in reached)),
                "who": facts.called,
                "of": nations_in_words(facts.nations),
                "more": f" Check what is relied on in {nations_in_words(rest)}.",
                "equivalent": "",
            }
            yield Hit(first.path, values, file=first.file, severity=Severity.WARNING)


@rule(
    "LAW-26",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{section} {trouble}. {standing}",
    fix="Name another law; or, if it has been started or replaced since, the instrument that did so.",
    cites=("The commencement and repeal of the provision that is cited",),
    serves=("Q7",),
    profiles=EVERY_AGREEMENT,
)
def law_not_in_force(doc: Settled, at: At) -> Iterator[Hit]:
    """What is relied on is law on the day of the document.

    Acts are passed long before they start, repealed, and now and then held unlawful; documents go on citing them for
    years.

    A text that was signed is judged by the law of the day of its first signature; what changed since is only said.
    Where the law data does not know, because starting dates change weekly, this asks to check.
    """
    day = _day(doc, at)
    for entry, path, file in _relied_on(doc, at):
        known = at.law.in_force(entry, day)
        if known is True and at.law.in_force(entry, at.today) is not False:
            continue
        severity = Severity.ERROR if known is False else Severity.WARNING
        if known is False:
            trouble = "is not law that can be relied on"
        elif known is None:
            trouble = "has to be checked"
        else:
            trouble = f"was law on {show_date(day)}, when this was signed, and is no longer"
        on = at.today if known is True else day
        values = {"section": entry.short, "trouble": trouble, "standing": standing(entry, on)}
        yield Hit(path, values, file=file, severity=severity)


def _day(doc: Settled, at: At) -> date:
    """The day whose law counts: that of the first signature of this version, or today."""
    version = doc.document.version
    signed = [
        each.on for each in at.signed.sign_offs if each.on and each.version == version and each.decision != "decline"
    ]
    return min(signed, default=at.today)


def _relied_on(doc: Settled, at: At) -> Iterator[tuple[Entry, ValuePath, str]]:
    """Every provision that a law row names, with its place."""
    for power in legal_layers(doc, at).powers(doc.law):
        if power.entry is not None:
            yield power.entry, power.path, power.file
    for cover in doc.law:
        for row, path in law_rows(cover):
            found = at.law.find(row.authorised_by) if row.authorised_by else None
            if found is not None:
                yield found, (*path, "authorised-by"), cover.place.file
            for layer in FIELDS:
                for number, text in enumerate(getattr(row, layer.replace("-", "_"))):
                    meant = understood(text, layer)
                    for entry in rows_of(meant) if meant is not None else ():
                        yield entry, (*path, layer, number), cover.place.file


# ── how far it reaches ───────────────────────────────────────────────────────────────────────────────


@rule(
    "LAW-27",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{section} {reach} {what}. {limit} It is named by {who_for_what}.",
    fix="Name another power, or narrow the flow to what {section} covers.",
    cites=("The provision that is cited",),
    serves=("Q7",),
)
def power_beyond_its_limits(doc: Settled, at: At) -> Iterator[Hit]:
    """A power is relied on within its limits: from whom, to whom, for what, and for which data.

    Well known sections are cited for more than they say: section 115 of the Crime and Disorder Act 1998 reaches only
    relevant authorities, the serious violence gateway no patient information, section 213B of the Housing Act 1996
    nobody who has not agreed.

    Not a finding: a flow for which another power is named beside it that does reach it, or one in the partners' own
    words; and the answer to what a body sent under the same power. What the law data has not read for certain, this
    asks to check.
    """
    layers = legal_layers(doc, at)
    reaches = [_reaches(doc, at, number, layers.powers_of_row(number)) for number in range(len(doc.rows))]
    sent_under = {
        (row.actor, power.path)
        for row, found in zip(doc.rows, reaches, strict=True)
        for power, broken in found
        if row.side == "sender" and not broken
    }
    beyond: dict[tuple[ValuePath, str, str], _Beyond] = {}
    for row, found in zip(doc.rows, reaches, strict=True):
        receives = row.side == "recipient"
        if any(not broken or (receives and (row.actor, power.path) in sent_under) for power, broken in found):
            continue
        for power, broken in found:
            for limit, what in broken:
                one = beyond.setdefault((power.path, power.file, limit), _Beyond(power, limit))
                one.what[what] = None
                one.uses[row.actor, row.purpose] = None
    yield from gathered(objection for each in beyond.values() for objection in each.objections(doc))


def _reaches(doc: Settled, at: At, number: int, powers: Sequence[Power]) -> list[tuple[Power, list[tuple[str, str]]]]:
    """Each power of a row that is law there, with the limits that it goes beyond, and what of it is beyond them."""
    if not powers:
        return []
    facts = doc.parties.get(doc.rows[number].actor)
    nations = facts.nations if facts is not None else ()
    return [
        (power, Reach(doc, at, power, number).broken())
        for power in powers
        if power.entry is None or _is_law(at.law, power.entry, nations, at.today)
    ]


@lru_cache(maxsize=4096)
def _is_law(law: LawBook, entry: Entry, nations: tuple[str, ...], today: date) -> bool:
    """Whether a provision reaches one of these nations (any, where none is known) and has not ceased to be law."""
    there = not nations or not set(nations).isdisjoint(entry.nations)
    return there and law.in_force(entry, today) is not False


class _Beyond(Struct):
    """One limit of one power, what goes beyond it, and for whom and for what."""

    power: Power
    limit: str
    what: dict[str, None] = field(default_factory=dict)
    uses: dict[tuple[str, str], None] = field(default_factory=dict)

    def objections(self, doc: Settled) -> Iterator[Objection]:
        named = gateway(self.power)
        assert named is not None  # only a gateway has limits
        values = {
            "section": named.short,
            "reach": "does not reach" if named.verified == "V" else "may not reach (check)",
            "what": listed(list(self.what)),
            "limit": self.limit,
        }
        for party, purpose in self.uses:
            yield Objection(self.power.path, doc.name(party), purpose_name(purpose), values, self.power.file)


# ── Digital Economy Act ──────────────────────────────────────────────────────────────────────────────

_DEA_FIELDS = (
    ("needs-prescribed-purpose", "objective", "the objective that regulations set (`objective:`)"),
    ("needs-code", "code_of_practice", "the code of practice (`code-of-practice:`)"),
    ("needs-register-entry", "register_entry", "the entry in the public register (`register-entry:`)"),
)


@rule(
    "LAW-31",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="Sharing under {section} needs {lacks}: {who}.",
    fix="Add it to this law row.",
    cites=(
        "Digital Economy Act 2017 Part 5, codes of practice",
        "Public register of sharing under the Digital Economy Act",
    ),
    serves=("Q7",),
    needs=("law",),
)
def digital_economy_act_without_register_or_code(doc: Settled, at: At) -> Iterator[Hit]:
    """Sharing under the Digital Economy Act 2017 names its objective, its code and its entry in the public register.

    The Act opened doors that were closed before, on conditions: only for set objectives, with regard to the code, and
    in public.

    What each chapter of the Act asks for is taken from the law data.
    """
    layers = legal_layers(doc, at)
    for power in layers.powers(doc.law):
        named = gateway(power)
        if named is None or not named.id.startswith("dea-2017-"):
            continue
        limits = {each.kind for each in named.limits}
        said = [row for each in layers.covering(power.cover.rows) for row, _ in law_rows(each)]
        said.append(power.cover.row)
        lacks = [
            words
            for limit, field, words in _DEA_FIELDS
            if limit in limits and not any(getattr(row, field) for row in said)
        ]
        if lacks:
            who = listed([each.called for each in parties_of(doc, power.cover)]) or "the parties"
            yield Hit(power.path, {"section": named.short, "lacks": listed(lacks), "who": who}, file=power.file)


RULES: tuple[Rule, ...] = (
    public_body_without_power,
    power_of_another_nation,
    law_not_in_force,
    power_beyond_its_limits,
    digital_economy_act_without_register_or_code,
)
