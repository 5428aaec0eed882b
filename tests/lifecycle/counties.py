"""Which county a test begins with."""

from __future__ import annotations

import json

import pytest

from cli.running import run
from sealing.ground import FLOOD

first = pytest.mark.parametrize("at", ["first"], indirect=True)
out = pytest.mark.parametrize("at", ["sealed"], indirect=True)
in_force = pytest.mark.parametrize("at", ["in-force"], indirect=True)


def status(document: str = FLOOD, *more: str) -> dict[str, object]:
    found = json.loads(run(["status", document, "--to", "json", *more]).output)["documents"]
    return dict(found[0])


def state(number: str = "1.0", *more: str) -> str:
    versions = status(FLOOD, *more)["versions"]
    assert isinstance(versions, list)
    return str(next(each["status"] for each in versions if each["version"] == number))
