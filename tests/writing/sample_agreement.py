"""A whole agreement of an invented county, as a `Document`: every kind of block, and text as people write it."""

from __future__ import annotations

from datetime import date

from isptool.writing.document import (
    Block,
    Bullets,
    Callout,
    Clause,
    Clauses,
    Contents,
    Cover,
    Document,
    Figure,
    Flow,
    FlowDiagram,
    FlowParty,
    Gap,
    Heading,
    KeyFacts,
    LineBreak,
    Link,
    PageBreak,
    Para,
    Prose,
    Ref,
    Section,
    Signature,
    Signatures,
    Table,
    Text,
)

COUNCIL, FIRE, TRUST = "Wolds Council", "Wolds and Dales Fire and Rescue Service", "Wolds Acute Hospitals NHS Trust"
PRACTICES = "GP practices in the county that have signed the protocol"
CHARITY = "Harbour Carers (registered charity)"

DIAGRAM = FlowDiagram(
    (
        FlowParty("council", COUNCIL, "Controller"),
        FlowParty("practices", PRACTICES, "Controllers"),
        FlowParty("trust", TRUST, "Controller"),
        FlowParty("charity", CHARITY, "Controller"),
        FlowParty("fire", FIRE, "Controller"),
    ),
    (
        Flow("council", "fire", ("Monthly list", "Name and address, oxygen at home; by SFTP")),
        Flow("practices", "fire", ("Monthly list", "Name and address, oxygen at home; by SFTP")),
        Flow("trust", "fire", ("Discharge notice", "Within 2 working days, by secure e-mail")),
        Flow("fire", "trust", ("Visit made or refused",)),
        Flow("charity", "fire", ("Referral by a carer", "With the person's agreement, by telephone")),
        Flow("fire", "council", ("Safeguarding concern", "At once, to the adult social care front door")),
    ),
)

_ITEMS = (
    ("Full name", "Ordinary", "To write to the person and to address the crew correctly"),
    ("Address of the home", "Ordinary", "To find the home, and to know which crew is nearest"),
    ("Telephone number", "Ordinary", "To agree a time for the visit"),
    ("Date of birth", "Ordinary", "To be sure that the right person is visited"),
    ("Oxygen kept in the home (yes or no)", "Health", "Oxygen makes a fire spread faster; the crew must know"),
    ("Emollient creams used (yes or no)", "Health", "Skin creams soaked into clothing burn quickly"),
    ("Mobility (on foot, with help, not at all)", "Health", "To plan how the person would leave the home"),
    ("Hearing or sight loss", "Health", "An ordinary smoke alarm may not wake the person"),
    ("Smoking in the home (yes or no)", "Health", "The most common cause of fires in which people die"),
    ("Lives alone (yes or no)", "Ordinary", "Nobody else may raise the alarm"),
    ("Carer's name and telephone number", "Ordinary", "To agree the visit where the person wishes it so"),
    ("Language and communication needs", "Ordinary", "To bring an interpreter or easy-read leaflets"),
    ("Hoarding noted by a practitioner", "Health", "Blocked ways out; a fire that is hard to reach"),
    ("Risk to staff (yes or no, and what)", "Criminal offence", "To keep crews safe when they visit"),
)


def _law() -> tuple[Block, ...]:
    return (
        Heading(1, "Law", "law", numbered=True),
        Para(
            "Each party needs a lawful basis of its own. Table 4 names it for each purpose; what stands there was "
            "checked by each party's data protection officer."
        ),
        Table(
            "Lawful basis for each party and purpose",
            ("Party", "Power or duty", "Article 6", "Article 9 and condition"),
            (
                (
                    COUNCIL,
                    "Care Act 2014, section 6 (co-operation)",
                    "6(1)(e) public task",
                    "9(2)(h) with Schedule 1, paragraph 2",
                ),
                (
                    PRACTICES,
                    "National Health Service Act 2006",
                    "6(1)(e) public task",
                    "9(2)(h) with Schedule 1, paragraph 2",
                ),
                (
                    FIRE,
                    "Fire and Rescue Services Act 2004, section 6",
                    "6(1)(e) public task",
                    "9(2)(g) with Schedule 1, paragraph 6",
                ),
                (TRUST, "National Health Service Act 2006", "6(1)(e) public task", (Gap("Still to be agreed"),)),
                (CHARITY, "Its charitable objects", "6(1)(f) legitimate interests", "9(2)(a) explicit consent"),
            ),
            anchor="lawful-bases",
            description="One row for each party, with its power, its Article 6 basis and its Article 9 condition.",
        ),
        Callout(
            "gap",
            "the Article 9 condition of the acute trust. Its Caldicott Guardian decides by 15 December 2026.",
        ),
        Clauses(
            (
                Clause(
                    "Information given in confidence is shared only where the person agrees, the law requires it, or "
                    "the public interest in preventing death or serious injury outweighs the duty of confidence.",
                    "confidence",
                    note="Already agreed: protocol clause 7.2.",
                ),
                Clause(
                    (
                        Text(
                            "The parties have considered the right to respect for private life. They share the "
                            "least that lets a crew make one useful visit, as set out in "
                        ),
                        Ref("items"),
                        Text(" and "),
                        Ref("left-out"),
                        Text("."),
                    ),
                    "human-rights",
                ),
            )
        ),
    )


def _terms() -> tuple[Block, ...]:
    return (
        Heading(1, "Security", "security", numbered=True),
        Clauses(
            (
                Clause(
                    "Each party protects the information as the protocol requires, and in particular:",
                    "measures",
                    more=(
                        Bullets(
                            (
                                "by encryption on the way and at rest;",
                                "by access only for the posts named in the party's own schedule;",
                                "by a record of who looked at what, kept for 24 months;",
                                "by training, repeated each year, for everyone who has access.",
                            )
                        ),
                    ),
                    note="Already agreed: protocol clause 9.1.",
                ),
                Clause(
                    "Information is never sent by fax, to a personal e-mail account, or on unencrypted media.",
                    "never",
                    note="Already agreed: protocol clause 9.4, which no agreement can change.",
                ),
                Clause("A crew takes no list on paper out of the station, except where:", "paper"),
                Clause("the mobile terminal has failed, and", level=2),
                Clause("the officer in charge has recorded:", level=2),
                Clause("the number of homes on the list, and", level=3),
                Clause("when the paper was destroyed.", level=3),
            )
        ),
        Heading(1, "Keeping and deleting", "retention", numbered=True),
        Heading(2, "How long"),
        Table(
            "How long information is kept",
            ("Information", "Kept by", "For how long", "Counted from", "Then"),
            (
                ("Monthly lists", FIRE, "12 months", "date of the visit", "deleted"),
                ("Discharge notices", FIRE, "6 months", "date of the notice", "deleted"),
                ("Records of visits", FIRE, "6 years", "end of the financial year", "reviewed, then deleted"),
                ("Refusals", f"{FIRE}; the party that referred", "3 years", "date of the refusal", "deleted"),
            ),
            anchor="periods",
            row_heads=True,
        ),
        Heading(2, "How it is destroyed"),
        Clauses(
            (
                Clause(
                    (
                        Text("A party that deletes information under "),
                        Ref("periods"),
                        Text(" can show that it did so. Backups follow within 90 days."),
                    ),
                    "destroyed",
                ),
            )
        ),
        Heading(1, "People's rights", "rights", numbered=True),
        Para(
            (
                Text(
                    "People are told about this sharing in each party's privacy notice. Requests go to the party "
                    "that receives them, which answers within one calendar month and tells the others within "
                ),
                Text("two working days", bold=True),
                Text(". See "),
                Link(
                    "the Information Commissioner's guidance on data sharing", "https://ico.org.uk/for-organisations/"
                ),
                Text(" and "),
                Ref("contacts"),
                Text("."),
            )
        ),
        Table(
            "Contacts for requests, complaints and incidents",
            ("Party", "Post", "E-mail address", "In an incident, by telephone"),
            (
                (COUNCIL, "Data protection officer", _mail("information.governance@wolds.example"), "01632 960 001"),
                (FIRE, "Head of information", _mail("dpo@wolds-dales-fire.example"), "01632 960 002"),
                (TRUST, "Caldicott Guardian", _mail("caldicott@wolds-acute.example"), "01632 960 003"),
                (CHARITY, "Chief officer", _mail("privacy@harbour-carers.example"), "01632 960 004"),
            ),
            anchor="contacts",
        ),
        Heading(1, "When something goes wrong", "incidents", numbered=True),
        Clauses(
            (
                Clause(
                    "A party that learns of a personal data breach tells the others that are affected at once, and "
                    "in any case within 24 hours, by telephone and in writing.",
                    "breach",
                    note="Already agreed: protocol clause 11.3, which no agreement can change.",
                ),
                Clause(
                    "The party where the breach happened decides whether the Information Commissioner must be "
                    "told, and does so within 72 hours."
                ),
                Clause(
                    (
                        Text("Nothing here stands in the way of acting at once to protect a person: see "),
                        Ref("confidence"),
                        Text("."),
                    ),
                ),
            )
        ),
        Callout("warning", "a list that went to the wrong address is an incident, whether or not it was opened."),
        Heading(1, "Start, review and end", "review", numbered=True),
        Clauses(
            (
                Clause("This agreement starts when all parties have signed it. It has no fixed end."),
                Clause(
                    "It is reviewed every 12 months, first by 31 March 2027, and at once when the law or a "
                    "purpose changes."
                ),
                Clause(
                    "A party may leave with three months' notice in writing. What it has received is deleted or "
                    "returned within 30 days, except where the law requires otherwise."
                ),
            )
        ),
        Callout("note", "the protocol's rules on disputes, costs and amendments apply and are not repeated here."),
    )


def _mail(address: str) -> tuple[Link, ...]:
    return (Link(address, f"mailto:{address}"),)


def agreement(mark: str = "DRAFT", *, signed: bool = False) -> Document:
    """The sample, as a draft unless told otherwise."""
    items = tuple(
        (
            str(number),
            what,
            category,
            "Council, GP practices, acute trust" if number < 10 else "Council",
            "Fire and rescue service",
            why,
            "Monthly" if number < 10 else "With each referral",
        )
        for number, (what, category, why) in enumerate(_ITEMS, 1)
    )
    blocks: tuple[Block, ...] = (
        Heading(1, "On one page", "summary"),
        KeyFacts(
            (
                ("What is shared", "Who might not escape a fire at home, and why."),
                ("Why", "To offer a safe and well visit to those at most risk, and to make it useful."),
                ("Who gives", f"{COUNCIL}; {PRACTICES}; {TRUST}; {CHARITY}"),
                ("Who gets", FIRE),
                ("About whom", "About 4,000 adults known to need care and support. No children."),
                ("How often", "Monthly, and within two working days of a discharge."),
                ("Review", "31 March 2027, then every 12 months"),
                ("Still to be agreed", (Gap("2 points of 43"), Text(": see "), Ref("open"), Text("."))),
            )
        ),
        Contents(),
        PageBreak(),
        Heading(1, "Introduction", "introduction", numbered=True),
        Para(
            "This agreement is made under the Wolds and Dales Multi-Agency Information Sharing Protocol, version 5.0. "
            "It says what is particular to safe and well visits; everything else is settled in the protocol and is "
            "printed here with the clause that settles it."
        ),
        Para("It lets the parties:"),
        Bullets(
            (
                "decide which homes to offer a visit,",
                "make one visit that deals with fire, falls, warmth and loneliness, and",
                "learn, from figures that name nobody, whether visits prevent deaths.",
            )
        ),
        Heading(1, "Parties", "parties", numbered=True),
        Table(
            "The parties and their roles",
            ("Party", "Role", "Registration", "Signs"),
            (
                (COUNCIL, "Controller", "ZA000001", "Director of Adult Services"),
                (PRACTICES, "Controllers, each for its own patients", "listed in Annex A", "Senior partner of each"),
                (TRUST, "Controller", "ZA000003", "Caldicott Guardian"),
                (CHARITY, "Controller", "ZA000004", "Chief officer"),
                (FIRE, "Controller", "ZA000002", "Chief Fire Officer"),
            ),
        ),
        Heading(1, "Purposes", "purposes", numbered=True),
        Heading(2, "Choosing homes", numbered=True),
        Clauses(
            (
                Clause(
                    "The fire and rescue service decides which homes to offer a visit, and in what order.", "choose"
                ),
                Clause(
                    "The information is not used for enforcement of any kind, for insurance, or to decide on benefits.",
                    "not-for",
                ),
            )
        ),
        Heading(2, "Making the visit useful", numbered=True),
        Clauses(
            (
                Clause(
                    "The crew brings what the person needs: an alarm for somebody who is deaf, a sensor that "
                    "switches a cooker off, bedding that does not burn."
                ),
            )
        ),
        Heading(1, "How information flows", "flows", numbered=True),
        Para(
            (
                Ref("picture", "Figure 1"),
                Text(" shows who gives what to whom; "),
                Ref("flow-table"),
                Text(" says the same in words."),
            )
        ),
        Figure(
            DIAGRAM,
            "Who gives what to whom",
            anchor="picture",
            table=Table(
                "The flows in words",
                ("From", "To", "What", "When and how"),
                (
                    (f"{COUNCIL}, each GP practice", FIRE, "Monthly list", "First working day of the month, by SFTP"),
                    (TRUST, FIRE, "Discharge notice", "Within 2 working days, by secure e-mail"),
                    (FIRE, TRUST, "Whether the visit was made or refused", "On the day of the visit"),
                    (CHARITY, FIRE, "Referral by a carer", "When a carer asks, by telephone"),
                    (FIRE, COUNCIL, "Safeguarding concern", "At once, to the adult social care front door"),
                ),
                anchor="flow-table",
                row_heads=False,
            ),
        ),
        Heading(1, "What is shared", "items-section", numbered=True),
        Para("Nothing is shared that is not listed here."),
        Table(
            "Information to be shared",
            ("No.", "Information", "Category", "From", "To", "Why it is needed", "When"),
            items,
            landscape=True,
            anchor="items",
            description="One row for each item: what it is, its category, who gives it to whom, why and when.",
        ),
        Heading(2, "What is left out"),
        Clauses(
            (
                Clause(
                    "Diagnoses, test results and letters are never shared: the crew needs to know what to bring, "
                    "not why.",
                    "left-out",
                ),
                Clause(
                    "The following are left out because a less intrusive way was found:",
                    more=(
                        Bullets(("the names of visitors,", "photographs of the home, and", "NHS numbers.")),
                        Callout("gap", "whether tenants of supported housing are marked as such.", "Not yet agreed"),
                    ),
                ),
            )
        ),
        *_law(),
        *_terms(),
        Heading(1, "Still to be agreed", "open", numbered=True),
        Table(
            "Points still to be agreed",
            ("Point", "Where", "Who decides", "By when"),
            (
                ("Article 9 condition of the acute trust", (Ref("law"),), "Its Caldicott Guardian", "15 December 2026"),
                ("Tenants of supported housing", (Ref("left-out"),), "Wolds Council's DPO", "15 December 2026"),
            ),
        ),
        Heading(1, "Sign-off", "sign-off", numbered=True),
        Para("Each signature is for the party named. A signature covers this version and no other."),
        Signatures(
            (
                Signature(
                    COUNCIL,
                    ("Controller",),
                    "Signed electronically, text mark 7F3A-91C2" if signed else "",
                    "",
                    "Director of Adult Services",
                    "20 November 2026" if signed else "",
                ),
                Signature(FIRE, ("Controller",), post="Chief Fire Officer"),
                Signature(TRUST, ("Controller", "Also for its community nursing division"), post="Caldicott Guardian"),
                Signature(CHARITY, ("Controller",), post="Chief officer"),
            )
        ),
        Section("portrait"),
        Heading(1, "GP practices", "practices", annex=True),
        Para("Each practice signs its own schedule; these had done so when this version was sealed."),
        Table(
            "Practices",
            ("Practice", "Reference", "Signed"),
            tuple((f"Dale End Surgery {n}", f"WD-GP-{n:03}", f"{n} October 2026") for n in range(1, 10)),
        ),
        Heading(1, "Words used here", "words", annex=True),
        KeyFacts(
            (
                ("Controller", "The organisation that decides why and how personal data is used."),
                (
                    "Safe and well visit",
                    Prose(
                        (
                            Para("A visit at home, by agreement, in which a crew:"),
                            Bullets(
                                ("looks for what could cause a fire,", "fits alarms, and", "offers help from others.")
                            ),
                        )
                    ),
                ),
                ("Address", "Wolds Council\nCounty Hall\nWolds"),
                ("Postal", (Text("County Hall"), LineBreak(), Text("Dales"))),
            ),
            "Words and their meaning",
        ),
    )
    return Document(
        "Safe and well visits",
        blocks,
        subtitle="Sharing information so that people who might not escape a fire at home are offered help",
        kind="Information sharing agreement",
        reference="WD-ISA-014",
        version="1.0",
        marking="OFFICIAL-SENSITIVE",
        mark=mark,
        subject="Fire safety at home",
        keywords=("information sharing agreement", "fire safety", "safe and well"),
        author="Wolds and Dales Information Sharing Partnership",
        date=date(2026, 11, 20),
        cover=Cover(
            (COUNCIL, FIRE, TRUST, PRACTICES, CHARITY),
            (
                ("Under", "Wolds and Dales Multi-Agency Information Sharing Protocol, version 5.0"),
                ("Date", "20 November 2026"),
            ),
        ),
        embedded=b'{"kind":"agreement","id":"safe-and-well-visits","version":"1.0"}',
    )
