"""Interviews that were stopped: kept in the workspace after every reply, so that nothing is lost and all goes on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isptool.asking.draft import Draft
from isptool.asking.sitting import Step
from isptool.cli import saving
from isptool.errors import IspError
from isptool.reading.workspace import shown

FOLDER = ".isptool-interviews"
_FORMAT = 1
_ABOUT = "What was answered in an interview that is not finished. Made by isptool; deleting it begins anew."


@dataclass
class Kept:
    """One interview: what is known, what was asked, and the file as it was, where one is being gone on with."""

    path: Path
    draft: Draft
    steps: list[Step] = field(default_factory=list)
    base: dict[str, Any] | None = None
    on_disk: bytes | None = None
    """What was last read or written; none before that."""

    def keep(self) -> None:
        """Write it to the disk. Raises `IspError` where another isptool has kept a reply to the interview since."""
        if self.on_disk is not None and self.path.is_file() and self.path.read_bytes() != self.on_disk:
            raise IspError(
                f"Another isptool asks for {self.draft.data.get('id', 'the same')} too, and has kept a reply since.",
                "Go on there. What was answered here last was not kept; the rest is, and the same command shows it.",
            )
        data = {
            "about": _ABOUT,
            "format": _FORMAT,
            "kind": self.draft.kind,
            "data": self.draft.data,
            "notes": self.draft.notes,
            "steps": [[each.question, each.said, each.before, each.came] for each in self.steps],
            "base": self.base,
        }
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        content = saving.as_bytes(text)
        saving.write_whole(self.path, content, lasting=False)
        self.on_disk = content

    def forget(self) -> None:
        """Delete it, because its file is written; and its folder, if nothing else is kept."""
        self.path.unlink(missing_ok=True)
        if self.path.parent.is_dir() and not any(self.path.parent.iterdir()):
            self.path.parent.rmdir()


def path_of(root: Path, kind: str, name: str) -> Path:
    """Where the interview for a document is kept."""
    return root / FOLDER / saving.file_name(f"{kind}-{name}", ".json")


def kept_names(root: Path, kind: str) -> list[str]:
    """The ids of documents of a kind whose interviews are kept, in order."""
    return sorted(path.stem.removeprefix(f"{kind}-") for path in (root / FOLDER).glob(f"{kind}-*.json"))


def load(root: Path, kind: str, name: str) -> Kept | None:
    """The interview for a document, if one is kept. Raises `IspError` where its file cannot be read."""
    path = path_of(root, kind, name)
    if not path.is_file():
        return None
    try:
        content = path.read_bytes()
        data = json.loads(content)
        steps = [
            Step(question, said, tuple(before), tuple(tuple(each) for each in came))
            for question, said, before, came in data["steps"]
        ]
        if data["format"] != _FORMAT or not isinstance(data["data"], dict) or not isinstance(data["notes"], dict):
            raise ValueError
        return Kept(path, Draft(kind, data["data"], data["notes"]), steps, data["base"], content)
    except (OSError, ValueError, KeyError, TypeError):
        raise IspError(
            f"{shown(path)}, in which the interview is kept, cannot be read.",
            "Put it right from a copy; or delete it, and begin anew.",
        ) from None
