"""What settling asks of the law data: the trees of bodies and of categories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from isptool.law.book import LawBook
from isptool.model.answer import Permission

KINDS_OF_DATA = ("personal", "special-category", "criminal-offence", "law-enforcement", "non-personal")
IDENTIFIES_NOBODY = frozenset({"non-personal", "anonymised", "aggregate"})
"""The categories that say of an item that nobody can be identified from it."""
NOT_PERSONAL = frozenset({"non-personal", "anonymised", "aggregate", "confidential-commercial", "about-the-dead"})
"""The categories of information that identifies no living person."""

PERMISSIONS: tuple[Permission, ...] = ("cannot-change", "may-add", "may-be-stricter", "may-depart")


class Vocabulary(Protocol):
    """The kinds of bodies and categories of data that the law knows (`isptool.law.book.LawBook` is one)."""

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether a kind of body is `ancestor` or one of its kinds."""

    def kinds(self) -> Iterable[str]:
        """All kinds of bodies."""

    def public_authority(self, kind: str) -> bool | None:
        """Whether bodies of this kind are public authorities (DPA 2018 s.7); None where it depends."""

    def competent_authority(self, kind: str) -> str:
        """Whether bodies of this kind are competent authorities: yes, no, for-some-purposes, or empty."""

    def category_is_a(self, category: str, ancestor: str) -> bool:
        """Whether a category of data is `ancestor` or one of its kinds."""

    def categories(self) -> Iterable[str]:
        """All categories of data."""


def kinds_of_category(category: str) -> frozenset[str]:
    """The kinds of data that a category makes a row: what the points are asked about."""
    if category in NOT_PERSONAL:
        return frozenset({"non-personal"})
    if category.startswith("special-") or category in ("inferred", "special-category"):
        return frozenset({"personal", "special-category"})
    if category == "criminal-offence":
        return frozenset({"personal", "criminal-offence"})
    if category == "mixed-document":
        return frozenset({"personal", "special-category", "criminal-offence"})
    return frozenset({"personal"})


class LawVocabulary:
    """The law book as the vocabulary that settling asks."""

    def __init__(self, book: LawBook) -> None:
        self.book = book
        self._kinds = frozenset(each.id for each in book.bodies())
        self._categories = frozenset(each.id for each in book.categories())

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether a kind of body is `ancestor` or one of its kinds; an unknown kind is only itself."""
        return kind == ancestor or (kind in self._kinds and self.book.body_is_a(kind, ancestor))

    def kinds(self) -> Iterable[str]:
        """All kinds of bodies."""
        return self._kinds

    def public_authority(self, kind: str) -> bool | None:
        """Whether bodies of this kind are public authorities (DPA 2018 s.7); None where it depends."""
        return {"yes": True, "no": False}.get(self.book.body(kind).public_authority)

    def competent_authority(self, kind: str) -> str:
        """Whether bodies of this kind are competent authorities: yes, no, for-some-purposes; empty where unknown."""
        usual = self.book.body(kind).competent_authority
        return "" if usual == "check" else usual

    def category_is_a(self, category: str, ancestor: str) -> bool:
        """Whether a category of data is `ancestor` or one of its kinds."""
        known = category in self._categories and ancestor in self._categories
        return category == ancestor or (known and self.book.category_is_a(category, ancestor))

    def categories(self) -> Iterable[str]:
        """All categories of data."""
        return self._categories
