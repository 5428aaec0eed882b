"""What stands on every page of a document, from its records: a draft, out for signature, who signed, or ended."""

from __future__ import annotations

from datetime import date

from isptool.cli.opening import Opened
from isptool.model.signed import NOTHING_SIGNED, Signed
from isptool.settling.settled import Settled

DRAFT = "DRAFT"


def standing(opened: Opened, settled: Settled, today: date) -> tuple[str, Signed]:
    """The mark of a document, and what was signed of it.

    A file that says otherwise than the text that is sealed as its version is the next version being written: a draft.
    """
    document = settled.document
    if not (opened.home / "sealed" / document.id).is_dir():
        return DRAFT, NOTHING_SIGNED
    from isptool.lifecycle.drift import says_the_same
    from isptool.lifecycle.knowledge import accepted_until
    from isptool.lifecycle.life import life_of, signed_of_version
    from isptool.lifecycle.seal_up import mark_of
    from isptool.sealing.shelf import open_shelf

    life = life_of(open_shelf(opened.home), document.id, today, accepted_until(document))
    version = life.version(document.version or "")
    if version is None or not version.version.is_sealed:
        return DRAFT, NOTHING_SIGNED
    is_sealed_source = opened.home != opened.workspace.root
    taken_back = version.status in ("draft", "consultation")
    if not is_sealed_source and (taken_back or not says_the_same(settled, version.version.parts)):
        return DRAFT, NOTHING_SIGNED
    return mark_of(version), signed_of_version(version)
