"""The editions of a document beside the full one: a summary, a guide, a partner's pack, a public one, a notice.

Each has a template of its own (`agreement/summary.md.j2`, …) and blocks of its own. Clause numbers are those of the
full edition. Each says at its head what is still to be agreed and which checks are accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from isptool.errors import IspError
from isptool.templating import nearest
from isptool.writing import (
    compose_glance,
    compose_guide,
    compose_notice,
    compose_partner,
    compose_public,
    compose_summary,
    compose_why,
)
from isptool.writing.compose_agreement import kind_name
from isptool.writing.compose_full import asker, document_of, folder, full, without_empty
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_words import capital
from isptool.writing.document import Block, Document, numbered
from isptool.writing.rewording import told
from isptool.writing.wording import place

Fills = dict[str, Sequence[Block]]


class NotHere(IspError):
    """This document has no such edition, or not for this partner; another document may have it."""


Kind = Literal["agreement", "protocol"]


class Edition(Struct, frozen=True):
    """One edition: which kinds of document have it, what makes its blocks, and whether it is one partner's.

    `blocks` are the names of the blocks that its template may place. `fills` is None for the public edition, which is
    the full one in part. `for_one` is `must` (a partner has to be named), `may`, or `no`.
    """

    kinds: tuple[Kind, ...]
    fills: Callable[[Matter], Fills] | None
    blocks: tuple[str, ...]
    for_one: Literal["must", "may", "no"] = "no"


EDITIONS: Mapping[str, Edition] = {
    "summary": Edition(("agreement", "protocol"), compose_summary.fills, ("in-short", "glance", "in-full")),
    "why": Edition(("protocol",), compose_why.fills, ("in-short", "why", "principles", "who", "in-full")),
    "guide": Edition(("agreement",), compose_guide.fills, ("in-short", "guide", "in-full"), "may"),
    "notice": Edition(("agreement",), compose_notice.fills, ("in-short", "from", "notice"), "may"),
    "public": Edition(("agreement", "protocol"), None, compose_public.BLOCKS),
    "partner": Edition(("agreement", "protocol"), compose_partner.fills, ("in-short", *compose_partner.BLOCKS), "must"),
}


_FOR_ALL_TO_READ = ("notice",)
"""Editions beside the public one that are there to be published, and so have no protective marking."""


def edition(matter: Matter) -> Document:
    """The edition that is wanted.

    Raises `IspError` for an edition that this kind of document does not have, and for a partner that is none here.
    """
    wanted = _wanted(matter)
    if wanted.fills is None:
        return _public(matter)
    labels = numbered(full(matter).document).labels  # and notes in `matter` where every point stands
    made: Fills = dict.fromkeys(wanted.blocks, ())
    fills = {**made, "in-short": compose_glance.in_short(matter), **wanted.fills(matter)}
    template = f"{folder(matter)}/{matter.at.edition}.md.j2"
    blocks = without_empty(place(matter.words.templates.render(template, _values(matter, fills)), fills).blocks)
    document = document_of(matter, told(blocks, (), labels))
    marking = "" if matter.at.edition in _FOR_ALL_TO_READ else document.marking
    return replace(document, kind=_kind(matter), subtitle="", cover=None, sheet=True, marking=marking)


def _public(matter: Matter) -> Document:
    """The public edition, which is a whole document with a cover."""
    document, fills = compose_public.public(matter)
    rendered = matter.words.templates.render(f"{folder(matter)}/public.md.j2", _values(matter, fills))
    return replace(document, blocks=without_empty(place(rendered, fills).blocks))


def _wanted(matter: Matter) -> Edition:
    name, party = matter.at.edition, matter.at.party
    wanted = EDITIONS.get(name)
    if wanted is None:
        raise IspError(
            f"There is no edition called {name}{nearest(name, ['full', *EDITIONS])}",
            f"The editions are: full, {', '.join(EDITIONS)}.",
        )
    if name == "notice" and not matter.information_is_personal:
        raise NotHere("The information identifies nobody, so that nobody need be told of it in a privacy notice.")
    if folder(matter) not in wanted.kinds and folder(matter) == "agreement":
        raise NotHere(
            "An agreement has no such page: its protocol says why the partners share.", "Ask for the summary."
        )
    if folder(matter) not in wanted.kinds:
        raise NotHere(
            f"A protocol has no {name}: it authorises no sharing by itself.", "Ask for that of the agreements under it."
        )
    parties = [facts.id for facts in matter.settled.parties.values() if not facts.is_other]
    if party and wanted.for_one == "no":
        raise IspError(f"The {name} is the same for every partner.", "Leave out --for.")
    if party and party not in parties:
        raise NotHere(f"{party} is no party of {matter.head.id}.", f"Its parties are: {', '.join(parties)}.")
    if not party and wanted.for_one == "must":
        raise IspError(f"The {name} edition is for one partner.", f"Say which: --for {' or --for '.join(parties)}.")
    return wanted


def _kind(matter: Matter) -> str:
    """What stands over the title: the name of the edition, and for whom it is."""
    name = matter.words.name("edition", matter.at.edition)
    if not matter.at.party:
        return name
    return matter.words.say("edition-for", edition=name, party=capital(matter.party(matter.at.party)))


def uses(kind: Kind, name: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """What the template of an edition may print, and the blocks it may place; None where there is no such edition."""
    found = EDITIONS.get(name)
    if found is None or kind not in found.kinds:
        return None
    return frozenset(VALUES), frozenset(found.blocks)


VALUES = ("title", "called", "kind", "version", "reference", "party", "personal", "has")
"""What the template of an edition may print and ask."""


def _values(matter: Matter, fills: Fills) -> dict[str, Any]:
    head = matter.head
    return {
        "title": head.title,
        "called": head.called,
        "kind": kind_name(matter),
        "version": head.version,
        "reference": next(iter(head.references.values()), ""),
        "party": matter.party(matter.at.party) if matter.at.party else "",
        "personal": matter.information_is_personal,
        "has": asker(fills),
    }
