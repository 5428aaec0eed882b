"""Verifying what was sealed and signed: first whether it is intact, then, apart from that, whether the file drifted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from isptool.cli import sealing, ssh, terminal
from isptool.cli.evidence import Evidence, Shown, evidence_of, shown_as_evidence
from isptool.cli.recording import Desk, open_desk
from isptool.cli.returned import Returned, returned
from isptool.cli.signing import workspace_signers
from isptool.cli.standing import in_words
from isptool.errors import IspError
from isptool.lifecycle.drift import Drifted, counted, drift
from isptool.lifecycle.life import Life, VersionLife
from isptool.lifecycle.views import ROLES, View, views_of
from isptool.model.fields import show_date
from isptool.sealing.keys import ALLOWED, Signers, read_signers
from isptool.sealing.shelf import FOLDER, Damage, SignedStatement, Version


class Signature(Struct):
    """One statement, verified: whether it fits the text, and whether its key does."""

    statement: SignedStatement
    broken: tuple[str, ...]
    key: str = ""
    """What is known of its key, in words; empty for a statement without one."""
    wrong: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    called: str = ""
    """What the party is called."""

    @property
    def holds(self) -> bool:
        """Whether nothing about it has changed: text, key, or evidence that lies in the workspace."""
        return not self.broken and not self.wrong and all(each.same is not False for each in self.evidence)


class Seen(Struct, frozen=True):
    """The view of an officer that has evidence."""

    view: View
    evidence: list[Evidence]

    @property
    def holds(self) -> bool:
        """Whether its evidence, where it lies in the workspace, is as it was attached."""
        return all(each.same is not False for each in self.evidence)


class Verified(Struct):
    """One sealed version: what is damaged, each statement, and how today's file differs (none: not asked)."""

    life: VersionLife
    damage: list[Damage]
    signatures: list[Signature]
    drifted: Drifted | None = None
    not_compared: str = ""
    called: Callable[[str], str] = str
    """What a party is called."""
    views: list[Seen] = field(default_factory=list)
    """The views with evidence."""

    @property
    def intact(self) -> bool:
        """Whether all that was sealed and signed is as it was given."""
        signed = all(each.holds for each in self.signatures)
        return not self.damage and signed and all(each.holds for each in self.views)


class Outcome(Struct):
    """Everything that was verified."""

    versions: list[Verified] = field(default_factory=list)
    returned: list[Returned | Shown] = field(default_factory=list)
    signers_wrong: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where something is not intact, or a returned file is not what was sent."""
        sound = all(each.intact for each in self.versions) and all(each.same for each in self.returned)
        return 0 if sound and not self.signers_wrong else 1


def make(names: Sequence[str], signers: str | None, to: str, today: str | None) -> int:
    """Verify what is named and print it. Raises `IspError` where there is nothing to verify."""
    files = [each for each in names if _handed_back(each)]
    others = [each for each in names if each not in files]
    desk = open_desk(others, today)
    known, where = _signers(desk, signers)
    outcome = Outcome(signers_wrong=known.wrong)
    if others or not files:
        for life in _chosen(desk, others):
            for version in life.versions:
                if version.version.is_sealed or version.version.records("moves") or version.version.damage():
                    outcome.versions.append(_verified(desk, life, version, known, where))
    for each in files:
        if each.lower().endswith(".docx"):
            outcome.returned.append(returned(desk, Path(each)))
        else:
            outcome.returned.append(shown_as_evidence(desk.shelf, Path(each)))
    if not outcome.versions and not outcome.returned:
        raise IspError("Nothing was verified: nothing is sealed here yet.", "Seal a text: `isptool move ID signing`.")
    if to == "json":
        terminal.emit(json.dumps(_as_data(outcome), ensure_ascii=False, indent=2) + "\n", utf8=True)
    else:
        for line in _text(outcome):
            terminal.say(terminal.printable(line))
    return outcome.exit_code


def _handed_back(name: str) -> bool:
    """Whether a name is that of a file which somebody handed back: a text to compare, or evidence of a sign-off."""
    suffix = Path(name).suffix.lower()
    return suffix == ".docx" or (Path(name).is_file() and suffix not in (".yaml", ".yml"))


def _signers(desk: Desk, given: str | None) -> tuple[Signers, str]:
    if given is None:
        return workspace_signers(desk.root), f"{FOLDER}/{ALLOWED}"
    path = Path(given)
    if not path.is_file():
        raise IspError(f"There is no file {given}.", "Check the path of the list of allowed signers.")
    return read_signers(path.read_text(encoding="utf-8", errors="replace"), given), given


def _chosen(desk: Desk, names: Sequence[str]) -> Iterator[Life]:
    ids = [each.partition("@")[0] for each in names if not Path(each).is_dir()]
    for each in ids:
        if each not in desk.lives:
            desk.document(each)
    wanted = {each if each in desk.lives else desk.document(each).settled.document.id for each in ids}
    for name, life in sorted(desk.lives.items()):
        if (not wanted or name in wanted) and life.versions:
            yield life


def _verified(desk: Desk, life: Life, version: VersionLife, known: Signers, where: str) -> Verified:
    kept = version.version
    found = Verified(version, kept.damage(), [], called=desk.called)
    found.views = [Seen(each, evidence_of(each.evidence, desk.root)) for each in views_of(kept) if each.evidence]
    for each in kept.statements():
        found.signatures.append(_signature(each, kept, known, where))
        found.signatures[-1].evidence = evidence_of(each.statement.evidence, desk.root)
        names = kept.seal.mapping("parties") if kept.is_sealed else {}
        party = each.statement.party
        found.signatures[-1].called = names.get(party) or desk.called(party)
    newest = [each for each in life.versions if each.version.is_sealed][-1:]
    if kept.is_sealed and newest and newest[0].number == version.number and life.document in desk.judged:
        try:
            judged = desk.document(life.document)
            sealed = sealing.open_sealed(desk, kept).settled
            found.drifted = drift(sealed, kept.parts, judged.settled, sealing.fresh(desk, judged)[1])
        except IspError as error:
            found.not_compared = error.message
    return found


def _signature(each: SignedStatement, kept: Version, known: Signers, where: str) -> Signature:
    statement = each.statement
    made = Signature(each, kept.broken(statement.covers))
    if statement.mark != kept.sealed_mark:
        sealed = kept.sealed_mark or "which is gone"
        made.wrong = f"its mark {statement.mark} is not that of the sealed text, {sealed}"
    if not each.signature:
        if statement.method == "ssh-key":
            made.wrong = "it says it was signed with a key, and its signature is gone"
        return made
    signers = known.of(statement.party)
    found = ssh.verified(each.content, each.signature, signers, statement.on)
    if isinstance(found, str):
        made.wrong = f"its SSH signature does not hold: {found} (list: {where})"
        return made
    since = f", listed since {_day(found.valid_after)}" if found.valid_after else ", listed without a day"
    made.key = f"signed with key {found.fingerprint}{since}"
    return made


def _day(stamp: str) -> str:
    from datetime import date

    try:
        return show_date(date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8])))
    except ValueError:
        return stamp


# ── as text ──────────────────────────────────────────────────────────────────────────────────────────


def _text(outcome: Outcome) -> Iterator[str]:
    for number, each in enumerate(outcome.versions):
        if number:
            yield ""
        yield from _version_text(each)
    for line in outcome.signers_wrong:
        yield f"NOT TRUSTED  {line}"
    for back in outcome.returned:
        yield from back.lines()
    if any(each.key for one in outcome.versions for each in one.signatures):
        yield ""
        yield "An SSH signature carries no time that can be trusted: the days are those that the statements give."


def _version_text(found: Verified) -> Iterator[str]:
    life = found.life
    mark = f", {life.version.sealed_mark}" if life.version.sealed_mark else ""
    yield f"{life.version.document} {life.number} ({in_words(life.status)}{mark})"
    if not life.version.is_sealed and not found.damage:
        yield "  Not sealed; its moves are as they were recorded."
        return
    if found.intact:
        count = len(found.signatures)
        yield f"  Intact: the sealed text and {count} statement{'' if count == 1 else 's'} are as they were given."
    else:
        yield "  NOT INTACT."
    for damage in found.damage:
        yield f"    {damage.file} {damage.what}{_part(damage.part, damage.party)}."
    for each in found.signatures:
        yield from _signature_text(each)
    for seen in found.views:
        yield from _view_text(seen, found.called)
    yield from _drift_text(found)


_METHODS = {"wet-ink": "on paper", "e-mail": "by e-mail", "e-signature": "by e-signature", "ssh-key": "with a key",
            "meeting": "in a meeting"}  # fmt: skip
_PART_NAMES = {
    "own": "the document's own terms",
    "inherited": "the terms inherited from the protocol",
    "template": "the standing sentences",
    "schedule": "the schedule",
}


def _part(part: str | None, party: str) -> str:
    if part is None:
        return ""
    return f" ({_PART_NAMES[part]}{f' of {party}' if party else ''})"


def _signature_text(each: Signature) -> Iterator[str]:
    statement = each.statement.statement
    said = {"agree": "agrees", "decline": "declines"}.get(statement.decision, f"agrees, if {statement.conditions}")
    how = each.key or "recorded by hand, without a key"
    authority = f", on the authority of {statement.authority}" if statement.authority else ""
    called = each.called or statement.party
    who = f"{called[:1].upper()}{called[1:]} {said}, {show_date(statement.on)}, {statement.post}{authority}"
    yield f"    {who}; {_METHODS.get(statement.method, statement.method)}; {how}"
    if each.broken:
        parts = ", ".join(_PART_NAMES[part] for part in each.broken)
        yield f"      no longer what was signed: {parts}"
    if each.wrong:
        yield f"      {each.statement.name}: {each.wrong}"
    for piece in each.evidence:
        yield f"      evidence {piece.name}: {piece.said}"


def _view_text(seen: Seen, called: Callable[[str], str]) -> Iterator[str]:
    view = seen.view
    whose = f" of {called(view.party)}" if view.party else ""
    yield f"    View of the {ROLES.get(view.role, view.role)}{whose}, {show_date(view.on)}, {view.post}"
    for piece in seen.evidence:
        yield f"      evidence {piece.name}: {piece.said}"


def _evidence_data(found: Sequence[Evidence]) -> list[dict[str, Any]]:
    return [{"file": each.name, "sha256": each.digest, "same": each.same} for each in found]


def _drift_text(found: Verified) -> Iterator[str]:
    if found.not_compared:
        yield f"  Not compared with today's file: {found.not_compared}"
        return
    if found.drifted is None:
        return
    drifts = found.drifted.drifts
    if not drifts:
        yield "  Not drifted: today's file says the same."
        return
    yield f"  Drifted: today's file says otherwise ({counted(drifts)}). This is no error: it is the next version."
    for each in drifts:
        party = f" of {each.party}" if each.party else ""
        yield f"    {each.where}: {each.change_class}, {each.why} [{each.part}{party}]"
        if each.old:
            yield f"      - {each.old}"
        if each.new:
            yield f"      + {each.new}"
    if found.drifted.must_sign:
        yield f"    A new version would have to be signed by: {', '.join(map(found.called, found.drifted.must_sign))}."
    else:
        yield "    Nobody would have to sign a new version."


# ── as data ──────────────────────────────────────────────────────────────────────────────────────────


def _as_data(outcome: Outcome) -> dict[str, Any]:
    return {
        "version": 1,
        "intact": outcome.exit_code == 0,
        "documents": [_version_data(each) for each in outcome.versions],
        "returned": [each.as_data() for each in outcome.returned],
        "signers": list(outcome.signers_wrong),
    }


def _version_data(found: Verified) -> dict[str, Any]:
    return {
        "document": found.life.version.document,
        "version": found.life.number,
        "status": found.life.status,
        "mark": found.life.version.mark,
        "intact": found.intact,
        "damage": [
            {"file": each.file, "what": each.what, "part": each.part, "party": each.party or None}
            for each in found.damage
        ],
        "statements": [
            {
                "file": each.statement.name,
                "party": each.statement.statement.party,
                "decision": each.statement.statement.decision,
                "post": each.statement.statement.post,
                "date": each.statement.statement.on.isoformat(),
                "method": each.statement.statement.method,
                "broken": list(each.broken),
                "key": each.key or None,
                "wrong": each.wrong or None,
                "evidence": _evidence_data(each.evidence),
            }
            for each in found.signatures
        ],
        "views": [
            {
                "party": each.view.party or None,
                "role": each.view.role,
                "post": each.view.post,
                "date": each.view.on.isoformat(),
                "evidence": _evidence_data(each.evidence),
            }
            for each in found.views
        ],
        "drifted": None
        if found.drifted is None
        else [
            {
                "where": each.where,
                "part": each.part,
                "class": each.change_class,
                "why": each.why,
                "old": each.old,
                "new": each.new,
                "concerns": list(each.concerns),
            }
            for each in found.drifted.drifts
        ],
        "not_compared": found.not_compared or None,
        "must_sign": list(found.drifted.must_sign) if found.drifted is not None else None,
    }
