"""`kill -9` while a sign-off is recorded or a text is sealed: what is left is the old state or the new one.

The tests of a life stop the program at each of its steps, one by one; here a real program is killed by the system at
moments nobody chose. That takes long, so it is part of the soak.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.running import run
from isptool.sealing.shelf import RECORDS
from lifecycle.counties import first, out
from sealing.ground import FLOOD, agreed, did, the_version

pytestmark = pytest.mark.skipif(os.environ.get("ISPTOOL_SOAK") != "1", reason="part of the soak")
TIMES = 150
_RUN = [sys.executable, "-m", "isptool"]


def killed(arguments: list[str], after: float) -> int:
    """Run a command and kill it after so many seconds; its exit code, or less than nothing where it was killed."""
    process = subprocess.Popen([*_RUN, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait()


class Aim:
    """When to kill next: later when it came too early, sooner when it came too late, so that it stays near the write."""

    def __init__(self, first: float) -> None:
        self.at, self.random = first, random.Random(1)

    def next(self) -> float:
        return self.at * self.random.uniform(0.9, 1.1)

    def learn(self, *, too_early: bool) -> None:
        self.at *= 1.07 if too_early else 0.93


def duration(arguments: list[str], undo: Callable[[], object]) -> float:
    """How long a command takes here, and everything put back as it was."""
    began = time.monotonic()
    subprocess.run([*_RUN, *arguments], check=True, capture_output=True)
    undo()
    return time.monotonic() - began


@out
@pytest.mark.parametrize("with_key", [False, True], ids=["by e-mail", "with a key"])
def test_a_sign_off_is_there_whole_or_not_at_all(at: Path, with_key: bool) -> None:
    arguments = ["sign", FLOOD, "--partner", "wolds-council", "--role", "siro", "--post", "SIRO", "--mark",
                 the_version().mark]  # fmt: skip
    keygen = shutil.which("ssh-keygen")
    if with_key and keygen is None:
        pytest.skip("there is no ssh-keygen here")
    if with_key:
        assert keygen is not None
        key = at.parent / "key"
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(key)], check=True)
        line = " ".join(key.with_suffix(".pub").read_text().split()[:2])
        Path("sealed/allowed_signers").write_text(f'wolds-council namespaces="signoff@isptool" {line}\n')
    arguments += ["--key", str(at.parent / "key")] if with_key else ["--method", "e-mail"]
    folder = the_version().folder / "sign-offs"
    aim = Aim(duration(arguments, lambda: shutil.rmtree(folder)))
    seen = {"old": 0, "new": 0}
    for number in range(TIMES):
        code = killed(arguments, aim.next())
        count = len(the_version().statements())
        assert code in (0, -signal.SIGKILL)
        assert count == 1 if code == 0 else count in (0, 1)
        assert the_version().damage() == []
        assert run(["verify", FLOOD]).code == 0, (number, sorted(folder.iterdir()))
        seen["new" if count else "old"] += 1
        aim.learn(too_early=count == 0)
        if count == 0:
            subprocess.run([*_RUN, *arguments], check=True, capture_output=True)  # the next try is not in its way
            assert len(the_version().statements()) == 1
            assert run(["verify", FLOOD]).code == 0
        shutil.rmtree(folder)
    assert all(seen.values()), seen


@first
def test_a_text_is_sealed_whole_or_not_at_all(at: Path) -> None:
    agreed()
    arguments = ["move", FLOOD, "signing"]
    before = at.parent / "before"
    shutil.copytree(at, before)

    def put_back() -> None:
        shutil.rmtree(at / "sealed")
        shutil.copytree(before / "sealed", at / "sealed")

    aim = Aim(duration(arguments, put_back))
    seen = {"old": 0, "half": 0, "new": 0}
    for _ in range(TIMES // 3):
        killed(arguments, aim.next())
        version = the_version()
        moved = [each.record.text("to") for each in version.records("moves")]
        state = "new" if "signing" in moved else "half" if version.is_sealed else "old"
        seen[state] += 1
        aim.learn(too_early=state == "old")
        assert not version.is_sealed or version.damage() == []
        if state != "new":
            did(*arguments)
        assert the_version().damage() == []
        assert all(each.parent.name in (*RECORDS, "1.0", FLOOD, "sealed") or "source" in each.parts or each.is_dir()
                   for each in Path("sealed").rglob("*"))  # fmt: skip
        put_back()
    assert seen["old"], seen
    assert seen["new"], seen
