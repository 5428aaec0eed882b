"""What the tests of composing stand on: documents from YAML text, settled with the real points and law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from isptool import library
from isptool.law.book import LawBook
from isptool.model.documents import Agreement, Protocol, Schedules
from isptool.model.partner import Partner, Partners
from isptool.model.point import Checklist, Point
from isptool.reading.source import read_text
from isptool.settling.protocol import settle_protocol
from isptool.settling.settle import settle
from isptool.settling.settled import Settled, Version
from isptool.settling.vocabulary import LawVocabulary
from isptool.writing import compose_words
from isptool.writing.compose import Composing, compose
from isptool.writing.compose_full import full
from isptool.writing.compose_matter import Matter
from isptool.writing.document import Document, numbered

AT = Composing(date(2026, 11, 25), made_with=(("isptool", "0.1.0"),))

PARTNERS = """
kind: partners
partners:
  wolds-council:
    name: Wolds County Council
    called: Wolds Council
    kind: unitary-council
    nations: [england]
    ico-registration: ZX000001
    contacts:
      data-protection:
        post: Data Protection Officer
        mailbox: dpo@wolds.example
  wolds-fire:
    name: Wolds and Dales Fire and Rescue Authority
    called: the fire service
    kind: fire-and-rescue-authority
    nations: [england]
    contacts:
      incidents:
        post: Duty Group Manager
        phone: 01999 555 0404
        hours: 24/7
  harbour-carers:
    name: Harbour Carers
    kind: charity
    nations: [england]
    contacts:
      day-to-day:
        post: Chief Officer
        mailbox: office@harbour.example
"""

PROTOCOL = """
kind: protocol
id: wolds-and-dales
title: Wolds and Dales Multi-Agency Information Sharing Protocol
called: ISP
version: 5.0
partnership:
  purpose: People in Wolds and Dales are served by several organisations at once.
covers: [personal, special-category, criminal-offence, law-enforcement, non-personal]
partners: [wolds-council, wolds-fire, harbour-carers]
principles:
  - Share when it protects or helps someone and the law allows it.
settles:
  controller-relationship:
    answer: separate
  staff-responsibilities:
    answer: [annual-training, author-checks]
    agreements: may-add
  transfer-method:
    answer: [secure-email, sftp]
    never: [fax, personal-email]
    agreements: may-be-stricter
  transfers-outside-uk:
    answer: none
    agreements: cannot-change
  complaints:
    in-our-words: |
      People may complain to either partner.

      - By e-mail, by post or in person.
      - We acknowledge within 30 days.
  incidents:
    answer: [immediately-24h, controller-reports]
    agreements: cannot-change
  feedback:
    answer: [shared-mailbox]
    feedback-mailbox: sharing@wolds.example
    replied-within: 5 working days
review:
  answer: three-yearly-protocol
  next: 31 October 2027
"""

AGREEMENT = """
kind: agreement
id: safe-and-well-visits
title: Safe and well visits
called: ISA
version: 1.0
under: wolds-and-dales
references:
  Wolds Council: WD-ISA-09
marking: OFFICIAL-SENSITIVE
owner: wolds-council Head of Prevention
summary: The council tells the fire service which homes to offer a visit.
parties:
  wolds-council:
  wolds-fire:
purposes:
  choose-homes:
    kind: fire-safety
    aim: Decide which homes to offer a safe and well visit.
    used-by: [wolds-fire]
    not-for:
      - Enforcement of any kind
people:
  adults-with-care-needs:
    what: Adults known to need care and support
    kind: adults-at-risk
    number: about 4,000
    children: no
data:
  name-and-address:
    what: Full name, and address of the home
    about: adults-with-care-needs
    category: ordinary
    source: The adult social care system
    needed-for:
      choose-homes: To write, and to find the home.
  oxygen-at-home:
    what: Whether oxygen is kept in the home (yes or no)
    about: adults-with-care-needs
    category: special-health
    form: flag
    needed-for:
      choose-homes: Oxygen makes a fire spread faster.
flows:
  monthly-list:
    what: The list of homes
    from: wolds-council
    to: wolds-fire
    data: [name-and-address, oxygen-at-home]
    purpose: choose-homes
    when: monthly
    how: sftp
law:
  - for: [wolds-fire, choose-homes]
    power: frsa-2004-s6
    function: Promoting fire safety
    article-6: 6(1)(e)
    article-9: 9(2)(g) with Schedule 1 paragraph 6
  - for: [wolds-council, choose-homes]
    power: care-act-2014-s6
    article-6: 6(1)(e)
    article-9:
      not-yet: The lawyers are choosing between two paragraphs.
      who: wolds-council Monitoring Officer
      until: 15 December 2026
answers:
  need-and-benefit:
    answer: [safer-people]
    risk-of-not-sharing: People may die in fires that a visit would have prevented.
  automated-decisions:
    not-applicable-because: Nothing is scored or decided by a machine.
  staff-responsibilities:
    also: [no-browsing]
  feedback:
    answer: [issue-log]
    log-reviewed-at: the quarterly meeting
    because: The mailbox is closed
  retention-and-disposal:
    - for: wolds-fire
      answer: purpose-then-delete
      period: 12 months
      counted-from: the date of the visit
    - for: wolds-council
      withheld-because: The retention schedule is being rewritten.
"""

COMPLETE = """
kind: agreement
id: safe-and-well-visits
title: Safe and well visits
called: ISA
version: 1.0
under: wolds-and-dales
references:
  Wolds Council: WD-ISA-09
related:
  - relation: none-found
    on: 1 October 2026
parties:
  wolds-council:
  wolds-fire:
purposes:
  choose-homes:
    aim: Decide which homes to offer a safe and well visit.
    used-by: [wolds-fire]
people:
  adults-with-care-needs:
    what: Adults known to need care and support
    kind: adults-at-risk
data:
  name-and-address:
    what: Full name, and address of the home
    about: adults-with-care-needs
    category: ordinary
    needed-for:
      choose-homes: To write, and to find the home.
flows:
  monthly-list:
    what: The list of homes
    from: wolds-council
    to: wolds-fire
    data: name-and-address
    purpose: choose-homes
    when: monthly
    how: sftp
law:
  - for: wolds-fire
    power: frsa-2004-s6
    article-6: 6(1)(e)
  - for: wolds-council
    power: care-act-2014-s6
    article-6: 6(1)(e)
answers:
  need-and-benefit:
    answer: safer-people
  scope-and-exclusions:
    answer: excludes-research
  processors:
    answer: none
  who-has-access:
    answer: case-team
  minimisation:
    answer: each-item-justified
  de-identification:
    answer: identifiable
  identifiers-and-matching:
    answer: name-dob-address
  duty-of-confidence:
    answer: not-confidential
  necessity-and-human-rights:
    answer: serious-harm
  compatible-purpose:
    answer: closely-linked
  dpia:
    answer: each-own
  transparency:
    answer: notices-updated
  automated-decisions:
    answer: none
  request-and-decision:
    answer: automatic
  format-and-marking:
    answer: official-sensitive
  storage-and-hosting:
    answer: cyber-essentials
  onward-sharing:
    answer: not-without-consent-of-supplier
  data-quality:
    answer: dated
  retention-and-disposal:
    answer: recipient-schedule
    schedule: the county schedule
  rights-requests:
    answer: receiver-handles
  disputes-and-liability:
    answer: own-liability
  communication:
    answer: intranet
  joining-changing-leaving:
    answer: immediate
publish:
  answer: publish-full
start:
  answer: after-all-sign
end:
  answer: open-ended
review:
  answer: annual
  next: 3 May 2027
sign-off:
  answer: director
"""


@cache
def points() -> Mapping[str, Point]:
    """The points that ship with the tool."""
    return library.points()


@cache
def checklists() -> Mapping[str, Checklist]:
    """The checklists that ship with the tool."""
    return library.checklists()


@cache
def book() -> LawBook:
    """The law book that ships with the tool."""
    return LawBook.load()


@cache
def vocabulary() -> LawVocabulary:
    """The law book as settling asks it."""
    return LawVocabulary(book())


def data(text: str) -> Any:
    """The plain data of YAML text, every scalar as typed."""
    source = read_text(text, "test.yaml")
    assert source.usable, source.findings
    return source.data


def partners(text: str = PARTNERS) -> Mapping[str, Partner]:
    """Partners by id."""
    return Partners.model_validate(data(text)).partners


def protocol(text: str | Mapping[str, Any] = PROTOCOL) -> Protocol:
    """A protocol from YAML text or plain data."""
    return Protocol.model_validate(data(text) if isinstance(text, str) else text)


def settled_protocol(
    text: str | Mapping[str, Any] = PROTOCOL,
    *,
    adopted: tuple[str, ...] = (),
    known: Mapping[str, Partner] | None = None,
) -> Settled:
    """A protocol, settled; `adopted` are the texts of those it adopts."""
    return settle_protocol(
        protocol(text),
        file="protocol.yaml",
        adopted=[Version(protocol(each), "adopted.yaml") for each in adopted],
        partners=known if known is not None else partners(),
        points=points(),
        book=vocabulary(),
    )


def settled(
    agreement: str | Mapping[str, Any] = AGREEMENT,
    *,
    under: str | None = PROTOCOL,
    schedules: str | Mapping[str, Any] | None = None,
    known: Mapping[str, Partner] | None = None,
    asked: Mapping[str, Point] | None = None,
) -> Settled:
    """An agreement, from YAML text or plain data, settled under a protocol (None: standalone).

    `asked` are the points that it is asked; None means all.
    """
    document = Agreement.model_validate(data(agreement) if isinstance(agreement, str) else agreement)
    above = [Version(protocol(under), "protocol.yaml")] if under else []
    files: list[tuple[str, Schedules]] = []
    if schedules is not None:
        plain = data(schedules) if isinstance(schedules, str) else schedules
        files.append(("schedules.yaml", Schedules.model_validate(plain)))
    return settle(
        document,
        file="agreement.yaml",
        protocols=above,
        schedules=files,
        partners=known if known is not None else partners(),
        points=asked if asked is not None else points(),
        book=vocabulary(),
    )


def composed(document: Settled, at: Composing = AT, asked: Mapping[str, Point] | None = None) -> Document:
    """A settled document, composed and numbered."""
    known = asked if asked is not None else points()
    return numbered(compose(document, points=known, checklists=checklists(), book=book(), at=at))


def matter(document: Settled, at: Composing = AT) -> Matter:
    """A settled document as it is being composed: the places of its points in the full edition are known."""
    found = Matter(document, points(), checklists(), book(), at, at.words or compose_words.load())
    full(found)
    return found
