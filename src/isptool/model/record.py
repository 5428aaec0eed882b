"""A record: an agreement or protocol that was written elsewhere, as the register needs to know it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from isptool.model.fields import Block, Day, Id, Many, Prose, Text, YesNo, empty_list, empty_mapping
from isptool.model.node import Node

RecordStatus = Literal[
    "idea", "draft", "consultation", "signing", "signed", "in-force", "under-review", "suspended", "expired",
    "superseded", "terminated", "withdrawn", "unknown",
]  # fmt: skip
"""How such a document stands. Its records are kept elsewhere, so its file says it."""


def _named(value: object) -> object:
    return dict.fromkeys(value) if isinstance(value, list) and all(isinstance(each, str) for each in value) else value


class RecordParty(Node):
    """A party of a document that was written elsewhere."""

    name: Text | None = Field(None, description="Its name, where it is not in partners.yaml.")
    role: Literal["controller", "joint-controller", "processor", "recipient"] | None = Field(
        None, description="controller, joint-controller, processor or recipient; empty means controller."
    )
    signed: Day | None = Field(None, description="The day it signed, where that is known.")


class RecordItem(Node):
    """Something that is shared under it."""

    what: Text = Field(description="What is shared, in words.")
    kind: Many[Id] = Field(default_factory=empty_list, description="Likely answers of point P13, such as identity.")
    category: Many[Id] = Field(default_factory=empty_list, description="ordinary, special-health, criminal-offence, …")
    source: Text | None = Field(None, description="The system it comes from.")


class RecordFile(Node):
    """The signed document itself, and the digest by which it is known again."""

    path: Text = Field(description="Where it is, from the folder of this file or of the workspace.")
    sha256: Annotated[
        Text, Field(pattern="^[0-9a-f]{64}$", description="The SHA-256 digest of the file, in 64 small hex digits.")
    ]


class Record(Node):
    """An agreement or protocol that was written elsewhere: what the register knows of it, and its file."""

    kind: Literal["record"] = Field(description="What this file is: record.")
    format: Text | None = Field(None, description="The version of the language this file is written in.")
    id: Id = Field(description="The id of the document, unique in the workspace.")
    title: Text = Field(description="Its title.")
    called: Text | None = Field(None, description="What its partnership calls it: ISP, ISA, DSA, MoU, …")
    is_: Literal["agreement", "protocol"] = Field("agreement", description="agreement or protocol.")
    version: Text | None = Field(None, description="Its version.")
    status: RecordStatus = Field("unknown", description="How it stands, such as in-force or expired.")
    references: dict[Text, Text] = Field(
        default_factory=empty_mapping, description="Reference numbers, by whose they are."
    )
    under: Id | None = Field(None, description="The protocol it is made under, if that is in this workspace.")
    owner: Text | None = Field(None, description="The partner, and post, that answers for it.")
    drawn_up_by: Text | None = Field(None, description="Who wrote it.")
    area: Text | None = Field(None, description="The area it covers.")
    parties: Annotated[dict[Id, Block[RecordParty]], BeforeValidator(_named)] = Field(
        default_factory=empty_mapping, description="Those who take part, by their id in partners.yaml."
    )
    purpose: Prose | None = Field(None, description="What the information is for.")
    purpose_kinds: Many[Id] = Field(default_factory=empty_list, description="Likely answers of point P05.")
    benefits: Prose | None = Field(None, description="What good it does.")
    gateway: Many[Text] = Field(
        default_factory=empty_list, description="Powers and duties: ids of the law data, or words."
    )
    article_6: Many[Text] = Field(default_factory=empty_list, description="The lawful bases, such as 6(1)(e).")
    article_9: Many[Text] = Field(default_factory=empty_list, description="The conditions, such as 9(2)(g).")
    data: dict[Id, RecordItem] = Field(default_factory=empty_mapping, description="What is shared.")
    children: YesNo | None = Field(None, description="Whether any of it is about children.")
    law_enforcement: YesNo | None = Field(None, description="Whether Part 3 of the DPA 2018 governs any of it.")
    outside_uk: YesNo | None = Field(None, description="Whether any of it leaves the UK.")
    method: Prose | None = Field(None, description="How it is sent.")
    systems: Many[Text] = Field(default_factory=empty_list, description="The systems it comes from, or goes into.")
    retention: Prose | None = Field(None, description="How long it is kept.")
    dpia: Text | None = Field(None, description="The reference of the impact assessment.")
    dpia_on: Day | None = Field(None, description="The day of the impact assessment.")
    starts: Day | None = Field(None, description="The day it started.")
    ends: Day | None = Field(None, description="The last day, if it has one.")
    reviewed: Day | None = Field(None, description="The day of its last review.")
    next_review: Day | None = Field(None, description="The day of its next review.")
    publish: YesNo | None = Field(None, description="Whether it may be published.")
    publish_because: Prose | None = Field(None, description="Why, or why not.")
    contact: Text | None = Field(None, description="The post or shared mailbox that answers questions about it.")
    file: RecordFile | None = Field(None, description="The signed document, and its digest.")
