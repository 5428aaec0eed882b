"""The findings that reading names and settling points can yield: code, words, why, and how to mend.

Messages are filled from the trouble's own values. STR-04, 05, 08, 09 and 10 are rules of the practitioners'
list that can only be decided while settling; the SET family is about the language itself.
"""

from __future__ import annotations

import re

from msgspec import Struct

from isptool.findings import Edit, Finding, Gate, Severity, ValuePath
from isptool.reading.nearest import sure


class Code(Struct, frozen=True):
    """One kind of trouble that settling can find, with the words of its page."""

    code: str
    name: str
    severity: Severity
    gate: Gate
    message: str
    why: str
    fix: str


def _code(
    code: str, name: str, message: str, why: str, fix: str, severity: Severity = Severity.ERROR, gate: Gate = Gate.DRAFT
) -> Code:
    return Code(code, name, severity, gate, message, why, fix)


CODES: dict[str, Code] = {
    each.code: each
    for each in (
        _code(
            "STR-04",
            "reference-to-an-id-that-does-not-exist",
            "`{id}` is not defined{near}.",
            "A reference to something that does not exist settles nothing.",
            "Correct the id, or define `{id}`.",
        ),
        _code(
            "STR-05",
            "duplicate-id",
            "`{id}` is used twice: for {first} and for {second}.",
            "Any id may stand in any `for:`, so it must mean one thing in the whole document.",
            "Rename one of the two.",
        ),
        _code(
            "STR-08",
            "changes-what-cannot-change",
            "“{point}” is settled by {protocol}{clause}, and {what}.",
            "What the partners settled once binds every agreement, or nothing was settled.",
            "Take it out, so that the protocol's answer is inherited; or propose a change to the protocol: tell its "
            "owner, or add a comment under its `consultation:`, with the point in `about:` and the reason in `said:`.",
        ),
        _code(
            "STR-09",
            "departs-without-a-reason",
            "This departs from {protocol}{clause} on “{point}” without saying why.",
            "Partners read everything again if departures are hidden.",
            "Add `because:` with the reason.",
            Severity.WARNING,
        ),
        _code(
            "STR-10",
            "repeats-the-protocol",
            "“{point}” repeats {protocol}{clause}; leave it out and it will be inherited.",
            "A repeated text has to be compared, reviewed and kept in step for ever.",
            "Delete it: documents show the protocol's clause.",
            Severity.INFO,
        ),
        _code(
            "SET-01",
            "group-holds-itself",
            "Group `{id}` holds itself ({round}), so it stands for nobody.",
            "A group is a name for parties; one that holds itself has no end.",
            "Take `{id}` out of the group it reaches.",
        ),
        _code(
            "SET-02",
            "protocol-adopts-itself",
            "Protocol `{id}` adopts itself ({round}).",
            "The chain of protocols must end.",
            "Take out `adopts:` where the circle closes.",
        ),
        _code(
            "SET-03",
            "two-answers-tie",
            "“{point}” has two different answers for the same case ({where}): {values}. Neither is narrower.",
            "The tool never chooses between two answers.",
            "Give one of them a narrower `for:`, or make them agree.",
        ),
        _code(
            "SET-04",
            "answer-covers-nothing",
            "This answer to “{point}” is for {scope}, and nothing in the document is.",
            "An answer that covers nothing answers nothing, and hides a gap.",
            "Correct `for:`, or delete the answer.",
        ),
        _code(
            "SET-05",
            "choosing-what-is-never-allowed",
            "`{key}` is never allowed for “{point}”: {protocol}{clause} says so.",
            "A prohibition holds in every document below it.",
            "Choose another answer.",
        ),
        _code(
            "SET-06",
            "blank-without-its-answer",
            "`{blank}` belongs to {keys}, which {chosen}.",
            "A blank is printed only in the sentence it belongs to; this one would be lost.",
            "Choose that answer, or delete the blank.",
        ),
        _code(
            "SET-07",
            "unknown-blank",
            "“{point}” has no field `{blank}`{near}.",
            "Only declared fields are printed and checked.",
            "Use one of: {allowed}.",
        ),
        _code(
            "SET-08",
            "not-a-likely-answer",
            "`{key}` is not a likely answer of “{point}”{near}.",
            "A text that looks like a checked answer must be one.",
            "Choose one of: {allowed}; or write your own words under `in-our-words:`.",
        ),
        _code(
            "SET-09",
            "blank-not-understood",
            "`{blank}` of “{point}”: {trouble}.",
            "Rules and sentences need the value, not only the text.",
            "{fix}",
        ),
        _code(
            "SET-10",
            "written-in-the-wrong-place",
            "“{point}” is written under `{home}`, not under `{here}`.",
            "Each point has one home, so that nothing is answered twice.",
            "Move it to `{home}`.",
        ),
        _code(
            "SET-11",
            "stricter-without-a-reason",
            "An agreement may be stricter than {protocol}{clause} on “{point}”; say why this is stricter.",
            "Whether this is stricter cannot be worked out from the words.",
            "Add `stricter-because:` with the reason.",
        ),
        _code(
            "SET-12",
            "only-one-answer",
            "“{point}” takes one answer, and {keys} are chosen.",
            "The answers exclude each other.",
            "Keep one; scope the others with `for:` if they are for different cases.",
        ),
        _code(
            "SET-13",
            "answers-contradict",
            "`{first}` and `{second}` contradict each other in “{point}”.",
            "Both cannot be true at once.",
            "Take one of them out.",
        ),
        _code(
            "SET-14",
            "personal-data-in-a-non-personal-agreement",
            "The agreement says its information is non-personal, but {what}.",
            "The declaration settles every data protection question, so it must be true.",
            "Correct the declaration, or the category; or say `not-identifying-because:` at the item.",
        ),
        _code(
            "SET-15",
            "unknown-kind",
            "`{kind}` is not a known {what}{near}.",
            "A party or item of unknown kind would slip past the rules meant for it.",
            "Use a known kind; `isptool explain {what}` lists them.",
        ),
        _code(
            "SET-16",
            "answered-twice",
            "“{point}” is answered twice here: `{first}` and `{second}`.",
            "An answer, own words and a gap are one slot: only one can count.",
            "Keep one of them.",
        ),
        _code(
            "SET-17",
            "schedule-of-nobody",
            "`{id}` has a schedule but is no party of `{agreement}`.",
            "A schedule belongs to a party.",
            "Correct the id, or add the party.",
        ),
        _code(
            "SET-18",
            "unknown-point",
            "`{id}` is not a point{near}.",
            "Only points can be answered; a misspelt one stays open unseen.",
            "`isptool points` lists them.",
        ),
        _code(
            "SET-19",
            "gap-without-who-or-when",
            "“{where}” is not yet answered, and does not say {what}.",
            "A gap with nobody behind it stays a gap.",
            "Add {what}.",
            Severity.WARNING,
            Gate.CONSULTATION,
        ),
        _code(
            "SET-20",
            "kind-of-party-missing",
            "{party} has no kind of body, so {point} cannot be asked of it properly.",
            "A party of unknown kind would slip past the rules meant for it.",
            "Add `kind:` in partners.yaml, such as county-council, police or charity.",
            Severity.WARNING,
        ),
        _code(
            "SET-21",
            "two-categories-in-one-field",
            "“{item}” has the categories {values}: either people can be identified from it, or nobody can.",
            "Rules must know which category counts.",
            "Take out what does not apply; or make two items of it, one that identifies people and one that does not.",
        ),
        _code(
            "SET-22",
            "particular-settled-by-a-protocol",
            "“{point}”: `{key}` is always an agreement's own, so settling it here has no effect.",
            "Whom to ring, which recipients, which country differ from sharing to sharing.",
            "Take it out of the protocol.",
            Severity.WARNING,
        ),
        _code(
            "SET-23",
            "adopts-another-version",
            "This adopts version {version} of “{title}”, and the file here is version {there}.",
            "What is inherited comes from the file that is here, so it may not be what was adopted.",
            "See what changed with `isptool diff`, then write the version that you adopt; or bring back the old file.",
            Severity.WARNING,
        ),
    )
}


class Trouble(Struct, frozen=True):
    """One thing found while settling, before it has a place in a file."""

    code: str
    path: ValuePath
    file: str
    values: dict[str, str]
    edit: Edit | None = None


def finding(trouble: Trouble, document: str) -> Finding:
    """The trouble as a finding, its message filled; the place in the file is worked out later from the path."""
    code = CODES[trouble.code]
    return Finding(
        code=code.code,
        name=code.name,
        severity=code.severity,
        gate=code.gate,
        message=code.message.format_map(trouble.values),
        why=code.why,
        fix=code.fix.format_map(trouble.values),
        file=trouble.file,
        path=trouble.path,
        document=document,
        edit=trouble.edit or _mended(trouble),
    )


class Near(str):
    """The words ` (did you mean …?)`, or nothing; `meant` is the id itself."""

    __slots__ = ("meant",)
    meant: str


_MISSPELT = {"STR-04": "id", "SET-08": "key", "SET-15": "kind", "SET-18": "id"}
"""For the troubles that may be a slip of the hand: the value that holds the word as it was typed."""


def _mended(trouble: Trouble) -> Edit | None:
    """The mend of a misspelt reference.

    A party is not renamed where it is listed: the rest of the document calls it by the same word.
    """
    meant = trouble.values.get("near")
    typed = trouble.values.get(_MISSPELT.get(trouble.code, ""), "")
    listed = len(trouble.path) == len(("parties", "id")) and trouble.path[0] == "parties"
    if listed or not isinstance(meant, Near) or not surely_meant(typed, meant.meant):
        return None
    is_key = trouble.path[-1] == typed
    return Edit("rename-key" if is_key else "set", trouble.path, meant.meant)


def surely_meant(typed: str, meant: str) -> bool:
    """Whether one word is another but for spelling: the same letters, or one slip in them.

    What differs by a number is another thing.
    """
    same_numbers = re.findall(r"\d+", typed) == re.findall(r"\d+", meant)
    return bool(meant) and typed != meant and same_numbers and sure(typed, meant)


def near(text: str, candidates: list[str]) -> Near:
    """` (did you mean …?)` for the nearest candidate, compared without case, spaces and hyphens; or nothing."""
    from difflib import get_close_matches

    def plain(word: str) -> str:
        return word.lower().replace(" ", "").replace("-", "").replace("_", "")

    by_plain = {plain(each): each for each in candidates}
    found = get_close_matches(plain(text), list(by_plain), n=1, cutoff=0.6)
    said = Near(f" (did you mean `{by_plain[found[0]]}`?)" if found else "")
    said.meant = by_plain[found[0]] if found else ""
    return said
