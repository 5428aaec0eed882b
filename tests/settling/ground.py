"""The ground the tests of settling stand on: twelve points made for them, and a small book of kinds and categories.

There is a point of each asking, and between them they have every way to choose, every order of a blank, a ladder
of answers and one of values, particulars, blanks shared by two answers, optional blanks, blanks filled from facts, a
field that no sentence holds and one that is a fact although a sentence holds it, both meanings of *none*, and a point
that agreements are not asked.
"""

from __future__ import annotations

from typing import Any

from isptool.model.point import Point

ALL = ["personal", "special-category", "criminal-offence", "law-enforcement", "non-personal"]


def _point(code: str, **given: Any) -> Point:
    data = {"code": code, "title": "T", "question": "Q?", "why": "W", "serves": ["Q1"], "settled": "agreement"}
    data |= {"applies-to": ALL, "choose": "one", "sources": ["made for a test"]}
    return Point.model_validate(data | {key.replace("_", "-"): value for key, value in given.items()})


def _field(kind: str, order: str = "none", **given: Any) -> dict[str, Any]:
    return {"is": kind, "what": "W", "order": order} | {key.replace("_", "-"): value for key, value in given.items()}


def _says(text: str, level: str = "term", optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"text": text, "level": level, "optional-blanks": list(optional)}


POINTS: dict[str, Point] = {
    "incidents": _point(
        "P41",
        settled="protocol-fixed",
        asked_of="document",
        word="cannot-change",
        ladder=["at-once", "in-a-day", "in-a-week"],
        fields={"where": _field("text", filled_from="area")},
        answers={
            "at-once": _says("Each partner tells the others at once."),
            "in-a-day": _says("Each partner tells the others within a day."),
            "in-a-week": _says("Each partner in {where} tells the others within a week."),
            "by-letter": _says("Each partner writes a letter."),
        },
    ),
    "retention": _point(
        "P39",
        settled="protocol-default",
        asked_of="recipient-and-category",
        word="may-be-stricter",
        fields={
            "period": _field("duration", "shorter"),
            "counted-from": _field("event"),
            "store": _field("text", level="particular"),
        },
        answers={
            "delete": _says("Deleted {period} after {counted-from}.", optional=("counted-from",)),
            "archive": _says("Archived {period} after it closes, at {store}.", optional=("store",)),
            "return": _says("Returned to the sender."),
        },
    ),
    "method": _point(
        "P33",
        settled="protocol-default",
        asked_of="flow",
        choose="any-of",
        together="any-may-be-used",
        word="may-be-stricter",
        fields={"portal": _field("text"), "strength": _field("count", "more")},
        answers={
            "email": _says("By encrypted e-mail."),
            "upload": _says("Through {portal}, {strength} bits.", optional=("strength",)),
            "post": _says("By post."),
        },
        never={"fax": "By fax."},
    ),
    "staff": _point(
        "P10",
        settled="protocol-default",
        asked_of="party",
        choose="all-of",
        word="may-add",
        fields={
            "months": _field("count", "fewer"),
            "post": _field("post", level="particular"),
            "level": _field("one-of", "ladder", values=["advanced", "basic"]),
        },
        answers={
            "trained": _says("Staff are trained every {months} months."),
            "vetted": _says("Staff are vetted."),
            "led": _says("{post} answers for the staff.", level="particular"),
        },
    ),
    "basis": _point(
        "P20",
        asked_of="controller-and-purpose",
        word="may-depart",
        applies_to=["personal", "special-category", "criminal-offence"],
        fields={"task": _field("text")},
        answers={
            "public-task": _says("Public task: {task}."),
            "consent": _says("Consent."),
            "contract": _says("Contract: {task}."),
        },
    ),
    "power": _point(
        "P19",
        asked_of="public-body-and-direction",
        choose="any-of",
        word="cannot-change",
        fields={"what-for": _field("text", filled_from="purpose"), "section": _field("text", fact="yes")},
        answers={
            "act": _says("Under section {section} of an Act.", optional=("section",)),
            "implied": _says("Implied."),
            "common-law": _says("Common law, to {what-for}."),
        },
    ),
    "purposes": _point(
        "P05",
        asked_of="purpose",
        choose="any-of",
        word="may-depart",
        fields={"from": _field("date", "later"), "until-day": _field("date", "earlier")},
        answers={
            "protect": _says("To protect people from {from}.", optional=("from",)),
            "plan": _says("To plan services until {until-day}.", optional=("until-day",)),
            "detect": _says("To detect crime."),
        },
    ),
    "whose": _point(
        "P06",
        asked_of="people",
        choose="any-of",
        word="may-add",
        none_means="not-applicable",
        answers={"known": _says("People known to us."), "all": _says("Everybody.")},
    ),
    "item-need": _point(
        "P14",
        asked_of="item",
        word="may-depart",
        applies_to=["special-category", "criminal-offence"],
        none_means="not-applicable",
        answers={"needed": _says("Needed."), "wanted": _says("Wanted.")},
    ),
    "onward": _point(
        "P35",
        settled="protocol-default",
        asked_of="recipient",
        word="may-be-stricter",
        ladder=["never-onward", "with-leave", "freely"],
        fields={"leave-of": _field("party", level="particular")},
        answers={
            "never-onward": _says("Never passed on."),
            "with-leave": _says("Passed on with leave of {leave-of}.", optional=("leave-of",)),
            "freely": _says("Passed on freely."),
        },
    ),
    "notice": _point(
        "P29",
        asked_of="controller",
        choose="any-of",
        word="may-depart",
        applies_to=["personal", "law-enforcement"],
        fields={"where": _field("link", fact="yes")},
        answers={"own-notice": _says("In its own notice, at {where}."), "joint-notice": _says("In a joint notice.")},
    ),
    "secretariat": _point(
        "P49",
        settled="protocol-fixed",
        asked_of="document",
        word="cannot-change",
        asked_in=["protocol"],
        answers={"county": _says("The county keeps the register."), "shared": _says("It is kept in turn.")},
    ),
}


_BODIES: dict[str, tuple[str, ...]] = {
    "public-body": (),
    "local-authority": ("public-body",),
    "county-council": ("local-authority",),
    "police-force": ("public-body",),
    "health-body": (),
    "nhs-trust": ("health-body", "public-body"),
    "charity": (),
    "company": (),
}
_PUBLIC: dict[str, bool | None] = {"charity": False, "company": False, "health-body": None}
_COMPETENT = {"police-force": "yes", "county-council": "for-some-purposes", "charity": "no", "company": "no"}
_CATEGORIES: dict[str, tuple[str, ...]] = {
    "ordinary": (),
    "special-health": (),
    "special-mental-health": ("special-health",),
    "inferred": (),
    "criminal-offence": (),
    "mixed-document": (),
    "non-personal": (),
    "aggregate": ("non-personal",),
    "confidential-commercial": ("non-personal",),
}


class Book:
    """Kinds of bodies and categories of data, each within its parents, and what is known of the bodies."""

    def _within(self, tree: dict[str, tuple[str, ...]], one: str, other: str) -> bool:
        return one in tree and (one == other or any(self._within(tree, parent, other) for parent in tree[one]))

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether a kind of body is, or lies within, another."""
        return self._within(_BODIES, kind, ancestor)

    def category_is_a(self, category: str, ancestor: str) -> bool:
        """Whether a category is, or lies within, another."""
        return self._within(_CATEGORIES, category, ancestor)

    def kinds(self) -> list[str]:
        """All kinds of bodies."""
        return list(_BODIES)

    def categories(self) -> list[str]:
        """All categories."""
        return list(_CATEGORIES)

    def public_authority(self, kind: str) -> bool | None:
        """Whether bodies of this kind are public authorities; None where it is not known."""
        return _PUBLIC.get(kind, True) if kind in _BODIES else None

    def competent_authority(self, kind: str) -> str:
        """yes, no, for-some-purposes, or empty where it is not known."""
        return _COMPETENT.get(kind, "no") if kind in _BODIES else ""


BOOK = Book()
