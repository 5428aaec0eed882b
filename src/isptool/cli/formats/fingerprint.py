"""What lets a tracker know a finding again in the next run."""

from __future__ import annotations

import hashlib
from collections import Counter

from isptool.findings import Finding


class Fingerprints:
    """Gives each finding of one run a mark that no other has, and that stays when lines move above it.

    Made of code, file, path of the value and message; findings that agree in all four are numbered.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, finding: Finding) -> str:
        """32 hexadecimal digits."""
        alike = "\0".join((finding.code, finding.file, *(str(step) for step in finding.path), finding.message))
        self._seen[alike] += 1
        return hashlib.blake2b(f"{alike}\0{self._seen[alike]}".encode(), digest_size=16).hexdigest()
