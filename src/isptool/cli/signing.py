"""Recording a sign-off: who may give it now, for which text, and on what authority."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast, get_args

from msgspec import Struct
from msgspec.structs import replace

from isptool.checking.check import check
from isptool.cli import options, sealing, ssh, terminal
from isptool.cli.evidence import attached
from isptool.cli.recording import Desk, read_day
from isptool.cli.saving import create
from isptool.cli.under import followings
from isptool.errors import IspError
from isptool.findings import Gate, Severity
from isptool.lifecycle.following import carried_with
from isptool.lifecycle.life import Life, VersionLife
from isptool.lifecycle.moves import LIVE
from isptool.model.fields import show_date
from isptool.model.signed import Capacity, Decision, Signed, SignOff
from isptool.reading.workspace import shown
from isptool.sealing.keys import ALLOWED, Signer, Signers, fingerprint, read_signers
from isptool.sealing.seal import covered
from isptool.sealing.shelf import FOLDER, SIGN_OFFS, SIGNATURE
from isptool.sealing.statement import METHODS, Statement

_ROLES = tuple(each for each in get_args(Capacity) if each)


class Order(Struct, frozen=True):
    """A sign-off as it was given on the command line."""

    partner: str
    post: str
    role: str
    mark: str = ""
    method: str = ""
    decision: str = "agree"
    conditions: str = ""
    on: str | None = None
    authority: str = ""
    name: str = ""
    reference: str = ""
    evidence: tuple[str, ...] = ()
    key: str | None = None


def make(desk: Desk, name: str, order: Order) -> int:
    """Record a sign-off. Raises `IspError` where the order is not whole; returns 1 where it must not be recorded."""
    options.one_of("--decision", order.decision, get_args(Decision))
    options.one_of("--role", order.role, _ROLES)
    if not order.method:
        raise IspError("It is not said how it was signed.", f"Add --method: {', '.join(METHODS)}; or --key FILE.")
    options.one_of("--method", order.method, METHODS)
    if (order.method == "ssh-key") != (order.key is not None):
        raise IspError("--method ssh-key and --key FILE go together.", "Give both, or neither.")
    if (order.decision == "agree-with-conditions") != bool(order.conditions):
        raise IspError("--decision agree-with-conditions and --conditions go together.", "Give both, or neither.")
    if not order.post.strip():
        raise IspError("--post is empty.", "Say which post signs; a name alone does not say for whom.")
    document = _id_of(desk, name)
    life = desk.life(document)
    version = _open_for(life, order)
    day = read_day("--on", order.on, desk.today)
    reasons = list(_against(desk, version, order))
    sealed_on = version.version.seal.text("date")
    if day > desk.today:
        reasons.append(f"{show_date(day)} is still to come.")
    if day.isoformat() < sealed_on:
        reasons.append(f"It was signed on {show_date(day)}, and the text was sealed later, on {sealed_on}.")
    if reasons:
        for each in reasons:
            terminal.say_error(each)
        terminal.say_error(f"Nothing was recorded for {order.partner}.")
        return 1
    statement = Statement(
        document=document,
        version=version.number,
        party=order.partner,
        role=cast(Capacity, order.role),
        post=" ".join(order.post.split()),
        decision=cast(Decision, order.decision),
        on=day,
        method=order.method,
        mark=version.version.mark,
        covers=covered(version.version.digests, order.partner),
        authority=order.authority,
        conditions=order.conditions,
        name=order.name,
        reference=order.reference,
        number=1 + sum(each.statement.party == order.partner for each in version.version.statements()),
        evidence=dict(attached(order.evidence, desk.root)),
    )
    not_allowed = _may_not(desk, version, statement)
    if not_allowed:
        terminal.say_error(not_allowed, "Have it signed by a post that may, or say with --authority what lets it sign.")
        terminal.say_error(f"Nothing was recorded for {order.partner}.")
        return 1
    return _kept(desk, version, statement, order)


def _id_of(desk: Desk, name: str) -> str:
    if name in desk.judged or name in desk.lives:
        return name
    return desk.document(name).settled.document.id


def _open_for(life: Life, order: Order) -> VersionLife:
    """The version that is out for signature, or that this party has still to sign."""
    out = [each for each in life.versions if each.status in ("signing", "signed")]
    late = [each for each in life.versions if each.status in LIVE]
    wanted = [each for each in (*reversed(out), *reversed(late)) if each.version.mark == order.mark.upper()]
    found = (wanted or [*reversed(out), *reversed(late)])[:1]
    if not found:
        raise IspError(
            f"{life.document} is not out for signature.",
            f"Seal its text first: `isptool move {life.document} signing`.",
        )
    return found[0]


def _against(desk: Desk, version: VersionLife, order: Order) -> Iterator[str]:
    """What speaks against recording it, in words."""
    kept = version.version
    damage = kept.damage()
    if damage:
        yield f"The sealed text is not intact: {damage[0].file} {damage[0].what}. See `isptool verify`."
        return
    stands = version.parties.get(order.partner)
    names = kept.seal.mapping("parties")
    if stands is None:
        if order.partner in kept.seal.texts("classes"):
            yield f"{names[order.partner]}: each member signs for itself, when it joins (`isptool move … joining`)."
        else:
            who = ", ".join(version.parties) or "nobody"
            yield f"{order.partner} does not sign {kept.document} {kept.version}. Those who do: {who}."
        return
    if stands.stand == "left":
        yield f"{order.partner} has left. It signs again after `isptool move {kept.document} joining`."
    if version.status in LIVE and order.decision == "decline" and stands.agrees:
        yield (
            f"{order.partner} is bound: it leaves by notice (`isptool move {kept.document} leaving "
            f"--partner {order.partner}`), not by declining."
        )
    if order.key is None and not order.mark:
        yield f"--mark is missing: the eight characters on every page that was signed (here {kept.mark})."
    elif order.mark and order.mark.upper() != kept.mark:
        yield (
            f"The mark {order.mark} is not that of the text out for signature ({kept.mark}): "
            "it was given for another text."
        )
    if order.key is not None:
        yield from _key_trouble(desk, order)


def _key_trouble(desk: Desk, order: Order) -> Iterator[str]:
    assert order.key is not None
    kind, key = ssh.public_key(Path(order.key).expanduser())
    signers = workspace_signers(desk.root)
    if all(each.key != key for each in signers.of(order.partner)):
        line = Signer(order.partner, kind, key).as_line().rstrip()
        yield (
            f"This key ({fingerprint(key)}) is not listed for {order.partner}. Have somebody who knows the signatory "
            f"add this line to {FOLDER}/{ALLOWED}:\n{line}"
        )


def workspace_signers(root: Path) -> Signers:
    """The list of allowed signers of a workspace; empty where it has none."""
    path = root / FOLDER / ALLOWED
    if not path.is_file():
        return Signers(())
    return read_signers(path.read_text(encoding="utf-8", errors="replace"), f"{FOLDER}/{ALLOWED}")


def _may_not(desk: Desk, version: VersionLife, statement: Statement) -> str:
    """Why this post may not sign for that party, in words; empty where it may."""
    if statement.decision == "decline":
        return ""
    sealed = sealing.open_sealed(desk, version.version)
    one = SignOff(
        statement.party, statement.version, statement.on, statement.post, statement.authority, statement.decision,
        role=statement.role,
    )  # fmt: skip
    at = replace(sealing.rules_at(desk), signed=Signed((one,)))
    checked = check(sealed.settled, at, gate=Gate.SIGNING, select=("GOV-07",))
    found = [each for each in checked.findings if each.severity is Severity.ERROR]
    if found:
        return found[0].message
    if statement.role == "other" and not statement.authority and statement.party not in sealed.settled.parties:
        # The rule knows only parties of the sealed text; one that joined later is judged here.
        return f"“{statement.post}” may not sign for {statement.party}: it is not said in what capacity."
    if statement.role == "dpo" and not statement.authority:
        return "A data protection officer advises, and does not sign for the organisation."
    return ""


def _kept(desk: Desk, version: VersionLife, statement: Statement, order: Order) -> int:
    content = statement.as_bytes()
    stem = f"{statement.party}-{statement.role}"
    folder = version.version.folder / SIGN_OFFS
    path, number = folder / f"{stem}.yaml", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.yaml"
    if order.key is not None:
        signature = ssh.sign(content, Path(order.key).expanduser())
        # The signature first: without its statement it says nothing, and the next try replaces it.
        beside = path.with_name(path.name + SIGNATURE)
        beside.unlink(missing_ok=True)
        create(beside, signature)
    create(path, content)
    desk.again()
    life = desk.life(statement.document).version(version.number)
    assert life is not None
    said = {"agree": "agrees to", "decline": "declines", "agree-with-conditions": "agrees, on conditions, to"}
    terminal.say(
        f"{_capital(desk.called(statement.party))} {said[statement.decision]} {statement.document} {statement.version} "
        f"({statement.mark}). Recorded in {shown(path)}."
    )
    carried = [
        each.agreements
        for each in carried_with(statement.document, (one for found in followings(desk).values() for one in found))[1]
        if each.party == statement.party and statement.decision != "decline"
    ]
    if carried:
        terminal.say(f"It carries with it, as soon as all their parties have signed: {', '.join(carried[0])}.")
    if life.missing:
        terminal.say(f"Still to sign: {', '.join(map(desk.called, life.missing))}.")
    elif life.status == "signed":
        terminal.say(f"Everybody has signed. Next: `isptool move {statement.document} in-force`.")
    return 0


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
