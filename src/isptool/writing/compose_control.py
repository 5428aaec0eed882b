"""Document control: what the document is, its history, what it stands beside, and which checks are answered in it."""

from __future__ import annotations

from isptool.model.documents import Agreement, Protocol
from isptool.model.terms import AcceptedError, Change, EarlierVersion, Related, Waiver
from isptool.writing.compose_facts import as_rows, facts, flat, gap_cell, gap_runs, label
from isptool.writing.compose_matter import Matter
from isptool.writing.compose_points import anchor_of, content
from isptool.writing.compose_words import capital, stopped, unstopped
from isptool.writing.document import Block, Bullets, Cell, Heading, KeyFacts, Para, Prose, Table
from isptool.writing.prose import prose

CHANGE_FACTS = ("class_",)
_ELSEWHERE = frozenset(
    {
        "parties", "purposes", "people", "data", "flows", "law", "start", "end", "review", "publish", "sign-off",
        "related", "under", "partnership", "owner", "drawn-up-by", "area", "marking", "local-form-of",
        "prevails-over", "shape", "information", "not-personal-because",
    }
)  # fmt: skip
"""The blocks and fields whose gaps are printed where they would stand themselves."""


def control(matter: Matter) -> list[Block]:
    """What the document is: reference, version, owner, area, and the protocol above it."""
    document, say = matter.head, matter.words.say
    rows: list[tuple[str, Cell]] = [
        (say("reference-of", whom=matter.text(whose)), number) for whose, number in document.references.items()
    ]
    if document.version:
        rows.append((say("version"), document.version))
    rows += _above(matter)
    for name in ("owner", "drawn_up_by", "area", "marking", "local_form_of", "prevails_over"):
        rows += as_rows(facts(matter, "head", document, (name,)))
    rows += [
        (label(matter, "head", key), gap_cell(matter, gap))
        for key, gap in document.gaps.items()
        if key not in _ELSEWHERE
    ]
    if isinstance(document, Agreement):
        rows += as_rows(facts(matter, "head", document, ("shape", "information")))
    if document.earlier_versions:
        lines = [_earlier(matter, each) for each in document.earlier_versions]
        rows.append((say("earlier-versions"), Prose((Bullets(tuple(lines)),)) if len(lines) > 1 else lines[0]))
    return [KeyFacts(tuple(rows))]


def _earlier(matter: Matter, earlier: EarlierVersion) -> str:
    more = [matter.words.say("valid-for", whom=earlier.valid_for)] if earlier.valid_for else []
    more += [fact.line() for fact in facts(matter, "earlier-version", earlier, (), elsewhere=())]
    return f"{earlier.version} ({'; '.join(more)})" if more else earlier.version


def _above(matter: Matter) -> list[tuple[str, Cell]]:
    document, say = matter.settled.document, matter.words.say
    if isinstance(document, Protocol):
        if document.adopts is None:
            return []
        title = next((each.protocol.title for each in matter.settled.protocols), document.adopts.id)
        version = document.adopts.version
        return [(say("adopts"), say("title-and-version", title=title, version=version) if version else title)]
    above = matter.above
    if above is None:
        return [(say("made-under"), document.under if document.under not in (None, "none") else say("no-protocol"))]
    named = say("title-and-version", title=above.title, version=above.version) if above.version else above.title
    follows = matter.words.name("follows", document.follows)
    return [(say("made-under"), f"{stopped(named)} {follows}")]


def history(matter: Matter) -> list[Block]:
    """The document history."""
    changes, say = matter.head.history, matter.words.say
    if not changes:
        return []
    head = (say("version"), say("date"), say("by"), say("change"))
    rows = tuple(
        (
            change.version,
            matter.show(change.on) if change.on else "",
            capital(matter.text(change.by)) if change.by else "",
            Prose((*prose(change.what).blocks, *_more_of(matter, change))),
        )
        for change in changes
    )
    return [Table(say("history-caption"), head, rows, widths=(1, 1.5, 1.5, 3.5))]


def _more_of(matter: Matter, change: Change) -> list[Para]:
    return [Para(fact.line()) for fact in facts(matter, "change", change, CHANGE_FACTS, elsewhere=())]


# --- other documents ------------------------------------------------------------------------------


def related(matter: Matter) -> list[Block]:
    """The existing documents, and what this one does to each: the clause of its point."""
    found, say = matter.head.related, matter.words.say
    settled = matter.settled_point("existing-arrangements")
    if not found:
        if settled is None or settled.point.home == "answers" or matter.settled.is_protocol:
            return []
        blocks = content(matter, settled)
        return _headed(matter, settled.point.title, blocks)
    title = settled.point.title if settled else say("related-heading")
    head = (say("document"), say("what-it-means-here"))
    rows = tuple((_document(matter, each), _relation(matter, each)) for each in found)
    return _headed(matter, title, [Table("", head, rows, widths=(1, 1.6), description=say("related-described"))])


def _headed(matter: Matter, title: str, blocks: list[Block]) -> list[Block]:
    if not blocks:
        return []
    matter.anchors["existing-arrangements"] = anchor_of("existing-arrangements")
    return [Heading(2, title, anchor_of("existing-arrangements"), numbered=True), *blocks]


def _document(matter: Matter, each: Related) -> Cell:
    words = [Para(each.document)] if each.document else []
    plain = [each.kind, each.reference, each.status]
    more = "; ".join(text for text in plain if text)
    body = [*words, *([Para(more)] if more else [])]
    return Prose(tuple(body)) if body else matter.words.say("none")


def _relation(matter: Matter, each: Related) -> Cell:
    point = matter.points.get("existing-arrangements")
    body: list[Para | Bullets] = []
    likely = point.answers.get(each.relation) if point and each.relation else None
    shown = {
        "document": each.document or "",
        "reference": each.reference or "",
        "on": matter.show(each.on) if each.on else "",
        "adds": each.adds or "",
        "accepted-by": matter.post(each.accepted_by) if each.accepted_by else "",
    }
    if likely is not None and each.relation is not None:
        matter.used["existing-arrangements", each.relation] = None
        body.append(Para(stopped(likely.sentence(shown))))
    elif each.relation:
        body.append(Para(matter.words.name("relation", each.relation)))
    printed = set(likely.blanks) if likely else set()
    left = [name for name in ("on", "adds", "accepted_by") if name.replace("_", "-") not in printed]
    body += [Para(fact.line()) for fact in facts(matter, "related", each, left, elsewhere=())]
    if each.text:
        body += prose(each.text).blocks
    if each.gap is not None:
        body.append(Para(gap_runs(matter, each)))
    return Prose(tuple(body)) if body else ""


def under(matter: Matter) -> list[Block]:
    """The protocol above, and the strategies and plans that the agreement supports: the clause of its point."""
    settled = matter.settled_point("parent-protocol")
    if settled is None or matter.settled.is_protocol:
        return []
    blocks = content(matter, settled)
    said = " ".join(sentence for _, part in settled.parts() for sentence in part.sentences)
    supports = [each for each in matter.agreement.supports if unstopped(each) not in said]
    if supports:
        lines = tuple(capital(flat(prose(text))) for text in supports)
        blocks += [Para(matter.words.say("supports-lead")), Bullets(lines)]
    if not blocks:
        return []
    matter.anchors["parent-protocol"] = anchor_of("parent-protocol")
    return [Heading(2, settled.point.title, anchor_of("parent-protocol"), numbered=True), *blocks]


# --- checks answered ------------------------------------------------------------------------------


def waivers(matter: Matter) -> list[Block]:
    """Checks that people answered in the document, each with its reason."""
    say = matter.words.say
    rows: list[tuple[Cell, ...]] = []
    if matter.at.answered:
        for check in matter.at.answered:
            said = _answered(matter, check.because, check.by, check.advice, accepted=check.accepted)
            rows.append((check.code, stopped(check.message), Prose(tuple(said))))
    else:
        for waiver in matter.head.waivers:
            said = [*_answered(matter, waiver.because, waiver.by, ""), *_open_parts(matter, waiver)]
            rows.append((waiver.rule, _at(matter, waiver.at), Prose(tuple(said))))
        for error in matter.head.accepted:
            said = _answered(matter, error.because, error.by, error.advice or "", accepted=True)
            rows.append((error.rule, _at(matter, error.at), Prose((*said, *_open_parts(matter, error)))))
    if not rows:
        return []
    head = (say("check"), say("about-what"), say("why-it-stands"))
    return [
        Heading(1, say("waivers-heading"), "waivers", annex=True),
        Para(say("waivers-lead")),
        Table(say("waivers-caption"), head, tuple(rows), widths=(1, 1.6, 2.4)),
    ]


def _at(matter: Matter, path: str | None) -> str:
    return (
        matter.words.say("at-value", where=path.replace(".", ", ").replace("-", " "))
        if path
        else matter.words.say("everywhere")
    )


def _answered(
    matter: Matter, because: str | None, by: str | None, advice: str, *, accepted: bool = False
) -> list[Para | Bullets]:
    body: list[Para | Bullets] = [*prose(because).blocks] if because else []
    if by:
        body.append(Para(matter.words.say("accepted-by" if accepted else "answered-by", who=matter.post(by))))
    if advice:
        body.append(Para(matter.words.say("advice", reference=advice)))
    return body


def _open_parts(matter: Matter, answered: Waiver | AcceptedError) -> list[Para]:
    return [Para(fact.line()) for fact in facts(matter, "waiver", answered, (), elsewhere=())]


def related_documents(matter: Matter) -> list[Block]:
    """A protocol's related documents, which are no point of its own."""
    found, say = matter.head.related, matter.words.say
    if not found:
        return []
    head = (say("document"), say("what-it-means-here"))
    rows = tuple((_document(matter, each), _relation(matter, each)) for each in found)
    return [Table(say("related-heading"), head, rows, widths=(1, 1.6))]
