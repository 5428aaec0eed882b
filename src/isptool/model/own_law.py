"""Powers and duties that a workspace adds to the law data: `law/*.yaml`, for what we do not have."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from isptool.model.fields import Block, Day, Id, Many, Prose, Text, YesNo
from isptool.model.node import Node
from isptool.model.partner import Nation

GatewayKind = Literal["duty", "power", "duty-and-power", "implied", "common-law", "guidance", "prohibition"]
Standing = Literal["in-force", "not-commenced", "repealed", "held-unlawful", "check"]


class OwnLimit(Node):
    """One limit of a law: of which data it does not speak, or what must be there first."""

    says: Text = Field(description="The limit in words, as a finding or a document prints it.")
    only_to: Many[Id] = Field(default_factory=list, description="The kinds of bodies that may receive.")
    only_from: Many[Id] = Field(default_factory=list, description="The kinds of bodies that may give.")
    not_this_data: Many[Id] = Field(default_factory=list, description="Categories of data that it does not reach.")
    only_for: Many[Id] = Field(default_factory=list, description="The kinds of purposes that it serves.")


class OwnLaw(Node):
    """A power, duty or function under which a body may, or must, share."""

    title: Text = Field(description="What it is, in a few words.")
    citation: Text = Field(description="How a document prints it: section 12 of the County Act 1999.")
    short: Text | None = Field(None, description="How a table prints it: County Act 1999 s.12.")
    aliases: Many[Text] = Field(default_factory=list, description="Other ways in which people write it.")
    kind: GatewayKind = Field(description="duty, power, duty-and-power, implied, common-law, guidance or prohibition.")
    nations: Many[Nation] = Field(default_factory=list, description="Where it applies; all four nations if left out.")
    from_: Many[Id] = Field(default_factory=list, description="The kinds of bodies that may give; any if left out.")
    to: Many[Id] = Field(default_factory=list, description="The kinds of bodies that may receive; any if left out.")
    purposes: Many[Id] = Field(default_factory=list, description="The kinds of purposes it serves; any if left out.")
    allows: Prose = Field(description="For what the law allows or requires it, in a sentence.")
    does_not_reach: Many[Id] = Field(default_factory=list, description="Categories of data that it does not reach.")
    lifts_confidentiality: YesNo | None = Field(
        None, description="Whether it lifts a duty of confidence; left out, it is not known."
    )
    limits: list[Block[OwnLimit]] = Field(default_factory=list, description="Its limits, one by one.")
    status: Standing = Field("in-force", description="in-force, not-commenced, repealed, held-unlawful or check.")
    in_force_from: Day | None = Field(None, description="The day from which it was in force.")
    until: Day | None = Field(None, description="The last day on which it was in force.")
    replaced_by: Many[Id] = Field(default_factory=list, description="What replaced it: ids of the law data.")
    as_at: Day = Field(description="The day on which somebody last looked at it.")
    read_in: Text | None = Field(None, description="Where its text was read; left out, it counts as from knowledge.")
    looked_at_by: Text | None = Field(None, description="The post that looked at it.")
    address: Text | None = Field(None, description="Where it stands, such as legislation.gov.uk/ukpga/1999/1.")


class OwnLawFile(Node):
    """A file of laws of the partnership's own."""

    kind: Literal["law"] = Field(description="What this file is: law.")
    format: Text | None = Field(None, description="The version of the language this file is written in.")
    laws: dict[Id, Block[OwnLaw]] = Field(description="The powers and duties, each by its id.")
