"""Any order of moves, signatures, edits, new versions of the protocol, accessions, notices: what must never happen.

No path reaches *in force* with a missing, stale or unauthorised signature; no signature covers a text that it was not
given for; nothing that was recorded is ever lost. The machine keeps its own book of who agreed to which words: which
edit weighs how much it knows because it made it, and what lies in a file it reads by itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cli.running import Ran, run
from isptool.lifecycle.life import life_of
from isptool.lifecycle.moves import LIVE
from isptool.sealing.shelf import open_shelf
from sealing.ground import AGREEMENT_FILE, FLOOD, PARTIES, PROTOCOL, PROTOCOL_FILE, county

SOAK = os.environ.get("ISPTOOL_SOAK") == "1"
EXAMPLES, STEPS = (120, 60) if SOAK else (4, 16)
_BOTH = st.sampled_from((FLOOD, PROTOCOL))
_KINDS = st.sampled_from(("administrative", "minor", "material"))
_SILENT = [each for party in (*PARTIES, "beck-homes") for each in ("--escalated", party)]
_MAY_SIGN = ("chief-officer", "siro")
_AT_LEAST_TO_OBJECT = timedelta(days=13)
"""Ten working days are at least so many days in all, with the day itself."""

_EDITS = {
    (FLOOD, "administrative"): ("Wolds Council: WD-DSA-031", "Wolds Council: WD-DSA-{n}"),
    (FLOOD, "minor"): ("may be ten metres out", "may be {n} metres out"),
    (FLOOD, "material"): ("which gullies and culverts to clear first", "which gullies of {n} to clear first"),
    (PROTOCOL, "administrative"): ("Wolds Council: WD-ISP-5", "Wolds Council: WD-ISP-{n}"),
    (PROTOCOL, "minor"): ("managing the risk of flooding", "managing the risk of {n} floods"),
    (PROTOCOL, "material"): ("Share when it protects or helps someone", "Share {n} times when it helps someone"),
}
_FILES = {FLOOD: AGREEMENT_FILE, PROTOCOL: PROTOCOL_FILE}
_FIRST = {FLOOD: 10, PROTOCOL: 50}

REACHED: Counter[str] = Counter()
"""What happened at least once in a run: a machine that never gets anywhere proves nothing."""
BEGINNINGS: dict[int, tuple[dict[Path, bytes], dict[tuple[str, str], Text]]] = {}
"""The counties with which a run begins, made once."""


@dataclass
class Given:
    """A sign-off that was recorded, as the machine saw it: the digests of what lay there when it was given."""

    party: str
    agrees: bool
    covers: dict[str, str]


@dataclass
class Text:
    """One sealed version, as the machine knows it: how it was edited, when it was sealed, who signed and objects."""

    material: int
    on: date
    digests: dict[str, str]
    given: list[Given] = field(default_factory=list)
    objects: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


class Life(RuleBasedStateMachine):
    """One county, on which people do whatever they like."""

    def __init__(self) -> None:
        super().__init__()
        self.before = Path.cwd()
        self.folder = Path(tempfile.mkdtemp()) / "county"
        self.first: dict[str, str] = {}
        self.today = date(2026, 11, 2)
        self.kept: dict[str, bytes] = {}
        self.number = dict(_FIRST)
        self.edits = dict.fromkeys(_EDITS, 0)
        self.texts: dict[tuple[str, str], Text] = {}

    def teardown(self) -> None:
        os.chdir(self.before)
        shutil.rmtree(self.folder.parent)

    def do(self, *arguments: str) -> Ran:
        ran = run([*arguments, "--today", self.today.isoformat()])
        assert ran.code in (0, 1, 2), (arguments, ran)
        return ran

    def move(self, document: str, status: str, *more: str) -> Ran:
        ran = self.do("move", document, status, "--because", "A reason.", *more)
        if status == "signing" and ran.code == 0:
            self.note_sealed(document)
        if status == "in-force" and ran.code == 0:
            self.must_be_agreed(document)
        if ran.code == 0:
            said = {"objecting": "objected", "joining": "joined", "leaving": "gave notice"}
            REACHED[said.get(status, status)] += 1
        return ran

    def note_sealed(self, document: str) -> None:
        number = f"{self.number[document] / 10:.1f}"
        folder = Path("sealed") / document / number
        if (document, number) not in self.texts:
            REACHED["sealed"] += 1
            REACHED["sealed a material change"] += self.edits[document, "material"] > 0
            self.texts[document, number] = Text(self.edits[document, "material"], self.today, _digests(folder))

    # ── what people do ───────────────────────────────────────────────────────────────────────────────

    @initialize(run_up=st.sampled_from((3, 3, 2, 1, 0)))
    def begin(self, run_up: int) -> None:
        """A county in which nothing is sealed yet (0), the protocol is (1), the agreement too (2), or all in force."""
        if run_up not in BEGINNINGS:
            county(self.folder)
            os.chdir(self.folder)
            self.first = {name: Path(path).read_text(encoding="utf-8") for name, path in _FILES.items()}
            if run_up > 0:
                self.on_to_signing(PROTOCOL)
            if run_up > 1:
                self.all_sign_and_begin(PROTOCOL)
                self.on_to_signing(FLOOD)
            if run_up > 2:
                self.all_sign_and_begin(FLOOD)
            BEGINNINGS[run_up] = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}, self.texts
        files, texts = BEGINNINGS[run_up]
        for path, content in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)
        os.chdir(self.folder)
        self.texts = deepcopy(texts)
        self.first = {name: county_file(files, path) for name, path in _FILES.items()}

    @rule(document=_BOTH)
    def on_to_signing(self, document: str) -> None:
        for status in ("consultation", "agreed-in-principle", "signing"):
            self.move(document, status, *_SILENT)

    @rule(document=_BOTH, status=st.sampled_from(("draft", "consultation", "signing", "in-force", "under-review",
                                                  "suspended", "withdrawn", "terminated", "signed", "expired")))  # fmt: skip
    def moves(self, document: str, status: str) -> None:
        self.move(document, status, "--done", "Certificate 1")

    @rule(document=_BOTH)
    def all_sign_and_begin(self, document: str) -> None:
        for party in PARTIES:
            self.sign(document, party, "chief-officer", "agree", 0)
        self.move(document, "in-force")

    @rule(document=_BOTH, party=st.sampled_from((*PARTIES, "beck-homes", "nobody")),
          role=st.sampled_from(("chief-officer", "siro", "other", "dpo")),
          decision=st.sampled_from(("agree", "agree", "decline")), which=st.integers(0, 2))  # fmt: skip
    def sign(self, document: str, party: str, role: str, decision: str, which: int) -> None:
        """Sign with the mark of the newest sealed text, of an older one, or with one of nothing."""
        known = [folder for name, number in self.texts if name == document
                 for folder in [Path("sealed") / document / number]]  # fmt: skip
        mark = _mark(_digests(known[-1 - which])) if which < len(known) else "0000-0000"
        before = _statements(document)
        ran = self.do("sign", document, "--partner", party, "--role", role, "--post", "A post", "--method", "meeting",
                      "--mark", mark, "--decision", decision)  # fmt: skip
        new = _statements(document) - before
        assert len(new) == (1 if ran.code == 0 else 0), ran
        REACHED["refused to sign" if ran.code else "signed" if decision == "agree" else "declined"] += 1
        for path in new:
            number = path.parts[-3]
            text = self.texts[document, number]
            here = _digests(path.parents[1])
            assert _mark(here) == mark, "a sign-off was taken for a text that it was not given for"
            assert decision == "decline" or role in _MAY_SIGN, "a post signed that may not"
            wanted = ("own", "inherited", "template", f"schedule-{party}")
            covers = {name: digest for name, digest in here.items() if name in wanted}
            text.given.append(Given(party, decision == "agree", covers))

    @rule(document=_BOTH, kind=_KINDS, bump=st.booleans())
    def edit(self, document: str, kind: str, bump: bool) -> None:
        self.edits[document, kind] += 1
        self.number[document] += bump
        text = self.first[document]
        for (name, each), (old, new) in _EDITS.items():
            if name == document and self.edits[name, each]:
                assert old in text
                text = text.replace(old, new.format(n=self.edits[name, each] + 100))
        old = f"version: {_FIRST[document] / 10:.1f}\n"
        Path(_FILES[document]).write_text(
            text.replace(old, f"version: {self.number[document] / 10:.1f}\n", 1), encoding="utf-8"
        )

    @rule(document=_BOTH, kind=_KINDS, objector=st.sampled_from(("", "", *PARTIES)),
          days=st.sampled_from((0, 15)), sign=st.booleans())  # fmt: skip
    def new_version(self, document: str, kind: str, objector: str, days: int, sign: bool) -> None:
        """A change under a new number as a secretariat makes it; and what the parties may do about it."""
        self.edit(document, kind, True)
        self.on_to_signing(document)
        if objector:
            self.objects(document, objector, False)
        if sign:
            self.sign(document, PARTIES[0], "siro", "agree", 0)
        self.time_passes(days)
        self.move(document, "in-force")

    @rule(party=st.sampled_from(("beck-homes", "wolds-fire")), move=st.sampled_from(("joining", "leaving", "left")))
    def comes_and_goes(self, party: str, move: str) -> None:
        if move == "joining":
            self.move(PROTOCOL, "joining", "--partner", party)
        current = life_of(open_shelf(Path()), FLOOD, self.today).current
        ran = self.move(FLOOD, move, "--partner", party, "--done", "Certificate 2")
        if ran.code == 0 and current is not None:
            text = self.texts[FLOOD, current.number]
            if move == "joining":
                text.joined.add(party)
                text.left.discard(party)
            if move == "left":
                text.left.add(party)

    @rule(document=_BOTH, party=st.sampled_from(PARTIES), back=st.booleans())
    def objects(self, document: str, party: str, back: bool) -> None:
        """Object to the newest version, or take that back."""
        newest = f"{self.number[document] / 10:.1f}"
        ran = self.move(document, "not-objecting" if back else "objecting", "--partner", party, "--against", newest)
        if ran.code == 0:
            (self.texts[document, newest].objects.discard if back else self.texts[document, newest].objects.add)(party)

    @rule(days=st.sampled_from((1, 15, 40)))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(document=_BOTH, to=st.sampled_from((FLOOD, PROTOCOL)))
    def superseded(self, document: str, to: str) -> None:
        self.move(document, "superseded", "--successor", to)

    @rule(document=_BOTH)
    def is_reviewed(self, document: str) -> None:
        self.move(document, "under-review")
        following = (self.today + timedelta(days=365)).isoformat()
        ran = self.do("review", "--record", document, "--outcome", "unchanged", "--next", following, "--by", "Lead")
        REACHED["reviewed"] += ran.code == 0
        self.move(document, "in-force", *_SILENT)

    @rule()
    def is_looked_at(self) -> None:
        assert self.do("status").code in (0, 2)
        if Path("sealed").exists():
            assert self.do("verify").code in (0, 2)

    @precondition(lambda self: self.texts)
    @rule(part=st.sampled_from(("own", "inherited", "template")), data=st.data())
    def is_tampered_with(self, part: str, data: st.DataObject) -> None:
        document, number = data.draw(st.sampled_from(sorted(self.texts)))
        length = (Path("sealed") / document / number / f"{part}.json").stat().st_size
        self.is_tampered_with_at(document, number, part, data.draw(st.integers(0, length - 1)))

    def is_tampered_with_at(self, document: str, number: str, part: str, at: int) -> None:
        """Change one byte of a sealed text: nothing can be signed or begun on it. Then put it back."""
        path = Path("sealed") / document / number / f"{part}.json"
        content = path.read_bytes()
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        before = _statements(document)
        life = life_of(open_shelf(Path()), document, self.today).version(number)
        assert life is not None
        assert not any(each.stand == "signed" for each in life.parties.values())
        newest = number == f"{self.number[document] / 10:.1f}"
        for party in PARTIES:
            self.do("sign", document, "--partner", party, "--role", "siro", "--post", "A post", "--method", "meeting",
                    "--mark", _mark(_digests(path.parent)))  # fmt: skip
        assert _statements(document) == before or not newest
        assert not {each for each in _statements(document) - before if each.parts[-3] == number}
        assert not newest or life.status not in ("signing", "signed") or self.do("move", document, "in-force").code == 1
        path.write_bytes(content)
        REACHED["tampered with"] += 1

    # ── what must always be so ───────────────────────────────────────────────────────────────────────

    @invariant()
    def nothing_recorded_is_lost_or_changed(self) -> None:
        for path in Path("sealed").rglob("*"):
            if path.is_file():
                self.kept.setdefault(path.as_posix(), path.read_bytes())
        for name, content in self.kept.items():
            assert Path(name).read_bytes() == content, name

    @invariant()
    def every_statement_covers_the_text_it_was_given_for(self) -> None:
        for (document, number), text in self.texts.items():
            folder = Path("sealed") / document / number
            assert {each: _digests(folder)[each] for each in text.digests} == text.digests
            recorded = [_record(path) for path in sorted(folder.glob("sign-offs/*.yaml"))]
            assert len(recorded) == len(text.given)
            for each in recorded:
                assert (each["document"], each["version"]) == (document, number)
                assert any(each["party"] == given.party and each["covers"] == given.covers for given in text.given)

    @invariant()
    def who_is_said_to_agree_has_agreed_to_these_words(self) -> None:
        shelf = open_shelf(Path())
        for document in (FLOOD, PROTOCOL):
            for version in life_of(shelf, document, self.today).versions:
                for party in version.bound:
                    assert self.agreed(document, version.number, party, firm=False), (document, version.number, party)

    @invariant()
    def what_is_in_force_was_signed_by_all(self) -> None:
        shelf = open_shelf(Path())
        for document in (FLOOD, PROTOCOL):
            for version in life_of(shelf, document, self.today).versions:
                if version.status in LIVE:
                    assert (document, version.number) in self.texts
                    self.all_agreed(document, version.number, firm=False)

    # ── the machine's own book ───────────────────────────────────────────────────────────────────────

    def must_be_agreed(self, document: str) -> None:
        """A move to in force was allowed: everyone has signed this text or may be carried, and the protocol too."""
        current = life_of(open_shelf(Path()), document, self.today).in_force
        assert current is not None
        self.all_agreed(document, current.number, firm=True)
        carried = not self.texts[document, current.number].given
        REACHED["in force on carried signatures" if carried else "in force"] += 1
        if document == FLOOD:
            for party in self.parties_of(document, current.number):
                signed = [number for name, number in self.texts if name == PROTOCOL]
                assert any(self.agreed(PROTOCOL, number, party, firm=True) for number in signed), party

    def all_agreed(self, document: str, number: str, *, firm: bool) -> None:
        for party in self.parties_of(document, number):
            assert self.agreed(document, number, party, firm=firm), (document, number, party)

    def parties_of(self, document: str, number: str) -> list[str]:
        """Those who must have signed: the parties in the file, without one that has left."""
        text = self.texts[document, number]
        return [party for party in PARTIES if party not in text.left]

    def agreed(self, document: str, number: str, party: str, *, firm: bool) -> bool:
        """Whether a party's last word on these words is yes: on this version, or on one with the same material terms.

        With `firm` the time to object must be over where the yes was given to an earlier version.
        """
        text = self.texts[document, number]
        last = [given for given in text.given if given.party == party][-1:]
        if last:
            return last[0].agrees and set(last[0].covers.items()) <= set(_digests_of(document, number).items())
        numbers = [each for name, each in self.texts if name == document]
        before = numbers[: numbers.index(number)]
        same = [each for each in before if self.texts[document, each].material == text.material]
        over = not firm or self.today - text.on >= _AT_LEAST_TO_OBJECT
        carries = any(self.agreed(document, each, party, firm=False) for each in same)
        return carries and over and party not in text.objects


def county_file(files: dict[Path, bytes], path: str) -> str:
    """A file of a beginning."""
    return files[Path(path)].decode()


# ── read by hand, not by the code that is tested ─────────────────────────────────────────────────────


def _digests(folder: Path) -> dict[str, str]:
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.json")}


def _digests_of(document: str, number: str) -> dict[str, str]:
    return _digests(Path("sealed") / document / number)


def _mark(digests: dict[str, str]) -> str:
    joined = " ".join(digests[part] for part in ("own", "inherited", "template"))
    whole = hashlib.sha256(joined.encode()).hexdigest().upper()
    return f"{whole[:4]}-{whole[4:8]}"


def _statements(document: str) -> set[Path]:
    return set((Path("sealed") / document).glob("*/sign-offs/*.yaml"))


def _record(path: Path) -> dict[str, object]:
    found: dict[str, object] = {"covers": {}}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, value = line.strip().partition(": ")
        text = json.loads(value) if value.startswith('"') else value
        if line.startswith("  ") and len(text) == 64:
            found["covers"] = {**found["covers"], key: text}  # type: ignore[dict-item]
        elif not line.startswith(" ") and value:
            found[key] = text
    return found


_SETTINGS = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
    derandomize=not SOAK, phases=tuple(Phase) if SOAK else (Phase.explicit, Phase.generate),
)  # fmt: skip
_WANTED = {
    "sealed", "signed", "refused to sign", "declined", "in force", "in force on carried signatures", "objected",
    "joined", "gave notice", "left", "tampered with", "suspended", "superseded", "reviewed", "withdrawn", "terminated",
    "sealed a material change",
}  # fmt: skip


def test_in_any_order_nothing_comes_into_force_unsigned_and_nothing_is_lost() -> None:
    REACHED.clear()
    run_state_machine_as_test(Life, settings=_SETTINGS)
    seldom = {"left", "withdrawn"}  # a chain of several steps in one order: the life written out below takes them
    assert not SOAK or set(REACHED) >= _WANTED - seldom, _WANTED - set(REACHED)
    assert REACHED["refused to sign"]


def test_a_life_that_goes_everywhere_agrees_with_the_book_at_every_step() -> None:
    """Written out, so that every kind of step is certain to be taken in every run of the tests."""
    REACHED.clear()
    life = Life()
    unsigned = Life()
    try:
        unsigned.begin(0)
        unsigned.on_to_signing(FLOOD)
        unsigned.all_sign_and_begin(FLOOD)
        assert "in force" not in REACHED, "it began under a protocol that nobody has signed"
        steps: tuple[Callable[[], object], ...] = (
            lambda: life.begin(3),
            lambda: life.comes_and_goes("beck-homes", "joining"),
            lambda: life.sign(FLOOD, "beck-homes", "siro", "agree", 0),
            lambda: life.is_tampered_with_at(FLOOD, "1.0", "own", 40),
            lambda: life.sign(FLOOD, "nobody", "siro", "agree", 0),
            lambda: life.sign(FLOOD, PARTIES[2], "dpo", "agree", 0),
            lambda: life.sign(FLOOD, PARTIES[2], "siro", "agree", 2),
            lambda: life.moves(FLOOD, "suspended"),
            lambda: life.moves(FLOOD, "in-force"),
            lambda: life.new_version(FLOOD, "minor", PARTIES[0], 0, False),
            lambda: life.objects(FLOOD, PARTIES[0], True),
            lambda: life.moves(FLOOD, "in-force"),
            lambda: life.time_passes(15),
            lambda: life.moves(FLOOD, "in-force"),
            lambda: life.new_version(FLOOD, "material", "", 15, True),
            lambda: life.is_tampered_with_at(FLOOD, "1.2", "inherited", 10),
            lambda: life.sign(FLOOD, PARTIES[1], "siro", "decline", 0),
            lambda: life.sign(FLOOD, PARTIES[1], "siro", "agree", 1),
            lambda: life.sign(FLOOD, PARTIES[1], "siro", "agree", 0),
            lambda: life.all_sign_and_begin(FLOOD),
            lambda: life.comes_and_goes("wolds-fire", "leaving"),
            lambda: life.new_version(PROTOCOL, "administrative", "", 15, False),
            lambda: life.time_passes(40),
            lambda: life.comes_and_goes("wolds-fire", "left"),
            lambda: life.is_reviewed(FLOOD),
            lambda: life.new_version(PROTOCOL, "material", "", 0, False),
            lambda: life.moves(PROTOCOL, "withdrawn"),
            lambda: life.superseded(FLOOD, PROTOCOL),
            lambda: life.moves(PROTOCOL, "terminated"),
        )
        for step in steps:
            step()
            life.nothing_recorded_is_lost_or_changed()
            life.every_statement_covers_the_text_it_was_given_for()
            life.who_is_said_to_agree_has_agreed_to_these_words()
            life.what_is_in_force_was_signed_by_all()
        assert set(REACHED) >= _WANTED, _WANTED - set(REACHED)
    finally:
        life.teardown()
        unsigned.teardown()
