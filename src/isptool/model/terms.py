"""The small facts an agreement is made of: parties, people, data, flows, law, and what stands around them."""

from typing import Literal

from pydantic import Field

from isptool.model.fields import Day, Duration, Id, Many, Number, Prose, Text, YesNo, empty_list, empty_mapping
from isptool.model.node import DepartingRow, Node, Published, PublishedRow
from isptool.model.partner import CompetentAuthority, Contact, Nation

# ── who ──────────────────────────────────────────────────────────────────────────────────────────────


class RoleHeld(Node):
    """A role of a party: for some uses, and for some time."""

    role: Literal["controller", "joint-controller", "processor", "host", "lead", "coordinator"] = Field(
        description="controller, joint-controller, processor, host, lead or coordinator."
    )
    for_: Many[Id] = Field(default_factory=empty_list, description="The purposes, flows, data or cases it is held for.")
    on_behalf_of: Many[Id] = Field(default_factory=empty_list, description="Whose processor or host it is.")
    contract: Text | None = Field(None, description="The reference of the contract, for a processor.")
    since: Text | None = Field(None, description="A day, or the event from which it is held.")
    until: Text | None = Field(None, description="A day, or the event at which it ends.")


class Party(DepartingRow):
    """A partner, class, office holder or board that takes part in this agreement."""

    class_: Text | None = Field(None, description="The class of bodies this stands for, such as GP practices.")
    kind: Id | None = Field(None, description="The kind of body, where partners.yaml does not say it.")
    name: Text | None = Field(None, description="The name, for a party that is not in partners.yaml.")
    office: Text | None = Field(None, description="The office whose holder is the party, such as chief constable.")
    division: Text | None = Field(None, description="The part of the organisation that takes part.")
    of: Id | None = Field(None, description="The partner to which an office or division belongs.")
    to_be_named: YesNo | None = Field(None, description="yes: a standard form, the party is named when it joins.")
    called_here: Text | None = Field(None, description="What this document calls the party.")
    acts_for: Many[Id] = Field(default_factory=empty_list, description="The parties on whose behalf it acts.")
    acts_through: Text | None = Field(None, description="The body or team through which it acts.")
    law_of: Text | None = Field(None, description="A jurisdiction outside the UK whose law governs this party.")
    nations: Many[Nation] = Field(default_factory=empty_list, description="The nations of the UK it works in here.")
    public_authority: YesNo | None = Field(None, description="Whether it is a public authority here.")
    competent_authority: CompetentAuthority | None = Field(None, description="Whether it is a competent authority.")
    roles: Many[RoleHeld] = Field(
        default_factory=empty_list, description="Roles it holds here, when not simply controller."
    )
    open_to: Prose | None = Field(None, description="Who may join, for an open set of parties.")
    joins_by: Text | None = Field(None, description="How a member of an open set joins.")
    list_: Text | None = Field(None, description="Where the list of members is kept.")
    contacts: dict[Id, Contact] = Field(
        default_factory=empty_mapping, description="Posts for this agreement, where they differ from partners.yaml."
    )
    since: Day | None = Field(None, description="The day it joined.")


class Other(PublishedRow):
    """Somebody who matters but is no party: a processor, a recipient, a regulator, a supplier."""

    name: Text = Field(description="The name.")
    is_: Many[Literal["processor", "recipient", "operator", "regulator", "supplier", "public", "adviser"]] = Field(
        default_factory=empty_list,
        description="processor, recipient, operator, regulator, supplier, adviser or public.",
    )
    acts_for: Many[Id] = Field(default_factory=empty_list, description="The parties it acts for.")
    contract: Text | None = Field(None, description="The reference of its contract.")
    bound_by: Prose | None = Field(None, description="What binds it.")
    may: Many[Prose] = Field(default_factory=empty_list, description="Powers it has, or what it may do.")
    location: Text | None = Field(None, description="The country in which it keeps or reaches the data.")
    sub_processors: Many[Text] = Field(default_factory=empty_list, description="Those it uses in turn.")


class ExchangeRole(Node):
    """Who someone is in one transaction: the referring council, the host, the enquirer."""

    what: Text = Field(description="The role in words.")
    may_be: Many[Id] = Field(default_factory=empty_list, description="The parties that may take it.")


class Case(Node):
    """A way the matter can arise, or a phase it goes through."""

    what: Text | None = Field(None, description="The case in words.")
    when: Prose | None = Field(None, description="When it arises.")
    until: Prose | None = Field(None, description="When it ends.")
    becomes: Many[Id] = Field(default_factory=empty_list, description="The cases it may turn into.")


class Condition(Node):
    """Something that must be so before a purpose, flow or the start."""

    what: Prose = Field(description="What must be so.")
    evidence: Prose | None = Field(None, description="What shows it.")
    decided_by: Text | None = Field(None, description="Who decides that it is met.")
    met: Literal["yes", "no", "not-yet"] | None = Field(None, description="yes, no or not-yet.")


# ── what for, whose, what ────────────────────────────────────────────────────────────────────────────


class Purpose(DepartingRow):
    """What will be decided or done with the information, by whom, and what it may not be used for."""

    kind: Id | None = Field(None, description="The kind of purpose: a likely answer of point P05.")
    aim: Prose | None = Field(None, description="To decide or do what, for whom.")
    offence_type: Text | None = Field(None, description="The kind of offence, where the purpose is about crime.")
    used_by: Many[Id] = Field(default_factory=empty_list, description="The parties that use the data for it.")
    not_for: Many[Prose] = Field(default_factory=empty_list, description="What the data may not be used for.")
    must_not: Many[Prose] = Field(default_factory=empty_list, description="What its users must not do.")
    law_enforcement: YesNo | None = Field(
        None, description="Whether this is a law-enforcement purpose (DPA 2018 s.31)."
    )
    outside_public_task: YesNo | None = Field(None, description="yes where this is no public task of its users.")
    optional_service: YesNo | None = Field(None, description="yes where people may freely refuse the service.")
    only_if: Many[Id] = Field(default_factory=empty_list, description="Conditions (by id) that must be met.")
    cases: Many[Id] = Field(default_factory=empty_list, description="The cases in which it arises.")
    collected_for: Prose | None = Field(None, description="What the information was first collected for.")
    since: Text | None = Field(None, description="A day, phase or event from which it counts.")


class People(DepartingRow):
    """A group of people whose information is shared."""

    what: Text | None = Field(None, description="Who they are.")
    kind: Many[Id] = Field(default_factory=empty_list, description="Likely answers of point P06, such as children.")
    service: Text | None = Field(None, description="The service they use, where they are its users.")
    number: Number | None = Field(None, description="Roughly how many, such as about 4,000.")
    whole_area: YesNo | None = Field(None, description="yes where everyone of an area is included.")
    children: Literal["yes", "no", "some"] | None = Field(
        None, description="Whether any are children: yes, no or some."
    )
    at_risk: YesNo | None = Field(None, description="Whether any are adults at risk.")
    care_and_support_needs: YesNo | None = Field(None, description="Whether they have needs for care and support.")
    living: Literal["yes", "no", "some"] | None = Field(None, description="no for people who have died or are unborn.")
    best_interests: Prose | None = Field(
        None, description="For children: how the sharing serves the best interests of the child."
    )
    includes: Many[Text] = Field(default_factory=empty_list, description="Others whose data comes along.")
    excludes: Many[Text] = Field(default_factory=empty_list, description="Who is left out.")


class DataItem(DepartingRow):
    """One thing that is shared: what it is, about whom, its category, where it comes from and why it is needed."""

    what: Text | None = Field(None, description="The item in words.")
    kind: Many[Id] = Field(default_factory=empty_list, description="Likely answers of point P13, such as identity.")
    about: Many[Id] = Field(default_factory=empty_list, description="The groups of people it is about.")
    category: Many[Id] = Field(
        default_factory=empty_list, description="ordinary, special-health, criminal-offence, non-personal, …"
    )
    needed_for: dict[Id, Prose | None] = Field(
        default_factory=empty_mapping, description="Each purpose that needs it, and why."
    )
    source: Text | None = Field(None, description="The system or holding it comes from.")
    source_keeps: Duration | None = Field(None, description="How long the source itself keeps it.")
    fields: Many[Text] = Field(
        default_factory=empty_list, description="The single fields, where it is a group of them."
    )
    values: Many[Text] = Field(default_factory=empty_list, description="The values it can take.")
    optional: YesNo | None = Field(None, description="yes where it is sent only if held.")
    form: Literal["record", "image", "object", "document", "free-text", "sound", "flag"] | None = Field(
        None, description="record, flag, free-text, document, image, sound or object."
    )
    free_text: Literal["excluded", "reviewed", "included"] | None = Field(
        None, description="Whether free text is excluded, reviewed before it is sent, or included."
    )
    checked_by: Text | None = Field(None, description="The post that checks free text or documents before sending.")
    derived_from: Many[Id] = Field(default_factory=empty_list, description="The items it is worked out from.")
    inferred_from: Text | None = Field(
        None, description="What in it reveals special category data, such as the name of a clinic."
    )
    made_by: Id | None = Field(None, description="The party that makes it.")
    before_release: Prose | None = Field(None, description="What is done to it before it is sent.")
    caveats: Many[Id] = Field(default_factory=empty_list, description="Caveats (by id) that travel with it.")
    part_of: Id | None = Field(None, description="The holding it is part of.")
    machine_field: Many[Text] = Field(default_factory=empty_list, description="The column or field name in the data.")
    relevance_test: Prose | None = Field(None, description="For an open item: what makes information relevant.")
    decided_by: Text | None = Field(None, description="The post that decides what is relevant.")
    role_in_case: YesNo | None = Field(None, description="Whether it says who is suspect, victim, witness.")
    fact_or_opinion: YesNo | None = Field(None, description="Whether fact and opinion are marked apart.")
    handling: Prose | None = Field(None, description="Handling code or conditions, for intelligence.")
    not_special_because: Prose | None = Field(None, description="Why it reveals nothing of a special category.")
    not_identifying_because: Prose | None = Field(None, description="Why nobody can be identified from it.")
    restriction_met_by: Prose | None = Field(None, description="The exception that allows a restricted item.")
    must_not: Many[Prose] = Field(default_factory=empty_list, description="What its recipient must not do with it.")
    as_defined_in: Id | None = Field(None, description="The external catalogue that defines it.")


class DataSet(Node):
    """A name for several items."""

    what: Text | None = Field(None, description="The set in words.")
    holds: Many[Id] = Field(default_factory=empty_list, description="The items and sets in it.")
    source: Text | None = Field(None, description="The system they come from.")


class Holding(Node):
    """A system or store where copies lie."""

    what: Text = Field(description="The system or store.")
    held_by: Many[Id] = Field(default_factory=empty_list, description="The parties that hold it.")
    controller: Many[Id] = Field(default_factory=empty_list, description="The controllers of what is in it.")
    form: Text | None = Field(None, description="Database, paper, recordings, samples, …")
    location: Text | None = Field(None, description="The country where it is.")


class LeftOut(Node):
    """Something that is never shared, and why."""

    what: Text = Field(description="What is left out.")
    because: Prose | None = Field(None, description="Why.")


class Catalogue(Node):
    """An external, versioned catalogue that defines the data."""

    title: Text = Field(description="Its title.")
    version: Text | None = Field(None, description="The version meant.")
    link: Text | None = Field(None, description="Where it is.")


# ── how it moves ─────────────────────────────────────────────────────────────────────────────────────


class Flow(DepartingRow):
    """One movement of information: from whom, to whom, what, for what, when and how."""

    what: Text | None = Field(None, description="The flow in words.")
    from_: Many[Text] = Field(
        default_factory=empty_list, description="The sender: party, group, role, `each of GROUP` or everyone."
    )
    to: Many[Text] = Field(default_factory=empty_list, description="The recipient, written like the sender.")
    between: Many[Text] = Field(
        default_factory=empty_list, description="For both ways: the parties or `each pair of GROUP`."
    )
    data: Many[Id] = Field(default_factory=empty_list, description="The items and sets that move.")
    purpose: Many[Id] = Field(default_factory=empty_list, description="The purposes it serves.")
    trigger: Prose | None = Field(None, description="What starts it.")
    when: Text | None = Field(None, description="How often: a likely answer of point P31, or own words.")
    event: Text | None = Field(None, description="The event of a per-event flow.")
    within: Duration | None = Field(None, description="How soon after its trigger.")
    before: Duration | None = Field(None, description="How long before the meeting or event it is for.")
    by_day: Text | None = Field(None, description="The day by which a regular flow is sent, such as 5th working day.")
    on: Day | None = Field(None, description="The day of a flow that happens once.")
    deadline: Text | None = Field(None, description="Any other deadline.")
    after: Many[Id] = Field(default_factory=empty_list, description="The flows it follows.")
    reply_to: Id | None = Field(None, description="The flow it answers.")
    expects: Prose | None = Field(None, description="The reply expected.")
    how: Many[Text] = Field(default_factory=empty_list, description="A likely answer of point P33, or own words.")
    portal: Text | None = Field(None, description="The portal, for secure-portal.")
    system: Text | None = Field(None, description="The system, for direct access or where it is recorded.")
    approved_by: Text | None = Field(None, description="The post that approves an exceptional method.")
    standard: Text | None = Field(None, description="The security standard of the route.")
    encryption: Text | None = Field(None, description="The encryption used.")
    verification: Text | None = Field(None, description="How the recipient or caller is checked.")
    fallback: Text | None = Field(None, description="The route when the first one fails.")
    secure_because: Prose | None = Field(None, description="Why a route whose words look insecure is secure.")
    by: Text | None = Field(None, description="The post that sends.")
    decided_by: Text | None = Field(None, description="The post that decides whether to share.")
    record: Prose | None = Field(None, description="The record that is kept.")
    duty: Literal["must", "may"] | None = Field(None, description="must or may.")
    copy_to: Many[Text] = Field(default_factory=empty_list, description="Who gets a copy.")
    only_own: YesNo | None = Field(None, description="yes: each member sends or gets only what concerns it.")
    only_if: Many[Id] = Field(default_factory=empty_list, description="Conditions (by id) that must be met.")
    cases: Many[Id] = Field(default_factory=empty_list, description="The cases in which it happens.")
    phase: Text | None = Field(None, description="pilot, planned, from month 7, …")
    since: Text | None = Field(None, description="A day or event from which it runs.")
    until: Text | None = Field(None, description="A day or event at which it stops.")  # type: ignore[assignment]
    volume: Text | None = Field(None, description="How many records or people at a time.")
    into: Id | None = Field(None, description="The holding it goes into.")
    must_not: Many[Prose] = Field(default_factory=empty_list, description="What the recipient must not do.")
    caveats: Many[Id] = Field(default_factory=empty_list, description="Caveats (by id) that travel with it.")
    same_as: Id | None = Field(None, description="A flow this one equals but for what is written here.")


# ── on what law ──────────────────────────────────────────────────────────────────────────────────────


class LawRow(DepartingRow):
    """The legal layers of a use, for the parties, purposes and flows in `for`. A list means all apply."""

    for_: Many[Id] = Field(default_factory=empty_list, description="Whom and what this is for; empty means all.")
    as_: Many[Literal["sender", "recipient"]] = Field(default_factory=empty_list, description="sender or recipient.")
    power: Many[Text] = Field(default_factory=empty_list, description="A power: an id of the law data, or own words.")
    duty: Many[Text] = Field(default_factory=empty_list, description="A duty: an id of the law data, or own words.")
    function: Text | None = Field(None, description="The function the power serves.")
    requested_under: Text | None = Field(
        None, description="The provision under which a request compels it, and which the request states."
    )
    restriction: Text | None = Field(None, description="A law that limits disclosure, and so bears on the power.")
    exception: Text | None = Field(None, description="The exception to that restriction which is relied on.")
    any_of: Many["LawRow"] = Field(default_factory=empty_list, description="Any one of these suffices.")
    regime: Literal["uk-gdpr", "part-3", "part-4"] | None = Field(
        None, description="uk-gdpr, part-3 (law enforcement) or part-4 (intelligence services)."
    )
    article_6: Many[Text] = Field(default_factory=empty_list, description="The lawful basis, such as 6(1)(e).")
    annex_1: Text | None = Field(None, description="The recognised legitimate interest, with 6(1)(ea).")
    assessment: Text | None = Field(None, description="Where the legitimate interests assessment is, with 6(1)(f).")
    article_9: Many[Text] = Field(
        default_factory=empty_list, description="The condition, such as 9(2)(g) with Schedule 1 paragraph 18."
    )
    article_10: Many[Text] = Field(
        default_factory=empty_list, description="official authority, or a paragraph of Schedule 1."
    )
    schedule_1: Many[Text] = Field(default_factory=empty_list, description="Paragraphs of Schedule 1 to the DPA 2018.")
    part_3: Many[Text] = Field(default_factory=empty_list, description="The Part 3 basis: 35(2)(b), 36(4), …")
    schedule_8: Many[Text] = Field(
        default_factory=empty_list, description="Paragraphs of Schedule 8, for sensitive processing."
    )
    strictly_necessary: Prose | None = Field(None, description="Why sensitive processing is strictly necessary.")
    authorised_by: Text | None = Field(None, description="The law that authorises another use (DPA 2018 s.36).")
    policy_document: Text | None = Field(None, description="The appropriate policy document relied on.")
    secrecy: Text | None = Field(None, description="Who owes the duty of confidentiality that 9(2)(h) needs.")
    withdrawal: Prose | None = Field(None, description="How consent is withdrawn and what happens then.")
    request_states_task: YesNo | None = Field(
        None, description="yes: the request says that the data is needed for a task laid down by law."
    )
    objective: Text | None = Field(None, description="The objective, for the Digital Economy Act 2017.")
    code_of_practice: Text | None = Field(None, description="The code of practice that applies.")
    register_entry: Text | None = Field(None, description="The reference of the register entry.")
    explanation: Prose | None = Field(None, description="Why this law fits.")
    transfer: Text | None = Field(None, description="The mechanism for a transfer outside the UK.")
    since: Text | None = Field(None, description="A day or event from which it is relied on.")
    until: Text | None = Field(None, description="A day or event at which it ends.")  # type: ignore[assignment]


# ── around it ────────────────────────────────────────────────────────────────────────────────────────


class Related(DepartingRow):
    """An existing protocol, agreement, contract or plan, and what this document does to it (point P01)."""

    document: Text | None = Field(None, description="The id of a document of this workspace, or its title.")
    reference: Text | None = Field(None, description="Its reference.")
    kind: Text | None = Field(None, description="Protocol, agreement, contract, memorandum, strategy, …")
    status: Text | None = Field(None, description="How it stands.")
    relation: Id | None = Field(None, description="A likely answer of point P01, such as replaces or none-found.")
    on: Day | None = Field(None, description="The day it lapsed, or the registers were searched.")
    adds: Text | None = Field(None, description="The data or partners it adds, for extends.")
    accepted_by: Text | None = Field(None, description="The post that accepted a lapse.")
    text: Prose | None = Field(None, description="Anything more.")


class EarlierVersion(Node):
    """A version before this one, and for whom or how long it still counts."""

    version: Text = Field(description="The version.")
    valid_for: Text | None = Field(None, description="For whom or how long it still counts.")


class Change(Node):
    """A line of the document history."""

    version: Text = Field(description="The version.")
    on: Day | None = Field(None, description="The day.")
    class_: Literal["administrative", "minor", "material"] | None = Field(
        None, description="How great the change is: administrative, minor or material."
    )
    by: Text | None = Field(None, description="The post or organisation.")
    what: Prose = Field(description="What changed.")


class OptOut(Node):
    """A way in which people can say no, and what it stops."""

    what: Text = Field(description="The opt-out.")
    made_at: Text | None = Field(None, description="Where it is made.")
    code: Text | None = Field(None, description="The code that records it.")
    stops: Many[Id] = Field(default_factory=empty_list, description="The flows or purposes it stops.")


class Began(Node):
    """Sharing that began before the agreement was signed, said openly."""

    on: Day | None = Field(None, description="The day it began.")
    authorised_by: Text | None = Field(None, description="The post that authorised it.")
    because: Prose | None = Field(None, description="Why it could not wait.")


class Waiver(Node):
    """A rule that is answered in the document: where, why, by whom, until when."""

    rule: Text = Field(description="The code of the rule.")
    at: Text | None = Field(None, description="The value it is waived for, as a path with dots; empty means all.")
    because: Prose | None = Field(None, description="The reason.")
    by: Text | None = Field(None, description="The post that answers for it.")
    on: Day | None = Field(None, description="The day of the decision.")
    until: Day | None = Field(None, description="The day it ends.")


class AcceptedError(Node):
    """An error that a senior officer accepts: printed on page 1, and ending with its date."""

    rule: Text = Field(description="The code of the rule.")
    at: Text | None = Field(None, description="The value it is accepted for; empty means all.")
    because: Prose | None = Field(None, description="The reason.")
    by: Text | None = Field(None, description="The senior officer's post.")
    advice: Text | None = Field(None, description="The reference of the advice taken.")
    on: Day | None = Field(None, description="The day of the decision.")
    until: Day | None = Field(None, description="The day it ends.")


class Review(Node):
    """A view recorded before sign-off: by a data protection officer, Caldicott Guardian, SIRO, …"""

    party: Id | None = Field(None, description="The party whose officer it is.")
    role: Id = Field(description="dpo, caldicott, iao, siro, legal, security, records or qa.")
    post: Text | None = Field(None, description="The post.")
    on: Day | None = Field(None, description="The day.")
    advice: Prose | None = Field(None, description="The advice or view given.")


class Comment(Node):
    """What a partner said in consultation, and the answer to it."""

    party: Id | None = Field(None, description="The partner.")
    about: Text | None = Field(None, description="The point or clause.")
    said: Prose = Field(description="What it said.")
    answer: Prose | None = Field(None, description="What was done about it.")


class Consultation(Node):
    """A round of consultation: who was asked, by when, what they said."""

    sent: Day | None = Field(None, description="The day it was sent.")
    deadline: Day | None = Field(None, description="The day by which partners answer.")
    to: Many[Id] = Field(default_factory=empty_list, description="The partners asked.")
    replied: dict[Id, Day | None] = Field(
        default_factory=empty_mapping, description="Each partner that answered, and when."
    )
    comments: Many[Comment] = Field(default_factory=empty_list, description="What they said.")


class OwnSection(Published):
    """A section in the partners' own words that no point asks for."""

    title: Text = Field(description="Its heading.")
    text: Prose = Field(description="Its text.")
    after: Text | None = Field(None, description="The section it follows.")


class Annex(Published):
    """An annex: its text, or the file it is."""

    title: Text = Field(description="Its heading.")
    text: Prose | None = Field(None, description="Its text.")
    file: Text | None = Field(None, description="The file, where it is kept apart.")
    reference: Text | None = Field(None, description="Its reference.")
