"""Blanks that nobody types, because the fact is written already: the cell's party, the document's area, …"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from isptool.model.documents import Protocol
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.settling.names import Names
from isptool.settling.settled import Row, Version


class Facts:
    """The facts of one document from which blanks are filled, by the rows of a part."""

    def __init__(self, names: Names, rows: Sequence[Row], protocols: Sequence[Version]) -> None:
        self.names = names
        self.rows = rows
        self.protocol: Protocol | None = protocols[0].protocol if protocols else None
        self._from: Mapping[str, Callable[[Sequence[Row]], str]] = {
            "party": lambda rows: self._called(row.actor for row in rows),
            "sender": lambda rows: self._called(row.sender for row in rows),
            "recipient": lambda rows: self._called(row.recipient for row in rows),
            "purpose": lambda rows: listed(self._purpose(row.purpose) for row in rows),
            "data": lambda rows: listed(self._item(row.item) for row in rows),
            "parties": lambda _: self._called(names.party_ids()),
            "area": lambda _: names.document.area or "",
            "processors": lambda _: self._called(
                each for each, other in names.document.others.items() if "processor" in other.is_
            ),
            "protocol": lambda _: self.protocol.title if self.protocol else "",
            "protocol-version": lambda _: (self.protocol.version or "") if self.protocol else "",
            "policy-documents": self._policy_documents,
        }

    def fill(self, point: Point, keys: Iterable[str], rows: Iterable[int]) -> dict[str, str]:
        """The blanks of these answers that facts fill, as printed; a fact nobody has written is left out."""
        wanted = {blank: source for key in keys for blank, source in point.fact_blanks[key].items()}
        if not wanted:
            return {}
        chosen = [self.rows[number] for number in rows]
        filled = {blank: self._from[source](chosen) for blank, source in wanted.items()}
        return {blank: text for blank, text in filled.items() if text}

    def _called(self, ids: Iterable[str]) -> str:
        return listed(self.names.parties[each].called if each in self.names.parties else each for each in ids)

    def _purpose(self, purpose: str) -> str:
        facts = self.names.document.purposes.get(purpose)
        return facts.aim.rstrip(".") if facts and facts.aim else purpose.replace("-", " ")

    def _item(self, item: str) -> str:
        facts = self.names.document.data.get(item)
        return facts.what if facts and facts.what else item.replace("-", " ")

    def _policy_documents(self, rows: Sequence[Row]) -> str:
        partners: list[Partner] = []
        for row in rows:
            facts = self.names.parties.get(row.actor)
            if facts and facts.partner and facts.partner not in partners:
                partners.append(facts.partner)
        return listed(
            f"{each.title} ({each.link})" if each.link else each.title
            for partner in partners
            for each in partner.policy_documents
        )


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: `a, b and c`, each once."""
    found = list(dict.fromkeys(word for word in words if word))
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else "".join(found)
