"""An organisation, described once in partners.yaml and referred to by its id."""

from typing import Literal

from pydantic import Field

from isptool.model.fields import Block, Day, Id, Many, Prose, Text, YesNo, empty_list, empty_mapping
from isptool.model.node import Node, Row

Nation = Literal["england", "wales", "scotland", "northern-ireland"]
CompetentAuthority = Literal["yes", "no", "for-some-purposes"]


class Contact(Node):
    """A post that can be reached; a name is optional and never published."""

    post: Text | None = Field(None, description="The title of the post, not a person.")
    mailbox: Text | None = Field(None, description="A shared mailbox.")
    phone: Text | None = Field(None, description="A telephone number.")
    hours: Text | None = Field(None, description="When it is answered, such as 24/7 or office hours.")
    out_of_hours: Text | None = Field(None, description="What to do outside those hours.")
    deputy: Text | None = Field(None, description="The post that covers absence.")


class PolicyDocument(Node):
    """An appropriate policy document (DPA 2018 Schedule 1 Part 4, section 42)."""

    title: Text = Field(description="Its title.")
    link: Text | None = Field(None, description="Where it is published or kept.")
    covers: Many[Text] = Field(default_factory=empty_list, description="The paragraphs of Schedule 1 or 8 it covers.")
    review: Day | None = Field(None, description="When it is reviewed next.")


class Partner(Row):
    """An organisation of the partnership: what kind of body it is and how it is reached."""

    name: Text = Field(description="The legal name of the organisation.")
    called: Text | None = Field(None, description="The short name used in documents.")
    kind: Id | None = Field(None, description="The kind of body, such as county-council, police or charity.")
    formerly: Many[Text] = Field(default_factory=empty_list, description="Names it had before or is also known by.")
    nations: Many[Nation] = Field(default_factory=empty_list, description="The nations of the UK it works in.")
    public_authority: YesNo | None = Field(None, description="Whether it is a public authority (DPA 2018 s.7).")
    competent_authority: CompetentAuthority | None = Field(
        None, description="Whether it is a competent authority (DPA 2018 s.30): yes, no or for-some-purposes."
    )
    functions: Many[Text] = Field(default_factory=empty_list, description="Its statutory functions that matter here.")
    ico_registration: Text | None = Field(None, description="Its registration number with the ICO.")
    ico_registration_until: Day | None = Field(None, description="The day that registration ends.")
    dspt: Text | None = Field(None, description="Its Data Security and Protection Toolkit status.")
    assurance: Many[Text] = Field(default_factory=empty_list, description="Security standards it holds.")
    privacy_notice: Text | None = Field(None, description="The address of its privacy notice.")
    privacy_notice_updated: Day | None = Field(None, description="When that notice was last changed.")
    privacy_notice_names: Many[Id] = Field(
        default_factory=empty_list, description="Whom that notice names as recipients: partners, or kinds of bodies."
    )
    policy_documents: Many[PolicyDocument] = Field(
        default_factory=empty_list, description="Its appropriate policy documents."
    )
    contacts: dict[Id, Contact] = Field(
        default_factory=empty_mapping,
        description="Posts by role: day-to-day, data-protection, incidents, out-of-hours, caldicott, siro, …",
    )
    address: Prose | None = Field(None, description="Its postal address.")
    ended: Day | None = Field(None, description="The day the body was abolished, merged or renamed.")
    successor: Id | None = Field(None, description="The partner that took its place.")


class Partners(Node):
    """A file of partners."""

    kind: Literal["partners"] = Field(description="What this file is: partners.")
    format: Text | None = Field(None, description="The version of the language this file is written in.")
    partners: dict[Id, Block[Partner]] = Field(description="The organisations, each by its id.")
