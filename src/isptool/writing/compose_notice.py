"""Words for a privacy notice: what each partner tells people about this sharing, ready for its own notice.

What Articles 13 and 14 of the UK GDPR ask for, as far as an agreement knows it: who gets what about whom, what for, on
what basis, for how long, whether it leaves the country, and how people use their rights. Nothing stands here that the
document does not publish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from isptool.model.partner import Contact
from isptool.settling.settled import Row, State
from isptool.writing import publication
from isptool.writing.compose_facts import flat
from isptool.writing.compose_law import BASES, bases_in_short, cited, law_row, powers_in_short
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_particulars import contacts_of
from isptool.writing.compose_partner import narrowed
from isptool.writing.compose_summary import which
from isptool.writing.compose_words import capital, listed, phrase, stopped, unstopped
from isptool.writing.document import Block, Gap, Heading, Link, Para, Run, Runs, Text
from isptool.writing.prose import prose, safe_target
from isptool.writing.publication import MARK
from isptool.writing.redacted import redacted

_CONDITIONS = ("article-9-condition", "schedule-1-condition", "criminal-offence-basis")
_TOLD = ("transfers-outside-uk", "automated-decisions")
_NOT_TOLD = "not-told-prejudice"
_WHOM_TO_ASK = ("data-protection", "dpo")
ICO = "https://ico.org.uk/make-a-complaint/"


def fills(matter: Matter) -> dict[str, Sequence[Block]]:
    """The block of a notice: the words of one partner, or those of each under its name."""
    rules = publication.load(matter.words.folders)
    shown = replace(matter, settled=redacted(matter, rules), _cache={})
    text = which(matter)
    source = matter.words.say("notice-from", text=f" ({text})" if text else "")
    if matter.at.party:
        return {"notice": _of_partner(matter, shown, matter.at.party), "from": [Para(source)]}
    blocks: list[Block] = []
    for party, facts in matter.settled.parties.items():
        if not facts.is_other:
            blocks += [Heading(1, capital(facts.name), f"notice-{party}"), *_of_partner(matter, shown, party)]
    return {"notice": blocks, "from": [Para(source)]}


def _of_partner(matter: Matter, shown: Matter, party: str) -> list[Block]:
    """What one partner tells people, in a few paragraphs."""
    own = narrowed(replace(shown, at=replace(shown.at, party=party)))
    blocks: list[Block] = [Para((Text(matter.words.say("notice-about", title=shown.head.title), bold=True),))]
    for lines in (_who(own), _what(own), _law(own), _keeping(own), _rights(matter, own)):
        runs: list[Run] = []
        for line in lines:
            runs += [*([Text(" ")] if runs else []), *((Text(line),) if isinstance(line, str) else line)]
        if runs:
            blocks.append(Para(tuple(runs)))
    return blocks


# --- who, what for, what --------------------------------------------------------------------------


def _who(own: Matter) -> Iterator[Runs]:
    """Who gets information from this partner and who gives it, about whom, and what for."""
    say, party = own.words.say, own.at.party
    gets = _ends(own, lambda row: row.recipient if row.sender == party else "")
    gives = _ends(own, lambda row: row.sender if row.recipient == party else "")
    if gets and gets == gives:
        yield say("notice-both-ways", others=gets)
    elif gets or gives:
        yield from [say("notice-we-share", others=gets)] if gets else []
        yield from [say("notice-we-get", others=gives)] if gives else []
    people = _listed(own, (each.what or phrase(name) for name, each in own.agreement.people.items()))
    if people:
        yield say("notice-people", people=people)
    aims = [
        own.small(unstopped(flat(prose(purpose.aim)))) if purpose.aim else own.small(phrase(each))
        for each, purpose in own.agreement.purposes.items()
    ]
    if aims:
        yield say("notice-aims", aims=say("notice-and-to").join(aims))


def _ends(own: Matter, other: Callable[[Row], str]) -> str:
    found = {other(row) for row in own.settled.rows if row.flow}
    return listed(own.party(each) for each in own.settled.parties if each in found)


def _what(own: Matter) -> Iterator[Runs]:
    items = _listed(own, (item.what or phrase(each) for each, item in own.agreement.data.items()))
    if items:
        yield own.words.say("notice-items", items=items)


def _listed(own: Matter, words: Iterable[str]) -> str:
    """Things in a sentence; what is not published is only said to be there."""
    found = [unstopped(each) for each in words]
    kept = [own.small(each) for each in found if not MARK.search(each)]
    if len(kept) < len(found):
        kept.append(own.words.say("notice-and-other"))
    return "; ".join(kept) if any("," in each or " and " in each for each in kept) else listed(kept)


# --- on what law, for how long --------------------------------------------------------------------


def _law(own: Matter) -> Iterator[Runs]:
    say = own.words.say
    powers = powers_in_short(own, own.at.party)
    if powers:
        yield say("notice-powers", powers="; ".join(powers))
    bases = [own.small(flat(basis)) for _, basis in bases_in_short(own)]
    if bases:
        yield say("notice-basis", basis="; ".join(bases))
    elif _is_open(own, "article-6-basis"):
        yield (Text(f"{say('notice-basis-open')} "), Gap(say("still-to-be-agreed")), Text("."))
    conditions = list(dict.fromkeys(_conditions(own)))
    if conditions:
        yield say("notice-conditions", conditions="; ".join(conditions))


def _conditions(own: Matter) -> Iterator[str]:
    for point in _CONDITIONS:
        settled = own.settled_point(point)
        for _, part in settled.parts() if settled else ():
            row = law_row(own, part.place) if part.place else None
            for name in BASES[point] if row is not None else ():
                yield from (cited(own.book, text, name.replace("_", "-")) for text in getattr(row, name))


def _keeping(own: Matter) -> Iterator[Runs]:
    """How long it is kept, whether it leaves the country, and whether a machine decides."""
    kept = list(_sentences(own, "retention-and-disposal"))
    if kept:
        yield own.words.say("notice-kept", kept=" ".join(kept))
    elif _is_open(own, "retention-and-disposal"):
        yield (Text(f"{own.words.say('notice-kept-open')} "), Gap(own.words.say("still-to-be-agreed")), Text("."))
    for point in _TOLD:
        yield from _sentences(own, point)
    settled = own.settled_point("transparency")
    if settled and any(_NOT_TOLD in part.keys for _, part in settled.parts()):
        yield own.words.say("notice-not-told")


def _is_open(own: Matter, point: str) -> bool:
    settled = own.settled_point(point)
    return settled is not None and any(part.state.left_to_agree for _, part in settled.parts())


def _sentences(own: Matter, point: str) -> Iterator[str]:
    settled = own.settled_point(point)
    found: dict[str, None] = {}
    for _, part in settled.parts() if settled else ():
        if part.state in (State.ANSWERED, State.INHERITED):
            found |= dict.fromkeys(stopped(each) for each in part.sentences)
            found |= {stopped(flat(prose(part.own_words))): None} if part.own_words else {}
    yield from (each for each in found if not MARK.search(each))


# --- rights ---------------------------------------------------------------------------------------


def _rights(matter: Matter, own: Matter) -> Iterator[Runs]:
    """How people say no, use their rights, ask and complain."""
    say = matter.words.say
    for opt_out in own.agreement.opt_outs.values():
        what = capital(unstopped(opt_out.what))
        yield stopped(say("guide-opt-out", what=what, where=opt_out.made_at) if opt_out.made_at else what)
    yield say("notice-rights")
    facts = matter.settled.parties[own.at.party]
    contact = next((each for role, each in contacts_of(matter, facts).items() if role in _WHOM_TO_ASK), None)
    yield from _whom_to_ask(matter, contact)
    yield matter.words.runs("notice-ico", ico=Link(say("notice-ico-page"), ICO))
    notice = facts.partner.privacy_notice if facts.partner is not None else None
    target = safe_target(notice) if notice else ""
    if notice:
        link: Run = Link(notice, target) if target else Text(notice)
        yield matter.words.runs("notice-more", notice=link)


def _whom_to_ask(matter: Matter, contact: Contact | None) -> Iterator[Runs]:
    if contact is None or not (contact.post or contact.mailbox):
        yield (Gap(matter.words.say("notice-nobody")),)
        return
    said: list[Run] = [Text(matter.words.say("notice-our", post=contact.post))] if contact.post else []
    if contact.mailbox:
        target = safe_target(f"mailto:{contact.mailbox}")
        said += [Text(" (")] if said else []
        said.append(Link(contact.mailbox, target) if target else Text(contact.mailbox))
        said += [Text(")")] if contact.post else []
    yield matter.words.runs("notice-ask", whom=said)
