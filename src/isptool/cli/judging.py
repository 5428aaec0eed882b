"""From what was named to what is to be said of it: read, settled, checked, and its questions asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from isptool.checking.check import Checked, check
from isptool.checking.places import placed
from isptool.checking.questions import question_rows, verdict
from isptool.checking.rule import At
from isptool.cli.opening import Opened, id_and_version
from isptool.cli.report import DocumentRow, Points, Report, in_order
from isptool.cli.settled import SettledDocuments, settle
from isptool.findings import Finding, Gate, ValuePath
from isptool.library import check as check_templates
from isptool.model.checked import QuestionRow
from isptool.model.documents import Agreement
from isptool.process_forms import check_filled, check_forms
from isptool.reading.workspace import SETTINGS, Workspace
from isptool.settling.settled import Settled, State

OPEN_STATES = (State.OPEN, State.PARTLY, State.NOT_YET)


class Judged(Struct, frozen=True):
    """One document: settled, checked, and the questions of its checklist."""

    settled: Settled
    checked: Checked
    questions: tuple[QuestionRow, ...]


class Bench:
    """Where documents are checked: what the rules know of the workspace and its records beside the document."""

    def __init__(self, opened: Opened, ready: SettledDocuments) -> None:
        workspace = opened.workspace
        self._ready = ready
        self._found = {file.shown_as: file.findings for file in workspace.files()}
        self._at = At(
            today=ready.today,
            law=ready.own_law.book,
            points=ready.points,
            partners=workspace.partner_records(),
            partner_files=_partner_files(workspace),
            left_out=_left_out(workspace),
            partners_unread=any(file.source.path != workspace.root / SETTINGS for file in workspace.unread()),
            others=ready.documents if workspace.complete and not opened.only else (),
            others_signed=ready.signed,
        )

    def check(
        self,
        document: Settled,
        *,
        gate: Gate | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        count_later: bool = False,
    ) -> Checked:
        """Check one of the settled documents, with what reading found in its file."""
        signed = self._ready.signed
        own = [replace(each, document=document.document.id) for each in self._found.get(document.file, ())]
        at = replace(
            self._at,
            signed=self._ready.signed_of(document),
            protocol_signed={
                each.protocol.id: signed[each.protocol.id]
                for each in document.protocols
                if each.protocol.id in signed and each.protocol.id != document.document.id
            },
        )
        return check(document, at, gate=gate, select=select, ignore=ignore, found=own, count_later=count_later)


def judge(
    opened: Opened,
    today: date,
    *,
    gate: Gate | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    count_later: bool = False,
) -> tuple[list[Judged], tuple[Finding, ...]]:
    """Every named document, checked; and what is wrong in files that are no document, or between files.

    With `count_later`, what counts at a later gate is neither worded nor placed: it is only counted.
    """
    workspace = opened.workspace
    ready = settle(opened, today)
    bench = Bench(opened, ready)
    sources = dict(ready.above) | {file.shown_as: file.source for file in workspace.files()}
    judged = []
    for document in ready.documents:
        checked = bench.check(document, gate=gate, select=select, ignore=ignore, count_later=count_later)
        checked = checked.placed(sources)
        wanted = ready.list_of(document)
        rows = question_rows(document, wanted, checked, ready.signed_of(document)) if wanted is not None else ()
        judged.append(Judged(document, checked, rows))
    checked_files = {each.file for each in ready.documents}
    by_file = {file.shown_as: file.findings for file in workspace.files() if file.shown_as not in checked_files}
    rest = [
        *_less_what_follows(ready.findings, workspace),
        *(each for each in ready.own_law.findings if _shown(opened, each.file)),
        *(each for file, found in by_file.items() if _shown(opened, file) for each in found),
    ]
    rest += check_filled(
        [each for each in workspace.filled_forms if _shown(opened, each.shown_as)], opened.template_folders
    )
    if not opened.only:
        rest += check_templates(opened.template_folders)
        rest += check_forms(opened.template_folders)
    return judged, _asked_for(placed(rest, sources), select, ignore)


def _less_what_follows(findings: Iterable[Finding], workspace: Workspace) -> list[Finding]:
    """Without references to a document that is there and could not be read: that is said of its own file."""
    unread = [file.source.path for file in workspace.files() if file.model is None and file.source.path is not None]
    ids = {name for path in unread if (name := id_and_version(path)[0])}
    return [
        each
        for each in findings
        if not (each.code == "STR-04" and any(each.message.startswith(f"`{name}` ") for name in ids))
    ]


def _shown(opened: Opened, file: str) -> bool:
    """Whether findings of a file that is no checked document are shown: it was named, or it could not be read whole."""
    if not opened.only or file in opened.only:
        return True
    found = opened.workspace.file(file)
    return found is not None and (found.model is None or bool(found.left_out))


def _asked_for(findings: Iterable[Finding], select: Sequence[str], ignore: Sequence[str]) -> tuple[Finding, ...]:
    from isptool.checking.rules import RULES
    from isptool.checking.selecting import chosen

    wanted = chosen(RULES, select, ignore)
    return tuple(each for each in findings if wanted(each.code))


def _partner_files(workspace: Workspace) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in workspace.partners:
        for each in file.model.partners if file.model else {}:
            found.setdefault(each, file.shown_as)
    return found


def _left_out(workspace: Workspace) -> dict[str, tuple[ValuePath, ...]]:
    return {file.shown_as: file.left_out for file in workspace.files() if file.left_out}


# ── the report ───────────────────────────────────────────────────────────────────────────────────────


def report(
    opened: Sequence[Opened],
    today: date,
    *,
    gate: Gate | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    strict: bool = False,
) -> Report:
    """What a check of these workspaces came to."""
    documents: list[DocumentRow] = []
    findings: list[Finding] = []
    later: list[Finding] = []
    waived: list[Finding] = []
    crashed: dict[str, str] = {}
    left_out = 0
    for each in opened:
        judged, rest = judge(each, today, gate=gate, select=select, ignore=ignore, count_later=True)
        elsewhere = gate or Gate.DRAFT
        findings += (finding for finding in rest if finding.gate.bites(elsewhere))
        later += (finding for finding in rest if not finding.gate.bites(elsewhere))
        for one in judged:
            documents.append(_row(one))
            findings += one.checked.findings
            later += one.checked.later
            waived += (*one.checked.waived, *one.checked.accepted)
            crashed.update({crash.code: crash.trace for crash in one.checked.crashed})
            left_out += one.checked.left_out
    return Report(
        as_at=today,
        documents=tuple(documents),
        findings=in_order(_once(findings)),
        later=tuple(_once(later)),
        waived=in_order(waived),
        files=sum(_files(each) for each in opened),
        strict=strict,
        crashed=tuple(crashed),
        traces=tuple(crashed.values()),
        partial=bool(select),
        left_out=left_out,
    )


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once: what concerns a file that several documents rest on would be said for each of them."""
    seen = {(each.code, each.file, each.path, each.message, each.span): each for each in reversed(list(findings))}
    return list(seen.values())


def _files(opened: Opened) -> int:
    return len(opened.only) or sum(1 for _ in opened.workspace.files())


def _row(judged: Judged) -> DocumentRow:
    document = judged.settled.document
    means = verdict(judged.settled, judged.checked)
    return DocumentRow(
        id=document.id,
        kind=document.kind,
        title=document.title,
        version=document.version or "",
        status=judged.checked.status,
        file=judged.settled.file,
        under=(document.under or "") if isinstance(document, Agreement) else "",
        gate=judged.checked.gate,
        points=points_of(judged.settled),
        questions=judged.questions,
        verdict=means.text,
        held_back=bool(means.before_next),
    )


def points_of(settled: Settled) -> Points:
    """How the points of a settled document stand."""
    states = [*settled.by_number().values()]
    return Points(
        inherited=states.count(State.INHERITED),
        answered=states.count(State.ANSWERED),
        not_applicable=states.count(State.NOT_APPLICABLE),
        withheld=states.count(State.WITHHELD),
        open=sum(states.count(each) for each in OPEN_STATES),
        open_cells=sum(each.open_cells for each in settled.points.values() if each.state in OPEN_STATES),
    )
