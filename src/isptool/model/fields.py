"""The types of single fields: how the text that a person typed in YAML becomes a value.

The reader hands every scalar over as typed, so `version: 5.0` is still `5.0` here; each type says what it
accepts. A type that cannot read its text raises `Misread`, a `ValueError` whose words are for a person and
which may carry the text that was probably meant.
"""

from __future__ import annotations

import inspect
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from typing_extensions import TypeAliasType

from isptool.pattern import Pattern

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = {name.lower(): number for number, name in enumerate(MONTHS, 1)} | {
    name[:3].lower(): number for number, name in enumerate(MONTHS, 1)
}


class Misread(ValueError):
    """A text that its field cannot read. `suggestion` is the text that was probably meant, or empty."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def _text(value: object, what: str) -> str:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None:
        raise Misread(f"has no value; it should be {what}")
    shape = (
        "a list"
        if isinstance(value, list)
        else "a mapping (words with a colon)"
        if isinstance(value, dict)
        else "something else"
    )
    raise Misread(f"is {shape}; it should be {what}")


def _one_line(value: object) -> str:
    text = _text(value, "a line of text").strip()
    if not text:
        raise Misread("is empty; it should be a line of text")
    if "\n" in text:
        raise Misread("runs over several lines; it should be one line", " ".join(text.split()))
    return text


def _prose(value: object) -> str:
    text = _text(value, "text").strip("\n")
    if not text.strip():
        raise Misread("is empty; it should be text")
    return text


_ID = Pattern(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\Z")


def slug(text: str) -> str:
    """The id that a text would make: lower case, words joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _id(value: object) -> str:
    text = _text(value, "an id").strip()
    if not _ID.match(text):
        raise Misread(f"`{text}` is not an id: ids are lower-case letters, digits and hyphens", slug(text))
    return text


def _yes_no(value: object) -> bool:
    text = _text(value, "yes or no").strip().lower()
    if text in ("yes", "true"):
        return True
    if text in ("no", "false"):
        return False
    near = "yes" if text[:1] in ("y", "t") else "no" if text[:1] in ("n", "f") else ""
    raise Misread(f"`{text}` is not yes or no", near)


def show_date(day: date) -> str:
    """A date as people write it: 20 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def read_date(text: str) -> date:
    """`2026-12-15` or `15 December 2026` as a date; raises `Misread` with the likely date for other forms."""
    text = " ".join(text.split())
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if (match := re.fullmatch(r"(\d{1,2}) ([A-Za-z]+) (\d{4})", text)) and match[2].lower() in _MONTH:
            return date(int(match[3]), _MONTH[match[2].lower()], int(match[1]))
    except ValueError:
        raise Misread(f"`{text}` is not a day of the calendar") from None
    suggestion = ""
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        try:
            suggestion = show_date(date(int(match[3]), int(match[2]), int(match[1])))
        except ValueError:
            suggestion = ""
    elif match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th) (?:of )?([A-Za-z]+),? (\d{4})", text):
        suggestion = f"{match[1]} {match[2].capitalize()} {match[3]}" if match[2].lower() in _MONTH else ""
    raise Misread(f"`{text}` is not read as a date: write 15 December 2026 or 2026-12-15", suggestion)


def _date(value: object) -> date:
    return value if isinstance(value, date) else read_date(_text(value, "a date"))


_UNITS = {
    "hour": 1.0,
    "day": 24.0,
    "working day": 33.6,
    "week": 168.0,
    "month": 730.5,
    "quarter": 2191.5,
    "year": 8766.0,
}
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
          "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "thirty": 30}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as people agree it: an amount and a unit (hour, day, working day, week, month, year)."""

    amount: int
    unit: str

    @property
    def hours(self) -> float:
        """The length in hours, for comparing only: a month is 730.5, a working day a fifth of a week."""
        return self.amount * _UNITS[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


def read_period(text: str) -> Period:
    """`12 months`, `5 working days`, `one year`, `24h` as a period; raises `Misread`."""
    plain = " ".join(text.lower().replace("-", " ").split())
    match = re.fullmatch(r"(\d+|[a-z]+) ?(hour|hr|h|working day|day|week|month|quarter|year|yr)s?", plain)
    if match:
        amount = int(match[1]) if match[1].isdigit() else _WORDS.get(match[1], 0)
        unit = {"hr": "hour", "h": "hour", "yr": "year"}.get(match[2], match[2])
        if amount:
            return Period(amount, unit)
    raise Misread(f"`{text}` is not read as a period: write it as 12 months, 5 working days or 24 hours")


def _period(value: object) -> Period:
    return value if isinstance(value, Period) else read_period(_text(value, "a period"))


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, records or things as typed (`about 4,000`), and the number in it."""

    text: str
    number: int

    def __str__(self) -> str:
        return self.text


def read_count(text: str) -> Count:
    """`4000`, `about 4,000 a year`, `fewer than 50`: the text and its largest number; raises `Misread`."""
    numbers = [int(found.replace(",", "")) for found in re.findall(r"\d{1,3}(?:,\d{3})+|\d+", text)]
    if not numbers:
        raise Misread(f"`{text}` has no number in it: write it as 4000 or about 4,000")
    return Count(" ".join(text.split()), max(numbers))


def _count(value: object) -> Count:
    return value if isinstance(value, Count) else read_count(_text(value, "a number"))


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [] if value is None else [value]


def _mapped(value: object) -> object:
    return {} if value is None else value


def empty_list() -> list[Any]:
    """What a field of many values has when it is not given."""
    return []


def empty_mapping() -> dict[str, Any]:
    """What a field of named values has when it is not given."""
    return {}


# pydantic reads these signatures again for every field. Kept with the functions, that costs nothing; worked out each
# time (of `list` and `dict` even by parsing a text), it was an eighth of the time that the models take to be built.
for _function in (_one_line, _prose, _id, _yes_no, _date, _period, _count, _listed, _mapped, empty_list, empty_mapping):
    setattr(_function, "__signature__", inspect.signature(_function))  # noqa: B010

# Named aliases, so that pydantic builds each type once and not once a field: a third less time at the start.
_TYPED_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}

Text = TypeAliasType("Text", Annotated[str, BeforeValidator(_one_line), WithJsonSchema(_TYPED_TEXT)])
"""One line of text; numbers and yes/no stay the text that was typed."""

Prose = TypeAliasType("Prose", Annotated[str, BeforeValidator(_prose), WithJsonSchema(_TYPED_TEXT)])
"""The partners' own words: paragraphs and bullets (`- `), nothing else."""

Id = TypeAliasType(
    "Id",
    Annotated[str, BeforeValidator(_id), WithJsonSchema({"type": "string", "pattern": "^[a-z0-9]+([-.][a-z0-9]+)*$"})],
)
"""A name that the rest of the document refers to: lower-case letters, digits and hyphens."""

YesNo = TypeAliasType(
    "YesNo", Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no", True, False]})]
)
"""yes or no."""

Day = TypeAliasType("Day", Annotated[date, BeforeValidator(_date), PlainSerializer(show_date), WithJsonSchema(
    {"type": "string", "description": "A date: 15 December 2026 or 2026-12-15"}
)])  # fmt: skip
"""A date, written 15 December 2026 or 2026-12-15."""

Duration = TypeAliasType("Duration", Annotated[Period, BeforeValidator(_period), PlainSerializer(str), WithJsonSchema(
    {"type": "string", "description": "A period: 12 months, 5 working days, 24 hours"}
)])  # fmt: skip
"""A period, written 12 months, 5 working days or 24 hours."""

Number = TypeAliasType(
    "Number",
    Annotated[Count, BeforeValidator(_count), PlainSerializer(str), WithJsonSchema({"type": ["string", "number"]})],
)
"""A number of people, records or things, as typed: about 4,000."""

T = TypeVar("T")

Many = Annotated[list[T], BeforeValidator(_listed)]
"""One value or a list of them."""

Block = Annotated[T, BeforeValidator(_mapped)]
"""A mapping that may be left empty (`wolds-council:` and nothing more)."""
