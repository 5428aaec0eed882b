"""What a row of each law file may say: the models that hold the YAML to its shape.

Used when the law is compiled and in tests, never while the tool runs: `isptool.law.rows` has the light forms
that the compiled data becomes.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Nation = Literal["england", "wales", "scotland", "northern-ireland"]
NATIONS: tuple[Nation, ...] = ("england", "wales", "scotland", "northern-ireland")


def _day(value: Any) -> Any:
    """Read `5 February 2026` or `2026-02-05`; pydantic reports what is neither."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return datetime.strptime(value, "%d %B %Y").date()  # noqa: DTZ007 (a calendar day has no time zone)
    return value


def _nations(value: Any) -> Any:
    return list(NATIONS) if value == ["uk"] else value


def _range(value: Any) -> Any:
    """Read `6 to 28` as the numbers from 6 to 28."""
    found = re.fullmatch(r"(\d+) to (\d+)", value) if isinstance(value, str) else None
    return list(range(int(found[1]), int(found[2]) + 1)) if found else value


Day = Annotated[date, BeforeValidator(_day)]
Nations = Annotated[list[Nation], BeforeValidator(_nations), Field(min_length=1)]
Numbers = Annotated[list[int], BeforeValidator(_range)]
YesNo = Literal["yes", "no"]
YesNoCheck = Literal["yes", "no", "check"]
Status = Literal["in-force", "not-commenced", "repealed", "held-unlawful", "check"]
Mark = Literal["V", "V~", "K"]


def _hyphenated(name: str) -> str:
    return name.replace("_", "-")


class Row(BaseModel):
    """What every row says: its id, what it is called, and how far it has been verified.

    `verified` is V (read in a source, named in `verified-in`), V~ (the provision was seen, its detail was
    not) or K (from knowledge: to be checked before anyone relies on it). `to-check` lists what in this row
    nobody has checked.
    """

    model_config = ConfigDict(extra="forbid", alias_generator=_hyphenated, populate_by_name=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    aliases: list[str] = []
    shared_aliases: list[str] = []
    as_at: Day
    source: str = ""
    verified: Mark
    verified_in: str = ""
    to_check: list[str] = []
    note: str = ""


class Act(Row):
    """An Act, Order or set of regulations: how it is cited, and where it stands."""

    short: str
    also: list[str] = []
    address: str = ""


class LawRow(Row):
    """A provision of law. `act`, `provision` and `at` make its citations and its address; each can be given."""

    act: str = ""
    provision: str = ""
    at: str = ""
    citation: str = ""
    short: str = ""
    number: str = ""
    nations: Nations = list(NATIONS)
    nations_past: dict[Nation, Day] = {}
    status: Status = "in-force"
    in_force_from: Day | None = None
    until: Day | None = None
    replaced_by: list[str] = []
    equivalent_in: dict[Nation, list[str]] = {}

    @model_validator(mode="after")
    def _can_be_cited(self) -> LawRow:
        if not self.citation and not (self.act and self.provision):
            raise ValueError(f"{self.id} needs an act and a provision, or a citation written out")
        return self


class Article(LawRow):
    """A basis or condition of the UK GDPR: Article 6 and its Annexes, Article 9, Article 10."""

    group: Literal[
        "lawful-basis",
        "recognised-legitimate-interest",
        "compatible-purpose",
        "special-category-condition",
        "criminal-offence-basis",
    ]
    article: str
    name: str = ""
    called: str = ""
    annex_paragraphs: Numbers = []
    schedule_1: Numbers = []
    public_authority_tasks: YesNo = "yes"
    automated_decisions: YesNo = "yes"
    fits: str = ""
    needs: list[str] = []
    traps: list[str] = []


class ScheduleParagraph(LawRow):
    """A paragraph of Schedule 1 or Schedule 8 to the Data Protection Act 2018."""

    schedule: int
    paragraph: int
    part: int = 0
    condition: YesNo = "yes"
    spi_test: Literal["yes", "no", "conditional"] = "no"
    no_consent_test: Literal["yes", "no", "conditional"] = "no"
    apd: Literal["yes", "no", "as-extended"] = "no"
    apd_waived_when: list[Literal["to-competent-authority", "to-anti-doping-body"]] = []
    extends: Numbers = []
    relevance: Literal["", "none", "low", "medium", "high", "very-high"] = ""
    fits: str = ""


class Part3Provision(LawRow):
    """A provision of Part 3 (law-enforcement processing); `basis` ones can be cited as the ground of a use."""

    section: str
    name: str = ""
    basis: YesNo = "no"
    needs: list[Literal["consent", "strictly-necessary", "schedule-8", "policy-document", "authorising-law"]] = []
    says: str


class Direction(Row):
    """One cell of the matrix of regimes: who sends, who receives, and what each of them then needs."""

    sender: Literal["part-3", "uk-gdpr"]
    recipient: Literal["part-3", "uk-gdpr"]
    sender_needs: str
    recipient_needs: str


class Limit(BaseModel):
    """One limit of a gateway in a form that a rule can use, with the words that a person reads.

    Which fields a kind uses: `only-to` and `only-from` (bodies); `not-this-data` (data, `from` for a limit on
    some senders only); `only-for` (purposes); the others stand alone.
    """

    model_config = ConfigDict(extra="forbid", alias_generator=_hyphenated, populate_by_name=True)

    kind: Literal[
        "only-to", "only-from", "not-this-data", "only-for",
        "needs-consent", "not-if-the-person-objects", "needs-request", "needs-approval", "needs-listed-body",
        "needs-prescribed-purpose", "needs-code", "needs-register-entry", "needs-regulations",
        "needs-primary-function", "needs-commencement", "not-personal-data", "de-identified-only",
        "not-if-contrary-to-data-protection-law", "onward-limits", "no-express-gateway", "creates-no-power",
        "other",
    ]  # fmt: skip
    bodies: list[str] = []
    data: list[str] = []
    purposes: list[str] = []
    from_: Annotated[list[str], Field(alias="from")] = []
    says: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _says_of_whom_and_what(self) -> Limit:
        wanted = {
            "only-to": self.bodies,
            "only-from": self.bodies,
            "not-this-data": self.data,
            "only-for": self.purposes,
        }
        if self.kind in wanted and not wanted[self.kind]:
            raise ValueError(f"a limit of the kind {self.kind} must list what it covers")
        return self


class Gateway(LawRow):
    """A power, duty or function under which a body may, or must, share.

    `givers` and `receivers` are kinds of bodies (`bodies.yaml`) or `any`; `purposes` are kinds of purposes
    (`purposes.yaml`) or `any`; `for` says in words for what the law allows it.
    """

    kind: Literal["duty", "power", "duty-and-power", "implied", "common-law", "guidance", "prohibition"]
    givers: Annotated[list[str], Field(min_length=1)]
    receivers: Annotated[list[str], Field(min_length=1)]
    purposes: Annotated[list[str], Field(min_length=1)]
    for_: Annotated[str, Field(alias="for", min_length=1)]
    does_not_reach: list[str] = []
    lifts_confidentiality: YesNoCheck
    limits: list[Limit] = []

    @model_validator(mode="after")
    def _any_stands_alone(self) -> Gateway:
        for name in ("givers", "receivers", "purposes"):
            ids = getattr(self, name)
            if "any" in ids and len(ids) > 1:
                raise ValueError(f"{self.id}: under {name}, any stands alone")
        return self


class Restriction(LawRow):
    """A law that forbids or limits a disclosure, and so beats a gateway.

    `signs` are words in the name of a data item that suggest it (whole words, any case); `held-by` are kinds
    of bodies whose information it binds.
    """

    restricts: Annotated[str, Field(min_length=1)]
    offence: YesNoCheck
    signs: list[str] = []
    held_by: list[str] = []
    exceptions: str = ""


class Offence(LawRow):
    """A crime worth printing in a guide for staff."""

    says: str


class TimeLimit(LawRow):
    """A number that the law fixes. `figure` is how it prints; `amount` and `unit` are for rules."""

    figure: str
    amount: float
    unit: Literal["hours", "days", "working-days", "weeks", "months", "years", "million-pounds", "percent"]
    counted_from: str = ""
    extendable_by: str = ""


class Ground(LawRow):
    """A rule of law beside data protection: confidence, human rights, transfers abroad, exemptions, codes."""

    group: Literal[
        "confidence",
        "confidence-basis",
        "caldicott",
        "human-rights",
        "equality",
        "code",
        "rule",
        "transfer",
        "exemption",
        "case",
    ]
    regime: Literal["", "uk-gdpr", "part-3"] = ""
    for_purposes: list[str] = []
    needs: list[str] = []
    says: str


class Change(LawRow):
    """What an amending Act changed for sharing, and since when."""

    changes: list[str] = []
    relevant: YesNo = "yes"
    says: str


class StaleTerm(Row):
    """A citation or term that has been replaced.

    `pattern` is a regular expression; `if-has` are lower-case words, one of which the text must hold before it
    is tried. `one-for-one` with `replacement` lets a fix be made without a person. `found-in` and `not-in`
    are texts that the pattern must and must not match. `since` is the day from which it is out of date.
    """

    term: str
    pattern: str
    case: YesNo = "no"
    if_has: Annotated[list[str], Field(min_length=1)]
    nations: Nations
    since: Day
    new: str
    one_for_one: YesNo
    replacement: str = ""
    why: str
    found_in: Annotated[list[str], Field(min_length=1)]
    not_in: Annotated[list[str], Field(min_length=1)]

    @model_validator(mode="after")
    def _keeps_its_promises(self) -> StaleTerm:
        pattern = re.compile(self.pattern, 0 if self.case == "yes" else re.IGNORECASE)
        for text in self.found_in:
            if not pattern.search(text) or not any(word in text.lower() for word in self.if_has):
                raise ValueError(f"{self.id} does not find {text!r}")
        for text in self.not_in:
            if pattern.search(text):
                raise ValueError(f"{self.id} finds {text!r}, which is right as it stands")
        if (self.one_for_one == "yes") != bool(self.replacement):
            raise ValueError(f"{self.id}: a replacement belongs to a term that is replaced one for one")
        return self


class Category(Row):
    """A category of data; the categories form a tree by `within`."""

    within: str = ""
    personal: YesNo
    special: YesNo = "no"
    criminal: YesNo = "no"
    sensitive: YesNo = "no"
    choose: YesNo = "yes"
    signs: list[str] = []
    says: str


class BodyKind(Row):
    """A kind of body, with what is usually true of it; a kind may lie within several others."""

    within: list[str] = []
    nations: Nations
    public_authority: Literal["yes", "no", "for-some-purposes", "check"]
    competent_authority: Literal["yes", "no", "for-some-purposes", "check"]
    foi: Literal["foia", "foisa", "foia-in-part", "foisa-in-part", "by-nation", "no", "check"]
    health_or_care: YesNo = "no"
    can_sign: YesNo = "yes"


class PurposeKind(Row):
    """A kind of purpose: whether it is law enforcement, and whether it is health or social care."""

    law_enforcement: Literal["yes", "no", "for-some"]
    health_or_care: YesNo = "no"
    signs: list[str] = []


class Identifier(Row):
    """An identifying item, and where it may properly be used."""

    signs: Annotated[list[str], Field(min_length=1)]
    identifies: YesNo = "yes"
    for_bodies: list[str] = []
    for_purposes: list[str] = []
    why: str = ""


class DpiaTrigger(Row):
    """A kind of use for which the ICO's list requires a data protection impact assessment."""

    alone: YesNo
    signs: list[str] = []
    says: str


FAMILIES: dict[str, type[Row]] = {
    "act": Act,
    "article": Article,
    "body": BodyKind,
    "category": Category,
    "change": Change,
    "direction": Direction,
    "dpia-trigger": DpiaTrigger,
    "gateway": Gateway,
    "ground": Ground,
    "identifier": Identifier,
    "offence": Offence,
    "part-3": Part3Provision,
    "purpose": PurposeKind,
    "restriction": Restriction,
    "schedule-1": ScheduleParagraph,
    "schedule-8": ScheduleParagraph,
    "stale-term": StaleTerm,
    "time-limit": TimeLimit,
}
"""Each family of rows, by the word that stands under `family:` in its file."""
