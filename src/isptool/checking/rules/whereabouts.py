"""SEC-06 to SEC-08: in which country information is kept, in whose systems, and how their security is assured."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from isptool.checking.answers import agreed_parts, file_of, is_own, value_of
from isptool.checking.bodies import in_document, is_class, is_health_body
from isptool.checking.countries import abroad, in_uk
from isptool.checking.routes import cloud_service
from isptool.checking.rule import AGREEMENT, At, Rule, rule
from isptool.checking.sensitive import is_sensitive
from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.settling.settled import Settled


class _Kept(Struct, frozen=True):
    """Somewhere information is kept or reached from: by whom, in what words, where that is written."""

    who: str
    names: tuple[str, ...]
    """The ids and names by which a transfer may name it."""
    what: str
    place: str
    path: ValuePath
    file: str = ""


def _kept(doc: Settled, at: At) -> tuple[_Kept, ...]:
    return at.once("kept", lambda: tuple(_places(doc)))


def _places(doc: Settled) -> Iterator[_Kept]:
    agreement = doc.agreement
    receives = {row.recipient for row in doc.rows if row.kinds - {"non-personal"}}
    for name, other in agreement.others.items():
        if other.location and (name in receives or set(other.is_) - {"regulator", "public", "adviser"}):
            yield _Kept(
                other.name, (name, other.name), "keeps or reaches it in", other.location, ("others", name, "location")
            )
    for name, party in agreement.parties.items():
        if party.law_of and name in receives:
            called = doc.name(name)
            yield _Kept(called, (name, called), "is in", party.law_of, ("parties", name, "law-of"))
    for name, holding in agreement.holdings.items():
        if holding.location:
            path = ("holdings", name, "location")
            yield _Kept(holding.what, (name, holding.what), "lies in", holding.location, path)
    seen: set[tuple[str, ValuePath]] = set()
    for cell, part in agreed_parts(doc, "storage-and-hosting"):
        found = part.fields.get("location")
        party_id = cell.at("party")
        if found is None or not is_own(doc, found.place) or (found.place.file, found.place.path) in seen:
            continue
        seen.add((found.place.file, found.place.path))
        file = file_of(doc, found.place)
        called = doc.name(party_id)
        yield _Kept(called, (party_id, called), "keeps or reaches it in", found.text, found.place.path, file)


# ── outside the United Kingdom ───────────────────────────────────────────────────────────────────────

_ANYWHERE = frozenset({"public-body-instrument", "exception", "part-3-chapter-5"})
"""Mechanisms whose sentence names no country or recipient."""


@rule(
    "SEC-06",
    Severity.ERROR,
    gate=Gate.SIGNING,
    message="{who} {what} {place}, and nothing says what allows the transfer outside the United Kingdom{but}.",
    fix="Keep it in the United Kingdom; or answer transfers-outside-uk (adequacy with the country, idta or addendum "
    "with the recipient and its risk assessment), or give the row under `outside-uk:`.",
    cites=("UK GDPR Articles 44A to 49", "Data Protection Act 2018 sections 72 to 78"),
    serves=("Q7", "Q8"),
    speaks_for=("transfers-outside-uk",),
)
def outside_the_uk_with_no_mechanism(doc: Settled, at: At) -> Iterator[Hit]:
    """Where a recipient, a processor, a system, its backup or its support is outside the United Kingdom, it is said
    what allows the transfer: adequacy regulations, an agreement of the ICO's kind, or an exception.

    Protection has to travel with the data, and support staff who can look from abroad count as travel.

    Countries are read from the fields that hold a place. A place that names no country is SEC-07's. Jersey, Guernsey
    and the Isle of Man are outside the United Kingdom too.
    """
    stays = any("none" in part.keys for _, part in agreed_parts(doc, "transfers-outside-uk"))
    but = "; the agreement says that the data stays there" if stays else ""
    for each in _kept(doc, at):
        country = abroad(each.place)
        if country and not _allowed(each, country, doc):
            who = f"{each.who[:1].upper()}{each.who[1:]}"
            values = {"who": who, "what": each.what, "place": each.place, "but": but}
            yield Hit(each.path, values, file=each.file)


def _allowed(kept: _Kept, country: str, doc: Settled) -> bool:
    """Whether a mechanism is named that covers a place: by its country, or by the name of who keeps it."""
    for covered in doc.law:
        if covered.row.transfer and any(doc.rows[number].recipient in kept.names for number in covered.rows):
            return True
    names = (country, kept.place, *kept.names)
    for _, part in agreed_parts(doc, "transfers-outside-uk"):
        if part.own_words or _ANYWHERE & set(part.keys):
            return True
        named: list[str] = []
        for field in ("adequacy-countries", "idta-recipients", "addendum-recipients"):
            value = value_of(part, field)
            named += value if isinstance(value, tuple) else ()
        rows = value_of(part, "outside-uk")
        for row in rows if isinstance(rows, tuple) else ():
            if isinstance(row, dict) and row.get("mechanism"):
                named += [str(row[column]) for column in ("country", "recipient") if column in row]
        if any(_same(name, said) for name in names for said in named):
            return True
    return False


def _same(name: str, said: str) -> bool:
    return name.casefold() in said.casefold() or said.casefold() in name.casefold()


# ── in whose systems ─────────────────────────────────────────────────────────────────────────────────

_KEEPERS = frozenset({"processor", "operator"})


@rule(
    "SEC-07",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="Say in which country {service} stores the data, keeps copies and gives support{seen}.",
    fix="Add `location:`, such as United Kingdom.",
    cites=("UK GDPR Articles 28(3)(a) and 44A to 49", "NCSC Cloud Security Principles"),
    serves=("Q8",),
)
def service_with_no_country(doc: Settled, at: At) -> Iterator[Hit]:
    """Of every service that keeps the data for somebody it is said in which country it stores, copies and supports it.

    Data in a cloud is somewhere, and where decides whose law protects it. Transfers are often hidden in support.

    Asked are processors and operators under `others:`, and suppliers that receive something; and systems whose words
    name a cloud service (SharePoint, Azure, …) where no `location:` stands beside them. A place that names no country
    is asked about too.
    """
    receives = {row.recipient for row in doc.rows}
    for name, other in doc.agreement.others.items():
        keeps = _KEEPERS & set(other.is_) or ("supplier" in other.is_ and name in receives)
        if keeps and not other.location:
            yield Hit(("others", name), {"service": other.name, "seen": ""}, on_key=True)
    for name, holding in doc.agreement.holdings.items():
        words = cloud_service(f"{holding.what} {holding.form or ''}")
        if words and not holding.location:
            yield Hit(
                ("holdings", name, "what"), {"service": f"“{holding.what}”", "seen": f" (“{words}”)"}, words=words
            )
    for cell, part in agreed_parts(doc, "storage-and-hosting"):
        system = part.fields.get("case-system")
        words = cloud_service(system.text) if system is not None else ""
        if system is not None and words and "location" not in part.fields and is_own(doc, system.place):
            service = f"“{system.text}” of {doc.name(cell.at('party'))}"
            file = file_of(doc, system.place)
            yield Hit(system.place.path, {"service": service, "seen": f" (“{words}”)"}, file=file, words=words)
    for each in _kept(doc, at):
        if not abroad(each.place) and not in_uk(each.place):
            yield Hit(each.path, {"service": each.who, "seen": f": “{each.place}” does not say"}, file=each.file)


_ASSURED = frozenset({"iso-27001", "cyber-essentials-plus", "cyber-essentials", "dspt-standards-met", "police-assured"})


@rule(
    "SEC-08",
    Severity.WARNING,
    gate=Gate.SIGNING,
    message="{party} receives sensitive information, and no security standard that it meets is recorded.",
    fix="Choose one under storage-and-hosting (iso-27001, cyber-essentials-plus, …), or add `assurance:` in "
    "partners.yaml.",
    cites=("UK GDPR Article 32", "ICO Data Sharing Code of Practice, Security"),
    serves=("Q8",),
    profiles=AGREEMENT,
)
def recipient_with_no_security_standard(doc: Settled, at: At) -> Iterator[Hit]:
    """A recipient of special category or criminal offence data shows that its security was looked at by somebody else.

    Once it is shared, information is as safe as the weakest place that keeps it.

    Health data from a health body is PAR-14's. A standard counts that is named for the recipient under
    storage-and-hosting (its likely answers, `standards:`, or own words), or recorded in partners.yaml. Nothing is asked
    of a class of bodies.
    """
    sensitive = {
        row.recipient
        for row in doc.rows
        if row.side == "recipient" and is_sensitive(row.category, at) and row.kinds != {"non-personal"}
    }
    from_health = {
        row.recipient for row in doc.rows if "special-category" in row.kinds and is_health_body(row.sender, doc, at)
    }
    assured = {cell.at("party") for cell, part in agreed_parts(doc, "storage-and-hosting") if part.own_words}
    for cell, part in agreed_parts(doc, "storage-and-hosting"):
        if _ASSURED & set(part.keys) or "standards" in part.fields:
            assured.add(cell.at("party"))
    for party in sorted(sensitive - from_health - assured):
        facts = doc.parties.get(party)
        if facts is None or facts.is_other or is_class(facts) or is_health_body(party, doc, at):
            continue
        if facts.partner is not None and (facts.partner.assurance or facts.partner.dspt):
            continue
        yield Hit(in_document(doc, facts), {"party": f"{facts.called[:1].upper()}{facts.called[1:]}"}, on_key=True)


RULES: tuple[Rule, ...] = (
    outside_the_uk_with_no_mechanism,
    service_with_no_country,
    recipient_with_no_security_standard,
)
