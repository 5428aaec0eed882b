"""The good workspace, changes to it as the examples write them, and checking what comes of a change."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec.structs import replace

from isptool import library
from isptool.checking.check import Checked, check
from isptool.checking.example import Change
from isptool.checking.rule import At, Rule
from isptool.checking.rules import KNOWN, RULES
from isptool.findings import Finding, Gate, ValuePath
from isptool.law.book import LawBook
from isptool.model.documents import ANY_FILE, Agreement, Protocol, Schedules
from isptool.model.fields import read_date
from isptool.model.node import Node
from isptool.model.partner import Partners
from isptool.model.point import Point
from isptool.model.signed import Signed, SignOff
from isptool.reading.shape import shape_by_kind
from isptool.reading.source import Source, read_file, read_text
from isptool.settling.protocol import settle_protocol
from isptool.settling.settle import settle
from isptool.settling.settled import Settled, Version
from isptool.settling.vocabulary import LawVocabulary

GOOD = Path(__file__).resolve().parent / "good"
TODAY = date(2026, 11, 25)
NAMES = {
    "partners": "partners.yaml",
    "protocol": "protocols/wolds-and-dales.yaml",
    "safe-and-well": "agreements/safe-and-well.yaml",
    "flood-assets": "agreements/flood-assets.yaml",
    "schedules": "schedules/safe-and-well.yaml",
}
NAME_OF = {"wolds-and-dales": "protocol"}
"""Documents whose file has another name here."""
Data = dict[str, Any]


@cache
def law() -> LawBook:
    """The law book."""
    return LawBook.load()


@cache
def points() -> Mapping[str, Point]:
    """The points."""
    return library.points()


@cache
def vocabulary() -> LawVocabulary:
    """The law book as settling asks it."""
    return LawVocabulary(law())


@cache
def good(name: str) -> Data:
    """One file of the good workspace, as plain data."""
    source = read_file(GOOD / NAMES[name], NAMES[name])
    assert source.usable
    data: Data = source.data
    return data


@cache
def good_model(name: str) -> Node:
    """One file of the good workspace, as its model."""
    return model_of(good(name))


def model_of(data: Data) -> Node:
    """The model of a file's plain data."""
    return ANY_FILE[data["kind"]].model_validate(data)


WHOLE = frozenset({"start", "end", "review", "publish", "sign-off"})
"""Blocks that are one answer."""


def merged(base: Any, change: Any, block: str = "") -> Any:
    """A file with a change: mappings are joined; anything else, and every answer to a point, is replaced whole."""
    if isinstance(base, dict) and isinstance(change, dict) and block not in WHOLE:
        replaced = block in ("answers", "settles")
        joined = {key: value if replaced else merged(base.get(key), value, key) for key, value in change.items()}
        return {**base, **joined}
    if block == "law" and isinstance(base, list):
        return _law_merged(base, change)
    return change


def _law_merged(base: list[Data], change: list[Data]) -> list[Data]:
    """The law rows: one for the same parties and purposes takes the place of the good one; the others are added."""
    changed = {str(row.get("for")): row for row in change}
    return [*(changed.pop(str(row.get("for")), row) for row in base), *changed.values()]


def without(data: Data, path: str) -> Data:
    """A file without one value, by its path with dots."""
    data = copy.deepcopy(data)
    here: Any = data
    *above, last = path.split(".")
    for step in above:
        here = here[int(step) if isinstance(here, list) else step]
    del here[int(last) if isinstance(here, list) else last]
    return data


class Bench:
    """A workspace that a change was made to: its files as data, and the document under test."""

    def __init__(self, change: Change, base: str = "safe-and-well", today: str = "") -> None:
        self.change = change
        self.base = base
        self.is_protocol = base == "wolds-and-dales"
        self.document = "protocol" if self.is_protocol else base
        self.today = read_date(today) if today else TODAY
        self.pieces = {self._name(file): read_text(text, file) for file, text in change.files.items()}
        for piece in self.pieces.values():
            assert piece.usable, piece.findings
        self.changed = {self._name(file) for file in change.files} | {
            self._name(path.partition(".")[0]) for path in change.without
        }

    def _name(self, file: str) -> str:
        return self.document if file == "agreement" else file

    def data(self, name: str) -> Data:
        """One file, changed."""
        data = good(name) if name != "schedules" else {}
        for path in self.change.without:
            file, _, rest = path.partition(".")
            if self._name(file) == name:
                data = without(data, rest)
        if name in self.pieces:
            data = merged(data, self.pieces[name].data)
        return data

    def model(self, name: str) -> Any:
        """One file's model, changed."""
        return model_of(self.data(name)) if name in self.changed else good_model(name)

    def signed(self, gate: Gate) -> Signed:
        """What was signed: as the change says, or else nothing before a document is in force and then all of it."""
        if "signed" in self.pieces:
            return signed_of(self.pieces["signed"].data)
        if gate is Gate.IN_FORCE:
            document = self.model(self.document)
            parties = document.partners if self.is_protocol else document.parties
            version = document.version or ""
            return Signed(tuple(SignOff(each, version, date(2026, 11, 20)) for each in parties), "in-force")
        return Signed()

    def protocol_signed(self) -> dict[str, Signed]:
        """What was signed of the protocol, where the change says it."""
        piece = self.pieces.get("protocol-signed")
        return {"wolds-and-dales": signed_of(piece.data)} if piece else {}

    def others(self) -> tuple[list[Settled], dict[str, Signed]]:
        """Every document of the workspace where the change has others, and what was signed of them."""
        if "others" not in self.pieces:
            return [], {}
        said: Data = self.pieces["others"].data
        before, after, signed = [], [], {}
        for name, changes in said.items():
            base = changes.get("base", self.base)
            data = merged(good(NAME_OF.get(base, base)), {"id": name, **changes.get("changes", {})})
            if "signed" in changes:
                signed[name] = signed_of(changes["signed"])
            folder = "protocols" if data["kind"] == "protocol" else "agreements"
            (after if changes.get("after") == "yes" else before).append(
                self._settled(model_of(data), f"{folder}/{name}.yaml")
            )
        return [*before, self.settled(), *after], signed

    def settled(self, document: Node | None = None) -> Settled:
        """The document under test, settled."""
        return self._settled(document or self.model(self.document), NAMES[self.document])

    def _settled(self, document: Node, file: str) -> Settled:
        partners: Partners = self.model("partners")
        protocol: Protocol = self.model("protocol")
        beside: Data = {"partners": partners.partners, "points": points(), "book": vocabulary()}
        if isinstance(document, Protocol):
            return settle_protocol(document, file=file, adopted=(), **beside)
        agreement = document
        assert isinstance(agreement, Agreement)
        above = [] if agreement.under == "none" else [Version(protocol, NAMES["protocol"])]
        schedules: list[tuple[str, Schedules]] = []
        if "schedules" in self.pieces:
            schedules.append((NAMES["schedules"], self.model("schedules")))
        return settle(agreement, file=file, protocols=above, schedules=schedules, **beside)

    def at(self, gate: Gate, left_out: Mapping[str, tuple[ValuePath, ...]] | None = None) -> At:
        """What rules may know beside the document."""
        partners: Partners = self.model("partners")
        others, others_signed = self.others()
        return At(
            today=self.today,
            law=law(),
            points=points(),
            partners=partners.partners,
            partner_files=dict.fromkeys(partners.partners, NAMES["partners"]),
            left_out=left_out or {},
            signed=self.signed(gate),
            protocol_signed=self.protocol_signed(),
            others=others,
            others_signed=others_signed,
        )

    def checked(self, gate: Gate = Gate.SIGNING, rules: Sequence[Rule] = RULES, **options: Any) -> Checked:
        """What checking the document under test comes to."""
        return check(self.settled(), self.at(gate), rules=rules, gate=gate, **options)

    def checked_from_text(self, gate: Gate = Gate.SIGNING) -> Checked:
        """The same through reading: the document under test is written out and read again."""
        source = read_text(as_yaml(self.data(self.document)), NAMES[self.document])
        assert source.usable, source.findings
        shaped = shape_by_kind(source, ANY_FILE)
        if shaped.model is None:
            return Checked("", source.shown_as, "draft", gate, tuple(shaped.findings))
        at = self.at(gate, {source.shown_as: shaped.left_out})
        return check(self.settled(shaped.model), at, gate=gate, found=shaped.findings).placed({source.shown_as: source})

    def line_of(self, finding: Finding) -> tuple[str, int] | None:
        """The line of the change at which a finding stands: file and line; None where it is not in the change."""
        from isptool.checking.places import placed

        file = next(file for file, name in NAMES.items() if name == finding.file)
        piece = self.pieces.get(file)
        if piece is None:
            return None
        if finding.path[0] == "law" and len(finding.path) > 1:
            row = self.data(file)["law"][finding.path[1]]
            if row not in piece.data.get("law", ()):
                return None
            finding = replace(finding, path=("law", piece.data["law"].index(row), *finding.path[2:]))
        (found,) = placed([_unplaced(finding, piece)], {piece.shown_as: piece})
        assert found.span is not None
        return piece.shown_as, found.span.line


def _unplaced(finding: Finding, piece: Source) -> Finding:
    return replace(finding, file=piece.shown_as, span=None)


def signed_of(data: Mapping[str, Any]) -> Signed:
    """Records of signing as the examples write them."""
    return Signed(
        sign_offs=tuple(_sign_off(each) for each in data.get("sign-offs", ())),
        status=data.get("status", ""),
        version=data.get("version", ""),
        since=_day(data, "since"),
        reviewed=_day(data, "reviewed"),
        next_review=_day(data, "next-review"),
        changed=_day(data, "changed"),
        protocol_version=data.get("protocol-version", ""),
        terms_changed=tuple(data.get("terms-changed", ())),
    )


def _day(data: Mapping[str, Any], key: str) -> date | None:
    return read_date(data[key]) if data.get(key) else None


def _sign_off(data: Mapping[str, Any]) -> SignOff:
    return SignOff(
        party=data["party"],
        version=data.get("version", "1.0"),
        on=_day(data, "on"),
        post=data.get("post", ""),
        authority=data.get("authority", ""),
        decision=data.get("decision", "agree"),
        broken=tuple(data.get("broken", ())),
        recorded=data.get("recorded") == "yes",
        role=data.get("role", ""),
    )


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def as_yaml(data: Data) -> str:
    """Plain data as YAML that reads back as the same."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def change(agreement: str = "", *, take_out: Sequence[str] = (), **files: str) -> Change:
    """A change to the good workspace, for tests that write their own."""
    pieces = {"agreement": agreement, **files} if agreement else dict(files)
    return Change("", pieces, tuple(take_out), (), "")


def raised(
    code: str,
    agreement: str = "",
    *,
    base: str = "safe-and-well",
    gate: Gate | None = None,
    take_out: Sequence[str] = (),
    today: str = "",
    **files: str,
) -> list[Finding]:
    """What one rule alone says of a changed document; `protocol_signed=` is the piece `protocol-signed`."""
    rule = KNOWN[code]
    pieces = {name.replace("_", "-"): text for name, text in files.items()}
    bench = Bench(change(agreement, take_out=take_out, **pieces), base, today)
    checked = bench.checked(gate or rule.gate, rules=[rule])
    assert checked.crashed == ()
    return [each for each in (*checked.findings, *checked.accepted, *checked.waived) if each.code == code]
