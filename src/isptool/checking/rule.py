"""What a rule is: a function over a settled document that yields the values it objects to, and its page in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar

from msgspec import Struct, field

from isptool.findings import Gate, Hit, Severity, ValuePath
from isptool.law.book import LawBook
from isptool.model.partner import Partner
from isptool.model.point import Point
from isptool.model.signed import NOTHING_SIGNED, Signed
from isptool.settling.settled import Settled

DecidesFrom = Literal["fields", "wording", "records"]
"""What a rule reads: typed fields, the partners' words (then it never is an error), or records of signing."""

Waivable = Literal["yes", "accept", "no"]
"""Who may answer a finding: the writer (`yes`), a senior officer (`accept`), nobody (`no`)."""

Profile = Literal["protocol", "agreement", "non-personal"]
"""What a document is to the rules: a protocol, an agreement about people, or one about nobody."""

EVERY_DOCUMENT: tuple[Profile, ...] = ("protocol", "agreement", "non-personal")
EVERY_AGREEMENT: tuple[Profile, ...] = ("agreement", "non-personal")
AGREEMENT: tuple[Profile, ...] = ("agreement",)
ABOUT_PEOPLE: tuple[Profile, ...] = ("protocol", "agreement")

EVERYTHING = "everything"
"""In `needs`: the rule judges the whole document, so it says nothing while any part could not be read."""

_CAPITALS = {
    word.lower(): word
    for word in ("ICO", "DPIA", "DPO", "NHS", "UPN", "FOI", "UK", "GDPR", "DSPT", "SIRO", "AI", "URL", "CRC")
}
"""Words of names that are written with capitals."""

T = TypeVar("T")


class At(Struct, frozen=True):
    """What a rule may know beside the document: the day, the law, the points, the partners, what was signed.

    Everything but the day and the law may be left out. `today` is the day on which dates are judged, which only
    the command line asks the clock for.
    """

    today: date
    law: LawBook
    points: Mapping[str, Point] = field(default_factory=dict)
    partners: Mapping[str, Partner] = field(default_factory=dict)
    """Every partner of partners.yaml, by id; those of the document are in `Settled.parties` too."""
    partner_files: Mapping[str, str] = field(default_factory=dict)
    """The file, as shown, in which each partner is described."""
    left_out: Mapping[str, tuple[ValuePath, ...]] = field(default_factory=dict)
    """By file: the paths that could not be read, so that nothing complains of what is only missing for that."""
    partners_unread: bool = False
    """Whether a file of partners could not be read at all, so that any partner may be one that it describes."""
    signed: Signed = NOTHING_SIGNED
    """What was signed of this document."""
    protocol_signed: Mapping[str, Signed] = field(default_factory=dict)
    """What was signed of each protocol it is under, by the protocol's id; absent where nobody looked."""
    others: Sequence[Settled] = ()
    """Every document of the workspace in one order, this one too; empty where only this one was read.

    Only rules of the gate `register` read them: everything else is decided from one document and those above it.
    """
    others_signed: Mapping[str, Signed] = field(default_factory=dict)
    """What was signed of each document of the workspace, by its id; absent where nobody looked."""
    words_elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Own words of the other agreements of the workspace, their spaces folded, each with that agreement's title."""
    memo: dict[str, Any] = field(default_factory=dict)
    """What rules have worked out of this document and share; see `once`."""
    of_all: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """What rules have worked out of the whole workspace, with the documents it was of; see `once_for_all`."""

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What `make` returns, worked out once for all rules that check the same document.

        The key is one of the module in which `make` is written: two modules may use the same word.
        """
        whole = f"{make.__module__}:{key}"
        if whole not in self.memo:
            self.memo[whole] = make()
        found: T = self.memo[whole]
        return found

    def once_for_all(self, key: str, make: Callable[[], T]) -> T:
        """What `make` returns of all the documents in `others`, worked out once for the whole workspace.

        It must depend on nothing but them. The key is one of the module in which `make` is written.
        """
        whole = f"{make.__module__}:{key}"
        kept = self.of_all.get(whole)
        if kept is None or kept[0] is not self.others:
            kept = self.of_all[whole] = (self.others, make())
        found: T = kept[1]
        return found

    def partner_file(self, partner: str) -> str:
        """The file in which a partner is described; empty where it is not known."""
        return self.partner_files.get(partner, "")


Check = Callable[[Settled, At], Iterable[Hit]]


class Rule(Struct, frozen=True):
    """One rule: what it is called, how bad, from which status on, what it says, and the function that checks it.

    `message` and `fix` are filled from the hit's values. `page` is the docstring of the function: what must be so,
    then (after an empty line) why, then what else there is to know. `check` is none for a rule that is decided
    on a lower floor, or by the engine itself; `decided_in` says where.
    """

    code: str
    name: str
    severity: Severity
    gate: Gate
    message: str
    fix: str
    page: str
    cites: tuple[str, ...]
    serves: tuple[str, ...]
    decides_from: DecidesFrom
    waivable: Waivable
    profiles: tuple[Profile, ...]
    speaks_for: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    decided_in: str = "checking"
    check: Check | None = None

    @property
    def family(self) -> str:
        """The letters of its code, such as LAW."""
        return self.code.partition("-")[0]

    @property
    def title(self) -> str:
        """Its name as words: `ICO registration missing or expired`."""
        words = " ".join(_CAPITALS.get(word, word) for word in self.name.split("-"))
        return words[:1].upper() + words[1:]

    @property
    def what(self) -> str:
        """What must be so, in one sentence or two: the first paragraph of its page."""
        return _paragraph(self.page, 0)

    @property
    def why(self) -> str:
        """Why: the second paragraph of its page."""
        return _paragraph(self.page, 1)

    @property
    def more(self) -> tuple[str, ...]:
        """The further paragraphs of its page: exceptions, and what else there is to know."""
        return tuple(" ".join(each.split()) for each in _paragraphs(self.page)[2:])


def _paragraphs(page: str) -> list[str]:
    return [each for each in page.strip().split("\n\n") if each.strip()]


@cache
def _paragraph(page: str, number: int) -> str:
    paragraphs = _paragraphs(page)
    return " ".join(paragraphs[number].split()) if number < len(paragraphs) else ""


def _usual(severity: Severity) -> Waivable:
    return "accept" if severity is Severity.ERROR else "yes"


def rule(
    code: str,
    severity: Severity,
    *,
    gate: Gate,
    message: str,
    fix: str,
    cites: Iterable[str],
    serves: Iterable[str] = (),
    decides_from: DecidesFrom = "fields",
    waivable: Waivable | None = None,
    profiles: tuple[Profile, ...] = AGREEMENT,
    speaks_for: Iterable[str] = (),
    instead_of: Iterable[str] = (),
    needs: Iterable[str] = (),
) -> Callable[[Callable[[Settled, At], Iterator[Hit]]], Rule]:
    """Make a rule of a function `(doc, at) -> Iterator[Hit]`.

    The function's name says the rule in words, its docstring is its page. `waivable` is `accept` for an error and
    `yes` for the rest where it is not given. `speaks_for` are points of which the rule says more exactly that they
    are still to be agreed, so that STR-02 does not say it as well; `instead_of` are codes that are not said of the
    same value where this one counts; `needs` are the blocks (or `everything`) that must have been readable for the
    rule to judge.
    """

    def made(check: Callable[[Settled, At], Iterator[Hit]]) -> Rule:
        return Rule(
            code=code,
            name=check.__name__.rstrip("_").replace("_", "-"),
            severity=severity,
            gate=gate,
            message=message,
            fix=fix,
            page=_dedented(check.__doc__ or ""),
            cites=tuple(cites),
            serves=tuple(serves),
            decides_from=decides_from,
            waivable=waivable or _usual(severity),
            profiles=profiles,
            speaks_for=tuple(speaks_for),
            instead_of=tuple(instead_of),
            needs=tuple(needs),
            check=check,
        )

    return made


def decided_elsewhere(
    code: str,
    name: str,
    severity: Severity,
    *,
    gate: Gate,
    message: str,
    fix: str,
    page: str,
    decided_in: str,
    cites: Iterable[str] = (),
    serves: Iterable[str] = (),
    decides_from: DecidesFrom = "fields",
    waivable: Waivable | None = None,
    profiles: tuple[Profile, ...] = EVERY_DOCUMENT,
) -> Rule:
    """A rule without a function of its own: decided while reading or settling, or by the engine (`decided_in`)."""
    return Rule(
        code=code,
        name=name,
        severity=severity,
        gate=gate,
        message=message,
        fix=fix,
        page=_dedented(page),
        cites=tuple(cites),
        serves=tuple(serves),
        decides_from=decides_from,
        waivable=waivable or _usual(severity),
        profiles=profiles,
        decided_in=decided_in,
    )


def _dedented(page: str) -> str:
    """A docstring without its indentation: as `inspect.cleandoc` has it, for less."""
    lines = page.expandtabs().strip("\n").splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    indent = min(indents, default=0)
    return "\n".join([lines[0].strip(), *(line[indent:].rstrip() for line in lines[1:])]).strip() if lines else ""


def profile_of(doc: Settled) -> Profile:
    """What a document is to the rules."""
    if doc.is_protocol:
        return "protocol"
    if doc.agreement.information == "non-personal":
        return "non-personal"
    about = [row.kinds for row in doc.rows if row.item]
    return "non-personal" if about and all(kinds == {"non-personal"} for kinds in about) else "agreement"
