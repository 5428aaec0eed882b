"""Who may sign with which key: the list of allowed signers, in the form of OpenSSH, read strictly.

A line is a principal (the id of a partner), options, and a public key. A principal that is a pattern is refused:
a line with `*` would let its key speak for everybody.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable

from msgspec import Struct

NAMESPACE = "signoff@isptool"
"""The namespace of our signatures, so that none made for another use counts as one."""
ALLOWED = "allowed_signers"
"""The name of the list in the `sealed` folder."""
_OPTION = re.compile(r'(cert-authority)|([a-z-]+)="([^"]*)"')
_KEY = re.compile(r"(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+\Z")


class Signer(Struct, frozen=True):
    """One line of the list: a partner, its key, and from when until when it counts (empty: no limit)."""

    principal: str
    key_type: str
    key: str
    valid_after: str = ""
    valid_before: str = ""
    line: int = 0

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint, as OpenSSH shows it: `SHA256:…`."""
        return fingerprint(self.key)

    def as_line(self) -> str:
        """The line for `ssh-keygen`, with our namespace and nothing else."""
        limits = [f'namespaces="{NAMESPACE}"']
        limits += [f'valid-after="{self.valid_after}"'] if self.valid_after else []
        limits += [f'valid-before="{self.valid_before}"'] if self.valid_before else []
        return f"{self.principal} {','.join(limits)} {self.key_type} {self.key}\n"


class Signers(Struct, frozen=True):
    """The list as read, and what is wrong with it in words, a line each."""

    signers: tuple[Signer, ...]
    wrong: tuple[str, ...] = ()

    def of(self, party: str) -> tuple[Signer, ...]:
        """The keys of one partner."""
        return tuple(each for each in self.signers if each.principal == party)


def read_signers(text: str, shown_as: str) -> Signers:
    """The list of allowed signers. A line that cannot be trusted is left out, and named."""
    found: list[Signer] = []
    wrong: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        made = _signer(words, line, number)
        if isinstance(made, str):
            wrong.append(f"{shown_as}:{number}: {made}")
        else:
            found.append(made)
    return Signers(tuple(found), tuple(wrong))


def _signer(words: list[str], line: str, number: int) -> Signer | str:
    principal = words[0]
    if any(each in principal for each in '*?!,@"'):
        return "the name is a pattern or a list, and would let this key sign for others. Write the id of one partner."
    rest = line.split(None, 1)[1] if len(words) > 1 else ""
    options: dict[str, str] = {}
    key_type = rest.split()[0] if rest.split() else ""
    if not _KEY.match(key_type):
        text, _, rest = rest.partition(" ") if '"' not in key_type else _options(rest)
        for found in _OPTION.finditer(text):
            if found[1]:
                return "an authority that signs keys is not taken here. List the key itself."
            options[found[2]] = found[3]
    parts = rest.split()
    if len(parts) < 2 or not _KEY.match(parts[0]) or not fingerprint(parts[1]):
        return "this is no line of a list of allowed signers: id, key type, key."
    spaces = options.get("namespaces", NAMESPACE)
    if NAMESPACE not in spaces.split(","):
        return f"the key is not for sign-offs: namespaces lacks {NAMESPACE}."
    return Signer(
        principal, parts[0], parts[1], options.get("valid-after", ""), options.get("valid-before", ""), number
    )


def _options(rest: str) -> tuple[str, str, str]:
    """Options, which may hold spaces in quotation marks, and what follows them."""
    quoted = False
    for position, each in enumerate(rest):
        quoted ^= each == '"'
        if each == " " and not quoted:
            return rest[:position], " ", rest[position + 1 :]
    return rest, "", ""


def fingerprint(key: str) -> str:
    """The fingerprint of a public key in base64; empty where it is none."""
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return ""
    if len(raw) < 8:
        return ""
    return "SHA256:" + base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")


def key_in(signature: bytes) -> str:
    """The public key inside an armoured SSH signature, in base64; empty where it is none."""
    text = signature.decode("ascii", "replace").replace("\r", "")
    found = re.match(r"-----BEGIN SSH SIGNATURE-----\n(.*?)\n-----END SSH SIGNATURE-----\n?\Z", text, re.DOTALL)
    if not found:
        return ""
    try:
        raw = base64.b64decode(found[1].replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if raw[:6] != b"SSHSIG" or len(raw) < 14:
        return ""
    length = int.from_bytes(raw[10:14], "big")
    return base64.b64encode(raw[14 : 14 + length]).decode() if len(raw) >= 14 + length else ""


def listing(signers: Iterable[Signer]) -> str:
    """A list with these signers and no others, for `ssh-keygen`."""
    return "".join(each.as_line() for each in signers)


def payload(content: bytes) -> bytes:
    """What is signed of a statement: the bytes of its file, its line ends as we wrote them."""
    return content.replace(b"\r\n", b"\n")
