"""A large invented county: agreements of 150 to 250 lines between hundreds of partners, the same for the same seed.

python benchmarks/county.py FOLDER [AGREEMENTS] [PARTNERS]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

KINDS = (
    "county-council",
    "district-council",
    "police",
    "fire-and-rescue-authority",
    "acute-trust",
    "housing-provider",
    "charity",
)
PLACES = ("Wold", "Dale", "Beck", "Fell", "Moor", "Carr", "Thorpe", "Garth", "Holme", "Rigg", "Scar", "Toft")
PURPOSES = (
    ("safeguarding-children", "Decide whether a child needs help or protection, and provide it"),
    ("crime-prevention", "Prevent crime and disorder in the places where it happens most"),
    ("early-help", "Offer help to a family before its troubles grow"),
    ("homelessness-prevention", "Help a person to keep or find a home"),
    ("fraud", "Find out where support is claimed twice"),
    ("domestic-abuse", "Keep a victim of domestic abuse and any children safe"),
    ("direct-care", "Care for a person who leaves hospital"),
    ("emergency-planning", "Find people who cannot leave their homes alone in an emergency"),
)
ITEMS = (
    ("Full name, date of birth and address", "[identity, contact]", "ordinary", "Case management system"),
    ("Telephone number and safe times to ring", "contact", "ordinary", "Customer system"),
    ("Needs for care and support", "service-involvement", "special-health", "Adult social care system"),
    ("Convictions and cautions of people in the home", "offending", "criminal-offence", "Police records"),
    ("School attended, and attendance", "service-involvement", "ordinary", "Education system"),
    ("Rent account and tenancy history", "reference-numbers", "ordinary", "Housing system"),
    ("Assessment of risk and what it rests on", "risk-assessment", "mixed-document", "Case management system"),
    ("Ethnic origin, where the person has said it", "[identity]", "special-race-or-ethnic-origin", "Customer system"),
)
POWERS = (
    "children-act-2004-s10", "cda-1998-s115", "care-act-2014-s6", "housing-act-1996-s213", "lga-1972-s111",
    "frsa-2004-s6", "nhsa-2006-s82", "cca-2004-s6",
)  # fmt: skip
PROTOCOL = """\
kind: protocol
id: county
title: County Information Sharing Protocol
version: 3.0
status: draft
owner: p000 Information Sharing Officer
area: The county
partnership:
  purpose: To help people in the county get the right help early.
covers: [personal, special-category, criminal-offence]
partners:
{partners}
settles:
  transfers-outside-uk:
    answer: none
    agreements: cannot-change
review:
  next: 31 March 2028
"""


def write(folder: Path, agreements: int, partners: int) -> None:
    """Write a workspace with so many agreements between so many partners."""
    ids = [f"p{number:03}" for number in range(partners)]
    _put(folder / "isptool.yaml", "kind: workspace\ntitle: A large county\nas-at: 2 November 2026\n")
    _put(folder / "partners.yaml", "".join(_partners(ids)))
    _put(folder / "protocols" / "county.yaml", PROTOCOL.format(partners="\n".join(f"  {each}:" for each in ids)))
    for number in range(agreements):
        _put(
            folder / "agreements" / f"{number // 500:02}" / f"a{number:05}.yaml",
            "\n".join(agreement(number, ids)) + "\n",
        )


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _partners(ids: list[str]) -> Iterator[str]:
    yield "kind: partners\npartners:\n"
    for number, each in enumerate(ids):
        kind, place = KINDS[number % len(KINDS)], PLACES[number % len(PLACES)]
        yield f"  {each}:\n    name: {place}shire {kind.replace('-', ' ').title()} {number}\n    kind: {kind}\n"
        yield "    nations: [england]\n    contacts:\n      day-to-day:\n        post: Information Sharing Officer\n"
        yield f"        mailbox: sharing@{each}.example\n"


def agreement(number: int, ids: list[str]) -> Iterator[str]:
    """The lines of one agreement."""
    chance = random.Random(number)
    parties = chance.sample(ids, chance.randint(2, 7))
    _, aim = PURPOSES[number % len(PURPOSES)]
    items = chance.sample(range(len(ITEMS)), chance.randint(4, 7))
    place = chance.choice(PLACES)
    yield from (
        "kind: agreement", f"id: a{number:05}",
        f"title: {aim.split(' ', 1)[0]} together in {place}dale, scheme {number}",
        "called: ISA", f"version: {chance.randint(1, 4)}.{chance.randint(0, 9)}", "under: county",
        f"status: {chance.choice(('draft', 'consultation'))}", "references:", f"  County: CTY-{number:05}",
        "marking: OFFICIAL-SENSITIVE", f"owner: {parties[0]} Service Manager {number % 40}", f"area: {place}dale",
        "summary: |", f"  {aim}. The partners have worked together on this in {place}dale for years, each with its own",
        "  records; this agreement says once what each tells the others, when, and what for.", "parties:",
    )  # fmt: skip
    yield from (f"  {each}:" for each in parties)
    yield from ("groups:", f"  all-of-us: [{', '.join(parties)}]", "purposes:")
    for use in range(1, 3):
        yield from (
            f"  use-{use}:", f"    kind: {PURPOSES[(number + use - 1) % len(PURPOSES)][0]}",
            f"    aim: {aim}, part {use} of the work in {place}dale.", "    used-by: all-of-us", "    not-for:",
            "      - Enforcement of immigration law", "      - Setting the terms of insurance",
        )  # fmt: skip
    yield "people:"
    for group in ("adults", "families"):
        yield from (
            f"  {group}:", f"    what: {group.capitalize()} in {place}dale who are known to one of the partners",
            "    kind: service-users", f"    number: about {chance.randint(2, 90) * 50} a year",
            f"    children: {'some' if group == 'families' else 'no'}",
        )  # fmt: skip
    yield "data:"
    for item in items:
        what, of, category, source = ITEMS[item]
        yield from (
            f"  item-{item}:", f"    what: {what}", f"    kind: {of}", "    about: [adults, families]",
            f"    category: {category}", f"    source: {source}", "    needed-for:",
            f"      use-1: To know what must be done first in {place}dale.", "      use-2: To see what worked.",
        )  # fmt: skip
    yield "flows:"
    for flow in range(1, chance.randint(3, 5)):
        yield from (
            f"  flow-{flow}:", f"    what: What is known, step {flow}", f"    from: {parties[flow % len(parties)]}",
            "    to: everyone-else", f"    data: [{', '.join(f'item-{each}' for each in items[: flow + 1])}]",
            f"    purpose: use-{1 + flow % 2}", f"    when: {chance.choice(('monthly', 'per-event', 'weekly'))}",
            f"    how: {chance.choice(('secure-email', 'sftp', 'api'))}",
            "    by: The practitioner who knows the person",
        )  # fmt: skip
    yield "law:"
    for party in parties[:4]:
        yield from (
            f"  - for: [{party}, use-1]", f"    power: {chance.choice(POWERS)}",
            "    function: Helping people of the county",
            "    article-6: 6(1)(e)", "    article-9: 9(2)(g) with Schedule 1 paragraph 18",
            "    explanation: The law gives this body the task, and the task cannot be done without the information.",
        )  # fmt: skip
    yield from (
        "answers:", "  need-and-benefit:", "    answer: [safer-people, joined-up-service]",
        "    risk-of-not-sharing: People would be missed who could have been helped in time.",
        "  retention-and-disposal:", f"    - for: {parties[0]}", "      answer: purpose-then-delete",
        f"      period: {chance.choice((6, 12, 24))} months", "      counted-from: the last contact",
        f"    - for: {parties[1]}", "      in-our-words: |",
        "        Kept with the case record, and reviewed when the case closes.",
        "  dpia:", "    answer: joint-dpia", f"    reference: DPIA-{number}", "    residual-risk: low",
        f"    date: {chance.randint(1, 28)} March 2026", "start:", "  answer: fixed-date",
        f"  starts-on: {chance.randint(1, 28)} April 2026", "review:",
        f"  next: {chance.randint(1, 28)} {chance.choice(('May', 'June', 'October'))} {chance.choice((2026, 2027))}",
    )  # fmt: skip
    lines = chance.randint(10, 30)
    yield from ("sections:", "  - title: How we work together", "    text: |")
    yield from (
        f"      Step {n}: the lead practitioner looks at what came in, and tells the others within a day."
        for n in range(lines)
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]), *(int(each) for each in (sys.argv[2:] or ["10000", "500"])))
