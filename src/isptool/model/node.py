"""What every mapping in the language has in common: hyphenated keys, notes, `x-` fields, and gaps with a name."""

from functools import lru_cache
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from isptool.model.fields import Day, Id, Many, Prose, Text, YesNo, empty_list, empty_mapping

GAP_KEYS = ("not-applicable-because", "not-yet", "withheld-because", "still-to-be-agreed")
"""The four ways to say that something is not answered, and why."""

LIFTED = "=gaps"
"""The key under which lifted gaps reach the model: no YAML key of ours can be written so."""

_GAP_MAPPING = frozenset((*GAP_KEYS, "who", "until", "note"))


@lru_cache(maxsize=4096)
def hyphenated(name: str) -> str:
    """The YAML key of a field: `counted_from` is `counted-from`; a trailing underscore avoids a Python word."""
    return name.rstrip("_").replace("_", "-")


def is_gap(value: object) -> bool:
    """Whether a YAML value is a gap and nothing else, such as `{not-yet: …, who: …, until: …}`."""
    return isinstance(value, dict) and any(key in value for key in GAP_KEYS) and _GAP_MAPPING.issuperset(value)


class Gap(BaseModel):
    """A gap with a name: not applicable, not yet, withheld, or still to be agreed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=hyphenated)

    note: Prose | None = Field(None, description="A remark for those who write this file: neither printed nor signed.")
    not_applicable_because: Prose | None = Field(None, description="This does not apply, and why.")
    not_yet: Prose | None = Field(None, description="Not answered yet: how it stands. Say who and until when.")
    withheld_because: Prose | None = Field(None, description="Answered, but not written here, and why.")
    still_to_be_agreed: Prose | None = Field(None, description="Still to be agreed; a reason may follow.")
    who: Text | None = Field(None, description="Who will answer: a party and a post.")
    until: Day | None = Field(None, description="The day by which it will be answered.")

    @property
    def gap(self) -> tuple[str, str] | None:
        """The YAML key of the gap this is and its words, or None."""
        for key, words in (
            ("not-applicable-because", self.not_applicable_because),
            ("not-yet", self.not_yet),
            ("withheld-because", self.withheld_because),
            ("still-to-be-agreed", self.still_to_be_agreed),
        ):
            if words is not None:
                return key, words
        return None


class Node(BaseModel):
    """A mapping in a file. Keys are hyphenated; unknown keys are refused, `x-` keys are kept out of the model.

    A field whose value is a gap (`article-9: {not-yet: …}`) is left unset, and the gap stands in `gaps` under
    the field's YAML key.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=hyphenated,
        defer_build=True,
        populate_by_name=False,
    )

    note: Prose | None = Field(None, description="A remark for those who write this file: neither printed nor signed.")
    gaps: dict[str, Gap] = Field(default_factory=empty_mapping, alias=LIFTED, exclude=True, repr=False)

    _rows: ClassVar[frozenset[str] | None] = None

    @classmethod
    def _native(cls) -> frozenset[str]:
        """The YAML keys whose value is itself a row, and so holds its own gap."""
        if "_rows" not in cls.__dict__ or cls._rows is None:
            cls._rows = frozenset(
                field.alias or name for name, field in cls.model_fields.items() if _is_row(field.annotation)
            )
        return cls._rows

    @model_validator(mode="before")
    @classmethod
    def _lift_gaps(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        lifted: dict[str, Any] = {}
        kept: dict[str, Any] = {}
        native = cls._native()
        for key, value in data.items():
            if isinstance(key, str) and key.startswith("x-"):
                continue
            if isinstance(value, dict) and key not in native and is_gap(value):
                lifted[key] = value
            elif value is None and key == "still-to-be-agreed":
                kept[key] = "Still to be agreed"
            else:
                kept[key] = value
        if lifted:
            kept[LIFTED] = lifted
        return kept


def _is_row(annotation: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return issubclass(annotation, Row)
    origin_args = get_args(annotation)
    return bool(origin_args) and not _is_container(annotation) and any(_is_row(each) for each in origin_args)


def _is_container(annotation: object) -> bool:
    return getattr(annotation, "__origin__", None) in (dict, list)


class Published(Node):
    """A mapping that may say of itself what of it is published. That is kept beside the text, and never signed."""

    publish: YesNo | None = Field(
        None,
        description="Whether this stands in the public edition; empty means as the list of what is published says.",
    )
    publish_without: Many[Id] = Field(
        default_factory=empty_list, description="The fields of this that are left out of the public edition."
    )
    publish_reason: Text | None = Field(
        None, description="Why it is left out: printed in the public edition, such as section 31 of the 2000 Act."
    )


class Row(Gap, Node):
    """A mapping that may be a gap as a whole, or say of itself what is not settled yet."""


class PublishedRow(Row, Published):
    """A row that may say what of it is published."""


class DepartingRow(PublishedRow):
    """A row that answers a point which a protocol may have settled, and may say why it answers otherwise."""

    because: Prose | None = Field(None, description="Why this departs from what was settled above.")
    stricter_because: Prose | None = Field(None, description="Why this is stricter than what was settled above.")
