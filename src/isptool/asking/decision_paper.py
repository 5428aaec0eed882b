"""The record of a decision as a paper: the outcome on top, the answers as evidence below."""

from __future__ import annotations

from collections.abc import Iterator

from isptool.asking.decision_record import Decided, next_steps, reasons
from isptool.model.decision import Outcome
from isptool.model.fields import show_date
from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Document,
    Heading,
    KeyFacts,
    LineBreak,
    Para,
    Runs,
    Table,
    Text,
)


def decision_paper(decided: Decided, *, author: str = "") -> Document:
    """A page or two, without a cover."""
    labels = decided.tree.labels
    return Document(
        title=decided.title,
        blocks=tuple(_blocks(decided)),
        subtitle=decided.outcome.title,
        kind=labels["kind"],
        reference=decided.id,
        version=show_date(decided.on),
        author=author,
        date=decided.on,
        sheet=True,
    )


def _blocks(decided: Decided) -> Iterator[Block]:
    labels, journey, tree = decided.tree.labels, decided.journey, decided.tree
    yield Heading(1, labels["outcome"])
    yield Para((Text(f"{decided.outcome.title}. ", bold=True), Text(decided.outcome.says)))
    yield KeyFacts(tuple(_facts(decided)))
    if journey.tasks:
        yield Heading(1, labels["first"])
        for code in journey.tasks:
            yield Para(_told(code, tree.outcomes[code]))
    if decided.red_flags:
        yield Heading(1, labels["care"])
        rows = tuple((flag.asks, flag.warning, "; ".join(flag.sources)) for flag in decided.red_flags.values())
        head = (labels["care-circumstance"], labels["care-what"], labels["care-source"])
        yield Table(labels["care"], head, rows, (3, 6, 3))
    if journey.checks:
        yield Heading(1, labels["to-find-out"])
        yield Bullets(tuple(journey.checks))
    yield Heading(1, labels["how"])
    head = (labels["how-question"], labels["how-answer"], labels["how-why"])
    yield Table(labels["how-caption"], head, tuple(_rows(decided)), (6, 2, 7))
    yield Heading(1, labels["next"])
    yield Bullets(tuple(_step(each.do, each.run) for each in next_steps(decided)))
    yield Callout("note", labels["not-advice"])


def _told(code: str, outcome: Outcome) -> Runs:
    return (Text(f"{code} {outcome.title}. ", bold=True), Text(outcome.says))


def _facts(decided: Decided) -> Iterator[tuple[str, str]]:
    labels, sharing = decided.tree.labels, decided.sharing
    yield labels["outcome-code"], decided.journey.at
    yield labels["decided-on"], show_date(decided.on)
    if decided.by:
        yield labels["decided-by"], decided.decided_by
    for label, keys in (("partners", sharing.partners), ("purposes", sharing.purposes), ("data", sharing.data)):
        if keys:
            yield labels[label], "; ".join(decided.called(key) for key in keys)


def _rows(decided: Decided) -> Iterator[tuple[Runs, Runs, Runs]]:
    labels = decided.tree.labels
    for each in decided.journey.path:
        why: list[Text | LineBreak] = [Text(each.way.means)]
        for reason in reasons(each, labels):
            why += [LineBreak(), Text(reason)]
        yield (
            (Text(f"{each.code} ", bold=True), Text(each.question.question)),
            labels[each.answer],
            tuple(why),
        )


def _step(do: str, run: str) -> Runs:
    return (Text(do), LineBreak(), Text(run)) if run else do
