"""An agreement, a protocol, partners and schedules in which every field of the model is filled.

Each text is made of words that stand nowhere else, so that a document can be searched for it. Whoever adds a
field to the model gets a failing test until the field is printed, or is listed in `NOT_PRINTED` with the reason.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from isptool.model import terms
from isptool.model.fields import show_date
from isptool.model.node import LIFTED, Gap, Published, Row

GAPS = frozenset(Gap.model_fields) - {"note"}
Field = tuple[str, str]
"""A class of the model and a field of it, as written in YAML."""

NOT_PRINTED: Mapping[Field, str] = {
    ("Agreement", "format"): "the version of the language, not of the document",
    ("Agreement", "id"): "the id in the workspace",
    ("Agreement", "status"): "kept beside what is signed; the cover says it",
    ("Agreement", "kind"): "which kind of file it is",
    ("Protocol", "format"): "the version of the language, not of the document",
    ("Protocol", "id"): "the id in the workspace",
    ("Protocol", "kind"): "which kind of file it is",
    ("Schedules", "format"): "the version of the language, not of the document",
    ("Schedules", "kind"): "which kind of file it is",
    ("Partners", "format"): "the version of the language, not of the document",
    ("Partners", "kind"): "which kind of file it is",
    ("Comment", "about"): "what partners said in consultation is working material: answered, not signed",
    ("Comment", "said"): "what partners said in consultation is working material: answered, not signed",
    ("Comment", "answer"): "what partners said in consultation is working material: answered, not signed",
    ("Comment", "party"): "what partners said in consultation is working material: answered, not signed",
    ("Consultation", "comments"): "what partners said in consultation is working material: answered, not signed",
    ("Partner", "called"): "the agreement's own name for a party comes first, where it has one",
    ("Waiver", "at"): "a path is printed in words, without its dots",
    ("AcceptedError", "at"): "a path is printed in words, without its dots",
    ("LawRow", "regime"): "that the UK GDPR applies goes without saying; Part 3 and Part 4 are printed",
    ("DataItem", "kind"): "it offers likely fields; the item's own words are printed",
    ("Purpose", "kind"): "printed as the law names it, which is not how it is typed",
    ("Partner", "kind"): "printed as the law names it, which is not how it is typed",
    ("Partner", "competent-authority"): "checking needs it; a party says it in the agreement where it matters",
    ("Partner", "public-authority"): "checking needs it; a party says it in the agreement where it matters",
    ("Partner", "nations"): "checking needs it; a party says it in the agreement where it matters",
    ("Party", "kind"): "printed as the law names it, which is not how it is typed",
    ("Schedules", "of"): "which agreement the schedules belong to",
    ("Schedules", "group"): "which parties the file is for; each schedule names its party",
    ("Agreement", "under"): "an id; the protocol's title is printed",
    ("Adoption", "id"): "an id; the protocol's title is printed",
    ("Consultation", "replied"): "the day is printed beside the party's name",
}
"""Fields of which nothing is printed, or not as typed; each with its reason. `note` and `x-` go without saying."""

REFERENCES: Mapping[Field, list[str]] = {
    ("Head", "groups"): ["party-one", "party-two"],
    ("Related", "relation"): ["replaces"],
    ("Party", "of"): ["party-two"],
    ("Party", "acts-for"): ["party-two"],
    ("Party", "kind"): ["police"],
    ("RoleHeld", "for"): ["purpose-two"],
    ("RoleHeld", "on-behalf-of"): ["party-two"],
    ("Other", "acts-for"): ["party-one"],
    ("ExchangeRole", "may-be"): ["party-one"],
    ("Case", "becomes"): ["case-one"],
    ("Purpose", "kind"): ["prevent-detect-crime"],
    ("Purpose", "used-by"): ["party-one"],
    ("Purpose", "only-if"): ["condition-one"],
    ("Purpose", "cases"): ["case-one"],
    ("People", "kind"): ["service-users"],
    ("DataItem", "kind"): ["identity"],
    ("DataItem", "about"): ["people-one"],
    ("DataItem", "category"): ["special-health"],
    ("DataItem", "derived-from"): ["item-two"],
    ("DataItem", "made-by"): ["party-one"],
    ("DataItem", "caveats"): ["caveat-one"],
    ("DataItem", "part-of"): ["holding-one"],
    ("DataItem", "as-defined-in"): ["catalogue-one"],
    ("DataSet", "holds"): ["item-two"],
    ("Holding", "held-by"): ["party-two"],
    ("Holding", "controller"): ["party-two"],
    ("Flow", "data"): ["item-one"],
    ("Flow", "purpose"): ["purpose-one"],
    ("Flow", "after"): ["flow-two"],
    ("Flow", "reply-to"): ["flow-two"],
    ("Flow", "only-if"): ["condition-one"],
    ("Flow", "cases"): ["case-one"],
    ("Flow", "into"): ["holding-one"],
    ("Flow", "caveats"): ["caveat-one"],
    ("LawRow", "for"): ["party-one", "purpose-one"],
    ("OptOut", "stops"): ["flow-two"],
    ("Review", "party"): ["party-two"],
    ("Review", "role"): ["records"],
    ("Comment", "party"): ["party-two"],
    ("Consultation", "to"): ["party-two"],
    ("Answer", "for"): ["party-one"],
    ("Answer", "answer"): ["escalate"],
    ("Answer", "also"): ["own-liability"],
    ("Answer", "only-if"): ["condition-one"],
    ("OneSided", "of"): ["party-one"],
    ("OneSided", "towards"): ["party-two"],
    ("Partner", "kind"): ["charity"],
    ("Partner", "successor"): ["party-two"],
    ("Partner", "privacy-notice-names"): ["party-two"],
    ("Agreement", "under"): ["upper"],
    ("Agreement", "id"): ["whole"],
    ("Protocol", "id"): ["upper"],
    ("Protocol", "covers"): ["personal", "special-category", "criminal-offence", "law-enforcement", "non-personal"],
    ("Adoption", "id"): ["national"],
    ("Schedules", "of"): ["whole"],
    ("Schedules", "group"): ["group-one"],
}
"""What the ids of each field refer to."""

KEYS: Mapping[Field, list[str]] = {
    ("Agreement", "parties"): ["party-one", "party-two"],
    ("Agreement", "others"): ["other-one"],
    ("Agreement", "roles"): ["role-one"],
    ("Agreement", "cases"): ["case-one"],
    ("Agreement", "conditions"): ["condition-one"],
    ("Agreement", "purposes"): ["purpose-one", "purpose-two"],
    ("Agreement", "people"): ["people-one"],
    ("Agreement", "data"): ["item-one", "item-two"],
    ("Agreement", "sets"): ["set-one"],
    ("Agreement", "caveats"): ["caveat-one"],
    ("Agreement", "holdings"): ["holding-one"],
    ("Agreement", "flows"): ["flow-one", "flow-two"],
    ("Agreement", "answers"): ["disputes-and-liability"],
    ("Agreement", "opt-outs"): ["opt-out-one"],
    ("Agreement", "as-defined-in"): ["catalogue-one"],
    ("Agreement", "groups"): ["group-one"],
    ("Agreement", "annexes"): ["annex-one"],
    ("Protocol", "partners"): ["party-one", "party-two"],
    ("Protocol", "settles"): ["disputes-and-liability"],
    ("Protocol", "groups"): ["group-one"],
    ("Protocol", "annexes"): ["annex-one"],
    ("DataItem", "needed-for"): ["purpose-one", "purpose-two"],
    ("Consultation", "replied"): ["party-two"],
    ("Party", "contacts"): ["spoc"],
    ("Partner", "contacts"): ["data-protection"],
    ("Partners", "partners"): ["party-one", "party-two"],
    ("Schedules", "schedules"): ["party-two"],
    ("Schedule", "takes-part"): ["purpose-two"],
    ("Schedule", "answers"): ["feedback"],
    ("Schedule", "contacts"): ["siro"],
}
"""The ids that the keys of each mapping are."""

FIXED: Mapping[Field, Any] = {
    ("Agreement", "information"): "personal",
    ("Agreement", "follows"): "as-signed",
    ("TakesPart", "takes-part"): "no",
    ("Flow", "from"): "party-one",
    ("Flow", "to"): "party-two",
    ("Flow", "between"): None,
    ("Flow", "same-as"): None,
    ("LawRow", "any-of"): [{"power": "Anyword power", "explanation": "Anyword explanation."}],
    ("Agreement", "start"): {"in-our-words": "Startword.", "starts-on": "3 March 2033"},
    ("Agreement", "end"): {"in-our-words": "Endword."},
    ("Agreement", "review"): {"next": "4 April 2033", "in-our-words": "Reviewword."},
    ("Agreement", "publish"): {"in-our-words": "Publishword."},
    ("Agreement", "sign-off"): {"in-our-words": "Signword."},
    ("Protocol", "start"): {"answer": "fixed-date", "starts-on": "3 March 2033"},
    ("Protocol", "end"): {"in-our-words": "Endword."},
    ("Protocol", "review"): {"next": "4 April 2033", "in-our-words": "Reviewword."},
    ("Protocol", "publish"): {"in-our-words": "Publishword."},
    ("Protocol", "sign-off"): {"in-our-words": "Signword.", "also-signed-by": ["Alsoword"]},
    ("Schedule", "start"): {"in-our-words": "Schedulestartword."},
    ("Schedule", "answers"): {"feedback": {"in-our-words": "Schedulefeedbackword."}},
    ("LawRow", "as"): ["sender"],
    ("Settlement", "agreements"): "may-depart",
    ("Settlement", "for"): [],
    ("Settlement", "only-if"): [],
    ("Settlement", "never"): None,
    ("Answer", "never"): None,
    ("Settlement", "answer"): ["escalate"],
    ("Settlement", "also"): ["not-binding"],
    ("OwnSection", "after"): "The parties",
    ("Answer", "in-our-words"): None,
    ("Settlement", "in-our-words"): None,
    ("Answer", "because"): None,
    ("Settlement", "because"): None,
    ("Answer", "stricter-because"): None,
    ("Settlement", "stricter-because"): None,
    ("Purpose", "law-enforcement"): "no",
    ("Party", "law-of"): None,
    ("Party", "competent-authority"): "no",
    ("Party", "to-be-named"): None,
}
"""Values that must be one particular thing; None leaves the field out here, and another test writes it."""


def is_wish(cls: type[BaseModel], name: str) -> bool:
    """Whether a field says what is published: the full edition does not print that, and `test_public` tests it."""
    return issubclass(cls, Published) and name in Published.model_fields and name not in Row.model_fields


@dataclass
class Filling:
    """Fills models and remembers each text with the field it stands in."""

    count: int = 0
    texts: list[tuple[Field, str]] = field(default_factory=list)

    def model(self, cls: type[BaseModel]) -> dict[str, Any]:
        """Plain data in which every field of a model is filled."""
        made: dict[str, Any] = {}
        cls.model_rebuild()
        for name, info in cls.model_fields.items():
            key = info.alias or name
            if name in ("note", "gaps") or key == LIFTED or is_wish(cls, name):
                continue
            if (
                issubclass(cls, Row)
                and name in GAPS
                and not (cls in (terms.Case, terms.Flow, terms.LawRow) and name == "until")
            ):
                continue
            value = self.field(cls, key, info.annotation)
            if value is not None:
                made[key] = value
        return made

    def field(self, cls: type[BaseModel], key: str, annotation: Any) -> Any:
        """The value of one field."""
        where = owner(cls, key)
        if where in FIXED:
            return FIXED[where]
        kind = _kind(annotation)
        if kind in ("text", "prose", "day", "period", "count"):
            return self.word(where, kind)
        if kind == "yes-no":
            return "yes"
        origin, args = get_origin(annotation), get_args(annotation)
        if origin in (Union, types.UnionType):
            inner = next(each for each in args if each is not type(None))
            return self.field(cls, key, inner)
        if origin is Literal:
            return args[0]
        if origin is list:
            return self.many(cls, key, args[0])
        if origin is dict:
            return self.mapping(cls, key, args)
        if hasattr(annotation, "__metadata__"):
            return self.field(cls, key, annotation.__origin__)
        if hasattr(annotation, "__value__") and kind == "":
            return self.field(cls, key, annotation.__value__)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self.model(annotation)
        if kind == "id":
            found = REFERENCES.get(where)
            assert found is not None, f"say in REFERENCES what the ids of {where[0]} `{where[1]}` refer to"
            return found[0]
        raise AssertionError(f"{where[0]} `{where[1]}` has a type this test does not know: {annotation}")

    def many(self, cls: type[BaseModel], key: str, inner: Any) -> Any:
        """A list."""
        where = owner(cls, key)
        if _kind(inner) == "id" or (get_origin(inner) is Literal):
            if get_origin(inner) is Literal:
                return [get_args(inner)[0]]
            found = REFERENCES.get(where)
            assert found is not None, f"say in REFERENCES what the ids of {where[0]} `{where[1]}` refer to"
            return list(found)
        return [self.field(cls, key, inner)]

    def mapping(self, cls: type[BaseModel], key: str, args: tuple[Any, ...]) -> Any:
        """A mapping by ids, or by names."""
        where = owner(cls, key)
        if _kind(args[0]) == "text":
            return {self.word(where, "text"): self.field(cls, key, args[1]) for _ in range(1)}
        keys = KEYS.get(where) or KEYS.get((cls.__name__, key))
        assert keys is not None, f"say in KEYS what the keys of {where[0]} `{where[1]}` are"
        if key == "groups":
            return {each: list(REFERENCES[("Head", "groups")]) for each in keys}
        return {each: self.field(cls, key, args[1]) for each in keys}

    def word(self, where: Field, kind: str) -> str:
        """A text that stands nowhere else."""
        self.count += 1
        made = {
            "text": f"Word{self.count}x {where[1]}",
            "prose": f"Prose{self.count}x {where[1]}.",
            "day": show_date(date(2030, 1, 1) + timedelta(days=self.count)),
            "period": f"{1000 + self.count} days",
            "count": f"about {5000 + self.count}",
        }[kind]
        self.texts.append((where, made))
        return made


def owner(cls: type[BaseModel], key: str) -> Field:
    """A field with the class that is listed for it: fields of the head count for the head where listed so."""
    for base in cls.__mro__:
        if (base.__name__, key) in FIXED or (base.__name__, key) in REFERENCES or (base.__name__, key) in KEYS:
            return base.__name__, key
    return cls.__name__, key


def _kind(annotation: Any) -> str:
    """The kind of a field type of `isptool.model.fields`, by its name there; empty for anything else."""
    return _KINDS.get(getattr(annotation, "__name__", ""), "") if hasattr(annotation, "__value__") else ""


_KINDS = {
    "Text": "text",
    "Prose": "prose",
    "Day": "day",
    "Duration": "period",
    "Number": "count",
    "YesNo": "yes-no",
    "Id": "id",
}


def named_fields() -> Iterator[Field]:
    """Every field that this file names, so that a test can see whether the model still has it."""
    yield from REFERENCES
    yield from KEYS
    yield from FIXED
    yield from NOT_PRINTED
