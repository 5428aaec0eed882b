"""Any order of moves, signatures, edits, protocol versions and accessions: what must never happen does not.

No path reaches *in force* with a missing, stale or unauthorised signature; no signature covers a text that it was not
given for; nothing that was recorded is ever lost.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cli.running import run
from isptool.sealing.seal import covered
from isptool.sealing.shelf import RECORDS, open_shelf
from sealing.ground import AGREEMENT_FILE, FLOOD, PARTIES, PROTOCOL, PROTOCOL_FILE, county

EXAMPLES = int(os.environ.get("ISPTOOL_SOAK_EXAMPLES", "2"))
STEPS = int(os.environ.get("ISPTOOL_SOAK_STEPS", "10"))
_SILENT = [each for party in (*PARTIES, "beck-homes") for each in ("--escalated", party)]
_ONWARD = {"draft": "consultation", "consultation": "agreed-in-principle", "agreed-in-principle": "signing"}


class Life(RuleBasedStateMachine):
    """One county, on which people do whatever they like."""

    def __init__(self) -> None:
        super().__init__()
        self.before = Path.cwd()
        self.folder = Path(tempfile.mkdtemp()) / "county"
        county(self.folder)
        os.chdir(self.folder)
        self.kept: dict[str, bytes] = {}
        self.numbers = {FLOOD: 10, PROTOCOL: 50}

    def teardown(self) -> None:
        os.chdir(self.before)
        shutil.rmtree(self.folder.parent)

    def marks(self, document: str) -> list[str]:
        return [each.mark for each in open_shelf(Path()).of(document) if each.is_sealed]

    @rule(document=st.sampled_from((FLOOD, PROTOCOL)))
    def on_to_signing(self, document: str) -> None:
        for status in ("consultation", "agreed-in-principle", "signing"):
            run(["move", document, status, *_SILENT, "--because", "We agreed."])

    @rule(
        document=st.sampled_from((FLOOD, PROTOCOL)),
        status=st.sampled_from(
            (
                "draft",
                "consultation",
                "signing",
                "in-force",
                "under-review",
                "suspended",
                "superseded",
                "withdrawn",
                "signed",
            )
        ),
    )
    def moves(self, document: str, status: str) -> None:
        run(["move", document, status, "--because", "A reason.", "--done", "Certificate 1"])

    @rule(document=st.sampled_from((FLOOD, PROTOCOL)))
    def all_sign_and_begin(self, document: str) -> None:
        for party in PARTIES:
            self.sign(document, party, "chief-officer", "agree", -1)
        run(["move", document, "in-force", "--because", "All is ready."])

    @rule(
        document=st.sampled_from((FLOOD, PROTOCOL)),
        party=st.sampled_from((*PARTIES, "beck-homes", "nobody")),
        role=st.sampled_from(("chief-officer", "siro", "other", "dpo")),
        decision=st.sampled_from(("agree", "agree", "decline")),
        which=st.integers(-2, 0),
    )
    def sign(self, document: str, party: str, role: str, decision: str, which: int) -> None:
        marks = self.marks(document)
        mark = marks[which] if marks and -len(marks) <= which else "0000-0000"
        run(["sign", document, "--partner", party, "--role", role, "--post", "A post", "--method", "meeting",
             "--mark", mark, "--decision", decision])  # fmt: skip

    @rule(document=st.sampled_from((FLOOD, PROTOCOL)), bump=st.booleans())
    def edit(self, document: str, bump: bool) -> None:
        path = Path(AGREEMENT_FILE if document == FLOOD else PROTOCOL_FILE)
        text = path.read_text(encoding="utf-8")
        old = f"{self.numbers[document] / 10:.1f}"
        self.numbers[document] += 1
        if document == FLOOD:
            text = text.replace("Crews clear drains", "Crews now clear drains", 1)
        else:
            text = text.replace("corrections-within: 5 working", "corrections-within: 4 working", 1)
        if bump:
            text = text.replace(f"version: {old}\n", f"version: {self.numbers[document] / 10:.1f}\n", 1)
        else:
            self.numbers[document] -= 1
        path.write_text(text, encoding="utf-8")

    @rule(move=st.sampled_from(("joining", "leaving", "left")), party=st.sampled_from(("beck-homes", "wolds-fire")))
    def comes_and_goes(self, move: str, party: str) -> None:
        run(["move", FLOOD, move, "--partner", party, "--because", "Asked to.", "--done", "Certificate 2"])

    @invariant()
    def nothing_recorded_is_lost_or_changed(self) -> None:
        for path in Path("sealed").rglob("*"):
            if path.is_file() and (path.parent.name in RECORDS or (path.parents[0] / "seal.yaml").exists()):
                self.kept.setdefault(path.as_posix(), path.read_bytes())
        for name, content in self.kept.items():
            assert Path(name).read_bytes() == content, name

    @invariant()
    def every_statement_covers_the_text_it_was_given_for(self) -> None:
        for version in open_shelf(Path()).versions:
            assert version.damage() == []
            for each in version.statements():
                assert each.intact
                assert each.statement.mark == version.mark
                assert (
                    dict(each.statement.covers).items()
                    >= covered(
                        {name: version.digests[name] for name in ("own", "inherited", "template")}, each.statement.party
                    ).items()
                )
                assert each.statement.role not in ("other", "dpo") or each.statement.decision == "decline"

    @invariant()
    def in_force_means_signed_by_all(self) -> None:
        for version in open_shelf(Path()).versions:
            moved = [held.record.text("to") for held in version.records("moves")]
            if "in-force" not in moved:
                continue
            # Told from the statements alone, not by the code that decides it.
            at = moved.index("in-force")
            agreed = {
                each.statement.party
                for each in version.statements()
                if each.statement.decision == "agree" and version.broken(each.statement.covers) == ()
            }
            wanted = set(version.seal.texts("signs"))
            assert moved[at - 1] == "signing"
            if version.seal.text("start") == "each-on-signing":
                assert len(agreed | set(version.seal.texts("carried"))) >= 2
            else:
                assert wanted <= agreed | set(version.seal.texts("carried"))


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck),
    derandomize=EXAMPLES < 10,
)  # fmt: skip
