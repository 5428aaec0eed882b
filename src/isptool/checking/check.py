"""Running the rules over one settled document, and sorting what they find by what becomes of it.

A finding has one of four fates, and all of them are counted: it counts, it is for a later gate, it was waived by
the writer, or it was accepted by a senior officer.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from isptool.checking.places import placed
from isptool.checking.rule import EVERYTHING, At, Rule, profile_of
from isptool.checking.rules import KNOWN, RULES
from isptool.checking.selecting import chosen
from isptool.checking.waivers import Answered, Book, answered_checks
from isptool.findings import Finding, Gate, Hit, Severity, ValuePath
from isptool.model.checked import AnsweredCheck
from isptool.reading.source import Source
from isptool.settling.settled import Settled

GATE_OF_STATUS = {
    "idea": Gate.DRAFT,
    "draft": Gate.DRAFT,
    "consultation": Gate.CONSULTATION,
    "agreed-in-principle": Gate.CONSULTATION,
    "signing": Gate.SIGNING,
    "signed": Gate.SIGNING,
    "in-force": Gate.IN_FORCE,
    "under-review": Gate.IN_FORCE,
    "suspended": Gate.IN_FORCE,
    "expired": Gate.IN_FORCE,
    "superseded": Gate.DRAFT,
    "terminated": Gate.DRAFT,
    "withdrawn": Gate.DRAFT,
}
"""The gate at which a document of each status is checked. What has expired is checked as if in force: whether the
partners still share is what matters then. What has ended otherwise is history."""


class Crash(Struct, frozen=True):
    """A rule that broke down: our fault, never the document's. `trace` is for those who mend it."""

    code: str
    name: str
    error: str
    trace: str


class Checked(Struct, frozen=True):
    """What checking one document came to. The four tuples of findings are disjoint."""

    document: str
    file: str
    status: str
    gate: Gate
    findings: tuple[Finding, ...]
    """Those that count at this gate."""
    later: tuple[Finding, ...] = ()
    """Those whose gate is still to come; they never decide the exit code."""
    later_is_counted: bool = False
    """Whether those were only to be counted: their words are not made, and they are not placed."""
    waived: tuple[Finding, ...] = ()
    accepted: tuple[Finding, ...] = ()
    answered: tuple[AnsweredCheck, ...] = ()
    """The waived and accepted ones as documents print them: the reason is evidence."""
    crashed: tuple[Crash, ...] = ()
    ran: int = 0
    """How many rules ran."""
    left_out: int = 0
    """How many findings were left out because their code was not asked for."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each rule took, where a clock was handed in."""

    def count(self, severity: Severity) -> int:
        """How many findings of a severity count at this gate."""
        return sum(each.severity is severity for each in self.findings)

    def errors_before(self, gate: Gate) -> tuple[Finding, ...]:
        """The errors that must be mended before a gate: those that count now, and those that will by then."""
        return tuple(
            each for each in (*self.findings, *self.later) if each.severity is Severity.ERROR and each.gate.bites(gate)
        )

    def placed(self, sources: Mapping[str, Source]) -> Checked:
        """The same with every finding that is said placed in its file; `sources` are the files by their shown names."""
        return replace(
            self,
            findings=placed(self.findings, sources),
            later=self.later if self.later_is_counted else placed(self.later, sources),
            waived=placed(self.waived, sources),
            accepted=placed(self.accepted, sources),
        )


def status_of(doc: Settled, at: At) -> str:
    """The status of a document: what its records say, or else its file."""
    return at.signed.status or doc.document.status


def check(
    doc: Settled,
    at: At,
    *,
    rules: Sequence[Rule] = RULES,
    gate: Gate | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    found: Iterable[Finding] = (),
    count_later: bool = False,
    clock: Callable[[], float] | None = None,
) -> Checked:
    """Check one settled document.

    `gate` is the document's own where it is not given. `select` and `ignore` are codes (`LAW-13`), families (`LAW`)
    or names of rules; an unknown one raises `IspError`. `found` are findings about the document's own file from
    reading, which are judged and answered like the rest. With `count_later`, findings of rules whose gate is still
    to come are only counted, for whoever shows no more of them than how many they are. With a `clock`, each rule is
    timed. A rule that breaks down is in `crashed`, and stops no other.
    """
    status = status_of(doc, at)
    bites_at = gate or GATE_OF_STATUS[status]
    wanted = chosen(rules, select, ignore)
    at = replace(at, memo={})
    profile = profile_of(doc)
    book = Book(doc, at, KNOWN)
    count_later = count_later and not book.entries  # an answer is printed with the words of what it answers
    raised = [_Raised(None, None, each) for each in doc.findings]
    crashed: list[Crash] = []
    seconds: dict[str, float] = {}
    ran = 0
    for rule in rules:
        if rule.check is None or profile not in rule.profiles or (at.left_out and _kept_quiet(rule, doc, at)):
            continue
        ran += 1
        started = clock() if clock else 0.0
        as_finding = counted_of if count_later and not rule.gate.bites(bites_at) else finding_of
        raised.extend(_run(rule, doc, at, as_finding, crashed))
        if clock:
            seconds[rule.code] = clock() - started
    of_reading = [_Raised(None, None, each) for each in found]
    raised = _less_what_is_shaken(raised, _shaken(doc))
    raised = _the_exact_ones(_once([*of_reading, *_less_what_follows(raised, at)]), bites_at)
    sorted_out = _Fates(bites_at)
    judged = [book.judge(each.finding) for each in raised]
    sure = not crashed and not any(at.left_out.values())
    judged.extend(book.judge(each) for each in book.findings(sure=sure))
    left_out = 0
    for finding, answer in judged:
        if not wanted(finding.code):
            left_out += 1
        else:
            sorted_out.add(finding, answer)
    return Checked(
        document=doc.document.id,
        file=doc.file,
        status=status,
        gate=bites_at,
        findings=tuple(sorted_out.now),
        later=tuple(sorted_out.later),
        later_is_counted=count_later,
        waived=tuple(sorted_out.waived),
        accepted=tuple(sorted_out.accepted),
        answered=answered_checks(sorted_out.answers),
        crashed=tuple(crashed),
        ran=ran,
        left_out=left_out,
        seconds=seconds,
    )


# ── running ──────────────────────────────────────────────────────────────────────────────────────────


class _Raised(Struct, frozen=True):
    """A finding, and the rule and hit it comes from (none for one from a lower floor)."""

    rule: Rule | None
    hit: Hit | None
    finding: Finding


AsFinding = Callable[[Rule, Hit, Settled], Finding]


def _run(rule: Rule, doc: Settled, at: At, as_finding: AsFinding, crashed: list[Crash]) -> list[_Raised]:
    """What one rule raises; where it breaks down, what it had raised until then."""
    assert rule.check is not None
    raised: list[_Raised] = []
    try:
        for hit in rule.check(doc, at):
            raised.append(_Raised(rule, hit, as_finding(rule, hit, doc)))
    except Exception as error:  # whatever it is, it is the rule's fault and must not stop the others
        crashed.append(Crash(rule.code, rule.name, f"{type(error).__name__}: {error}", traceback.format_exc()))
    return raised


def finding_of(rule: Rule, hit: Hit, doc: Settled) -> Finding:
    """A hit as a finding, its words filled; raises `KeyError` where the hit lacks a value that they name."""
    values = {**hit.with_values, **hit.more_values()} if hit.more_values else hit.with_values
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=hit.severity or rule.severity,
        gate=rule.gate,
        message=_message(rule, hit, values),
        why=rule.why,
        fix=rule.fix.format_map(values),
        file=hit.file or doc.file,
        path=hit.path,
        document=doc.document.id,
        sources=rule.cites,
        serves=hit.serves or rule.serves,
        edit=hit.edit,
        on_key=hit.on_key,
        words=hit.words,
    )


def counted_of(rule: Rule, hit: Hit, doc: Settled) -> Finding:
    """A hit as a finding that is only counted: what tells it from others, and nothing that is only to be read.

    Where words of it take work, its message is made of the values that need none.
    """
    values = hit.with_values
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=hit.severity or rule.severity,
        gate=rule.gate,
        message="; ".join(values.values()) if hit.more_values else _message(rule, hit, values),
        file=hit.file or doc.file,
        path=hit.path,
        document=doc.document.id,
    )


def _message(rule: Rule, hit: Hit, values: Mapping[str, str]) -> str:
    """What a finding says, as a sentence: with a large letter at its head, whatever name it begins with."""
    text = rule.message.format_map(values)
    message = text[:1].upper() + text[1:]
    return f"{message} {hit.note}" if hit.note else message


def _kept_quiet(rule: Rule, doc: Settled, at: At) -> bool:
    """Whether a rule would judge something that could not be read."""
    if not rule.needs:
        return False
    paths = at.left_out.get(doc.file, ())
    return bool(paths) and (EVERYTHING in rule.needs or any(path[0] in rule.needs for path in paths))


def _less_what_follows(raised: Sequence[_Raised], at: At) -> list[_Raised]:
    """Without what is only said because something could not be read: reading has said that already."""
    if not any(at.left_out.values()) and not at.partners_unread:
        return list(raised)
    return [
        each
        for each in raised
        if not _follows(each.finding, at.left_out.get(each.finding.file, ()))
        and not (at.partners_unread and _asks_for_a_partner(each.finding))
    ]


def _asks_for_a_partner(finding: Finding) -> bool:
    """Whether a finding says that an organisation, or its kind, is not known."""
    at_a_party = len(finding.path) > 1 and finding.path[0] in ("parties", "partners")
    return at_a_party and finding.code in ("STR-04", "SET-20", "PAR-04")


def _follows(finding: Finding, left_out: tuple[ValuePath, ...]) -> bool:
    path = finding.path
    for lost in left_out:
        if path and (lost[: len(path)] == path or path[: len(lost)] == lost):
            return True
        # A thing that could not be read at all is not there to refer to.
        if finding.code == "STR-04" and finding.message.startswith(f"`{lost[-1]}` "):
            return True
    return False


def _shaken(doc: Settled) -> frozenset[str]:
    """The points with an answer for something undefined: settling counts it for nobody until that is mended."""
    found: set[str] = set()
    for each in doc.findings:
        if each.code != "STR-04" or "for" not in each.path:
            continue
        if "law" in each.path:
            found.update(name for name, point in doc.points.items() if point.point.home.startswith("law."))
        found.update(str(step) for step in each.path if step in doc.points)
    return frozenset(found)


def _less_what_is_shaken(raised: Sequence[_Raised], shaken: frozenset[str]) -> list[_Raised]:
    """Without what is only open because the answer that is there names something undefined, which is said already."""

    def follows(each: _Raised) -> bool:
        if each.rule is None or each.hit is None:
            return False
        if each.rule.code == OPEN_POINT:
            return each.hit.with_values["id"] in shaken
        return not shaken.isdisjoint(each.rule.speaks_for)

    return [each for each in raised if not follows(each)] if shaken else list(raised)


def _once(raised: Iterable[_Raised]) -> list[_Raised]:
    seen: dict[tuple[object, ...], _Raised] = {}
    for each in raised:
        finding = each.finding
        seen.setdefault((finding.code, finding.file, finding.path, finding.message, finding.span), each)
    return list(seen.values())


OPEN_POINT = "STR-02"
"""The rule that says that a point is still to be agreed, whichever it is; its hits name the point by `id`."""


def _the_exact_ones(raised: Sequence[_Raised], gate: Gate) -> list[_Raised]:
    """Each thing said once: by the rule that says it most exactly.

    An error that speaks for an open point takes the place of STR-02; a warning that does gives way to it.
    """
    open_points = {each.hit.with_values["id"] for each in raised if each.hit and each.finding.code == OPEN_POINT}
    spoken_for: set[str] = set()
    in_its_place: set[tuple[str, str, ValuePath]] = set()
    for each in raised:
        if each.rule is None:
            continue
        if each.finding.severity is Severity.ERROR:
            spoken_for.update(each.rule.speaks_for)
        if each.finding.gate.bites(gate):
            in_its_place.update((code, each.finding.file, each.finding.path) for code in each.rule.instead_of)

    def said(each: _Raised) -> bool:
        if (each.finding.code, each.finding.file, each.finding.path) in in_its_place:
            return False
        if each.hit is None or each.rule is None:
            return True
        if each.finding.code == OPEN_POINT:
            return each.hit.with_values["id"] not in spoken_for
        return each.finding.severity is Severity.ERROR or not open_points.intersection(each.rule.speaks_for)

    return [each for each in raised if said(each)]


class _Fates:
    """Findings sorted by what becomes of them at one gate."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.now: list[Finding] = []
        self.later: list[Finding] = []
        self.waived: list[Finding] = []
        self.accepted: list[Finding] = []
        self.answers: list[tuple[Finding, Answered]] = []

    def add(self, finding: Finding, answer: Answered | None) -> None:
        if answer is not None:
            self.answers.append((finding, answer))
            (self.accepted if answer.accepted else self.waived).append(finding)
        elif finding.gate.bites(self.gate):
            self.now.append(finding)
        else:
            self.later.append(finding)
