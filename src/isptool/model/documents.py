"""The documents themselves: protocol, agreement, schedules, and the settings of a workspace."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from isptool.model.answer import Answer, Settlement
from isptool.model.fields import Block, Day, Id, Many, Prose, Text, YesNo, empty_list, empty_mapping
from isptool.model.node import Node, Row
from isptool.model.partner import Contact, Nation
from isptool.model.terms import (
    AcceptedError,
    Annex,
    Began,
    Case,
    Catalogue,
    Change,
    Condition,
    Consultation,
    DataItem,
    DataSet,
    EarlierVersion,
    ExchangeRole,
    Flow,
    Holding,
    LawRow,
    LeftOut,
    OptOut,
    Other,
    OwnSection,
    Party,
    People,
    Purpose,
    Related,
    Review,
    Waiver,
)

Status = Literal["idea", "draft", "consultation"]
"""What a file may say of itself; every later status is derived from records."""


def _named(value: object) -> object:
    return dict.fromkeys(value) if isinstance(value, list) and all(isinstance(each, str) for each in value) else value


class Joins(Node):
    """How a partner takes part in a protocol."""

    joins: Text | None = Field(None, description="planned, or when it joins.")
    since: Day | None = Field(None, description="The day it joined.")


class Head(Node):
    """The head and tail that protocols and agreements have in common."""

    format: Text | None = Field(None, description="The version of the language this file is written in.")
    id: Id = Field(description="The id of the document, unique in the workspace.")
    title: Text = Field(description="Its title.")
    called: Text | None = Field(None, description="What this partnership calls such a document: ISP, ISA, DSA, MoU, …")
    version: Text | None = Field(None, description="The version being written, such as 1.0.")
    status: Status = Field("draft", description="draft or consultation; later statuses come from records.")
    references: dict[Text, Text] = Field(
        default_factory=empty_mapping, description="Reference numbers, by whose they are."
    )
    marking: Text | None = Field(None, description="The protective marking, such as OFFICIAL-SENSITIVE.")
    owner: Text | None = Field(None, description="The partner, and post, that owns the document.")
    drawn_up_by: Text | None = Field(None, description="Who wrote it.")
    area: Text | None = Field(None, description="The area it covers.")
    summary: Prose | None = Field(None, description="What this is, in plain words, for the first page.")
    related: Many[Related] = Field(
        default_factory=empty_list, description="Existing documents, and what this one does to them."
    )
    earlier_versions: Many[EarlierVersion] = Field(default_factory=empty_list, description="Versions before this one.")
    history: Many[Change] = Field(default_factory=empty_list, description="The document history.")
    prevails_over: Many[Text] = Field(default_factory=empty_list, description="Documents over which this one prevails.")
    local_form_of: Text | None = Field(None, description="The national scheme of which this is a local form.")
    groups: dict[Id, list[Id]] = Field(default_factory=empty_mapping, description="Names for several parties.")
    start: Block[Answer] | None = Field(None, description="When it starts and what must happen first.")
    end: Block[Answer] | None = Field(None, description="When it ends, if it does.")
    review: Block[Answer] | None = Field(None, description="When and by whom it is reviewed.")
    publish: Block[Answer] | None = Field(None, description="Whether it is published, and who answers FOI requests.")
    sign_off: Block[Answer] | None = Field(None, description="Who may sign.")
    reviews: Many[Review] = Field(default_factory=empty_list, description="Views recorded before sign-off.")
    consultation: Many[Consultation] = Field(default_factory=empty_list, description="Rounds of consultation.")
    waivers: Many[Waiver] = Field(default_factory=empty_list, description="Rules answered in this document.")
    accepted: Many[AcceptedError] = Field(default_factory=empty_list, description="Errors a senior officer accepts.")
    sections: Many[OwnSection] = Field(default_factory=empty_list, description="Own sections.")
    annexes: dict[Id, Annex] = Field(default_factory=empty_mapping, description="Annexes.")
    glossary: dict[Text, Prose] = Field(default_factory=empty_mapping, description="Own terms and what they mean here.")


class Partnership(Node):
    """Whom the protocol binds together, and why."""

    name: Text | None = Field(None, description="The name of the partnership.")
    purpose: Prose | None = Field(None, description="Why the partners need to share.")
    functions: Many[Text] = Field(default_factory=empty_list, description="The functions that sharing supports.")
    board: Text | None = Field(None, description="The board that answers for it.")
    secretariat: Text | None = Field(None, description="Who keeps the protocol and the register.")
    benefits: Many[Prose] = Field(default_factory=empty_list, description="Who benefits and how.")


class Adoption(Node):
    """Another protocol that this one adopts."""

    id: Id = Field(description="The protocol adopted.")
    version: Text | None = Field(None, description="Its version.")
    variations: Many[Prose] = Field(default_factory=empty_list, description="How this one varies from it, in words.")


class Protocol(Head):
    """The framework a partnership agrees once: what is common to every sharing."""

    kind: Literal["protocol"] = Field(description="What this file is: protocol.")
    partnership: Partnership | None = Field(None, description="Whom it binds together, and why.")
    covers: Many[Id] = Field(
        default_factory=empty_list,
        description="personal, special-category, criminal-offence, law-enforcement, non-personal.",
    )
    partners: Annotated[dict[Id, Joins | None], BeforeValidator(_named)] = Field(
        default_factory=empty_mapping, description="The partners, by id."
    )
    principles: Many[Prose] = Field(default_factory=empty_list, description="The principles that govern sharing.")
    settles: dict[Id, Many[Settlement]] = Field(
        default_factory=empty_mapping, description="The points it settles, and what an agreement may do with each."
    )
    adopts: Adoption | None = Field(None, description="Another protocol that it adopts.")


class Agreement(Head):
    """One defined sharing: who shares what with whom, for what, on what law, and how."""

    kind: Literal["agreement"] = Field(description="What this file is: agreement.")
    under: Id | None = Field(None, description="The protocol it is made under, or none.")
    follows: Literal["as-amended", "as-signed"] = Field(
        "as-amended", description="Whether it moves with the protocol (as-amended) or stays (as-signed)."
    )
    supports: Many[Prose] = Field(default_factory=empty_list, description="Strategies and statutory plans it supports.")
    information: Literal["personal", "non-personal"] | None = Field(
        None, description="non-personal settles every data protection question."
    )
    not_personal_because: Prose | None = Field(None, description="Why nobody can be identified from the information.")
    as_defined_in: dict[Id, Catalogue] = Field(
        default_factory=empty_mapping, description="Catalogues that define the data."
    )
    shape: Literal["one-way", "reciprocal", "joint", "hub"] | None = Field(
        None, description="one-way, reciprocal, joint or hub."
    )
    parties: dict[Id, Block[Party]] = Field(default_factory=empty_mapping, description="Those who take part.")
    others: dict[Id, Other] = Field(default_factory=empty_mapping, description="Those who matter but are no parties.")
    roles: dict[Id, ExchangeRole] = Field(default_factory=empty_mapping, description="Who someone is in one exchange.")
    cases: dict[Id, Block[Case]] = Field(
        default_factory=empty_mapping, description="Ways it arises, phases it goes through."
    )
    conditions: dict[Id, Condition] = Field(default_factory=empty_mapping, description="What must be so first.")
    purposes: dict[Id, Block[Purpose]] = Field(
        default_factory=empty_mapping, description="What the information is for."
    )
    people: dict[Id, Block[People]] = Field(default_factory=empty_mapping, description="Whose information it is.")
    data: dict[Id, Block[DataItem]] = Field(default_factory=empty_mapping, description="What is shared.")
    sets: dict[Id, DataSet] = Field(default_factory=empty_mapping, description="Names for several items.")
    caveats: dict[Id, Prose] = Field(default_factory=empty_mapping, description="Warnings that travel with the data.")
    holdings: dict[Id, Holding] = Field(
        default_factory=empty_mapping, description="Systems and stores where copies lie."
    )
    left_out: Many[LeftOut] = Field(default_factory=empty_list, description="What is never shared, and why.")
    flows: dict[Id, Block[Flow]] = Field(default_factory=empty_mapping, description="How the information moves.")
    law: Many[LawRow] = Field(default_factory=empty_list, description="On what law.")
    answers: dict[Id, Many[Answer]] = Field(
        default_factory=empty_mapping, description="The points still to be agreed; the rest is the protocol's."
    )
    opt_outs: dict[Id, OptOut] = Field(default_factory=empty_mapping, description="How people can say no.")
    began: Began | None = Field(None, description="Sharing that began before this was signed.")


class TakesPart(Node):
    """Whether and since when the party of a schedule takes part in a purpose."""

    takes_part: YesNo | None = Field(None, description="yes or no.")
    since: Day | None = Field(None, description="Since when.")


class Schedule(Row):
    """What differs for one party of an agreement with many; signed by that party alone."""

    reference: Text | None = Field(None, description="The party's own reference.")
    volume: Text | None = Field(None, description="How many records or people.")
    start: Block[Answer] | None = Field(None, description="When sharing with this party starts.")
    takes_part: dict[Id, TakesPart | None] = Field(
        default_factory=empty_mapping, description="The purposes it takes part in; empty means all."
    )
    law: Many[LawRow] = Field(default_factory=empty_list, description="Law that is this party's own.")
    answers: dict[Id, Many[Answer]] = Field(default_factory=empty_mapping, description="Answers for this party.")
    contacts: dict[Id, Contact] = Field(default_factory=empty_mapping, description="This party's posts.")
    facts: dict[Text, Text] = Field(default_factory=empty_mapping, description="Other facts of this party, by name.")


class Schedules(Node):
    """A file of schedules: one short block a party."""

    kind: Literal["schedules"] = Field(description="What this file is: schedules.")
    format: Text | None = Field(None, description="The version of the language this file is written in.")
    of: Id = Field(description="The agreement they belong to.")
    group: Id | None = Field(None, description="The group or class of parties they are for.")
    schedules: dict[Id, Block[Schedule]] = Field(description="Each party's schedule, by its id.")


class Settings(Node):
    """The settings of a workspace: isptool.yaml."""

    kind: Literal["workspace"] = Field(description="What this file is: workspace.")
    format: Text | None = Field(None, description="The version of the language this file is written in.")
    title: Text | None = Field(None, description="The name of the partnership.")
    as_at: Day | None = Field(None, description="The day on which dates are judged; empty means today.")
    nations: Many[Nation] = Field(default_factory=empty_list, description="The nations of the UK the partners work in.")
    publisher: Text | None = Field(None, description="Who publishes the register.")
    licence: Text | None = Field(None, description="The licence under which the register is published.")
    logo: Text | None = Field(None, description="The publisher's logo for the website: a PNG or JPEG file.")
    templates: Text | None = Field(None, description="The folder of own templates, if not templates/.")
    rendered: Text | None = Field(None, description="The folder for rendered documents, if not rendered/.")


Document = Protocol | Agreement


class _Kinds(Mapping[str, type[Node]]):
    """The model of each kind of file. One that a command does not meet is not built."""

    where: ClassVar = {
        "protocol": ("documents", "Protocol"),
        "agreement": ("documents", "Agreement"),
        "partners": ("partner", "Partners"),
        "schedules": ("documents", "Schedules"),
        "record": ("record", "Record"),
        "decision": ("decision", "KeptDecision"),
        "law": ("own_law", "OwnLawFile"),
        "filled-form": ("process_form", "FilledForm"),
        "workspace": ("documents", "Settings"),
    }

    def __getitem__(self, kind: str) -> type[Node]:
        module, name = self.where[kind]
        model: type[Node] = getattr(import_module(f"isptool.model.{module}"), name)
        return model

    def __contains__(self, kind: object) -> bool:
        return kind in self.where

    def __iter__(self) -> Iterator[str]:
        return iter(self.where)

    def __len__(self) -> int:
        return len(self.where)


ANY_FILE: Mapping[str, type[Node]] = _Kinds()
"""Every kind of file by its `kind:`."""
