"""OpenSSH: signing a statement, and verifying a signature; by `ssh-keygen`, or by sshsig where that is missing."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from isptool.errors import IspError
from isptool.sealing.keys import NAMESPACE, Signer, key_in, listing, payload

_SECONDS = 120
_NONE = (
    "There is no ssh-keygen here, and sshsig is not installed either.",
    "Install OpenSSH, or sshsig: pip install 'isptool[ssh]'.",
)


def sign(content: bytes, key: Path) -> bytes:
    """The armoured SSH signature of a statement, made with this private key (or the agent that holds it).

    `ssh-keygen` may ask for the passphrase on the terminal. Raises `IspError` where it cannot sign.
    """
    program = shutil.which("ssh-keygen")
    if program is None:
        raise IspError("There is no ssh-keygen here, which signs.", "Install OpenSSH.")
    if not key.is_file():
        raise IspError(f"There is no key {key}.", "Make one with: ssh-keygen -t ed25519 -f KEY.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "statement"
        file.write_bytes(payload(content))
        done = _run([program, "-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(file)], None)
        made = file.with_name("statement.sig")
        if done.returncode or not made.is_file():
            raise IspError(f"ssh-keygen did not sign with {key}.", _last(done.stderr) or "Check the key.")
        return made.read_bytes().replace(b"\r\n", b"\n")


def public_key(key: Path) -> tuple[str, str]:
    """The type and the public half of a key, in base64. Raises `IspError` where it is not beside the private one."""
    beside = key.with_name(key.name + ".pub")
    source = beside if beside.is_file() else key
    words = source.read_text(encoding="utf-8", errors="replace").split()
    if len(words) < 2 or not words[0].startswith(("ssh-", "ecdsa-", "sk-")):
        raise IspError(
            f"The public half of {key} is not beside it.", f"Make it with: ssh-keygen -y -f {key} > {beside}."
        )
    return words[0], words[1]


def verified(content: bytes, signature: bytes, signers: tuple[Signer, ...], on: date) -> Signer | str:
    """Whose key signed a statement, out of these keys of one partner; in words why not, where none of them did.

    `on` is the day that the statement says it was given: a key must have been valid then. The signature itself
    carries no time that could be trusted. Raises `IspError` where nothing here can verify.
    """
    used = key_in(signature)
    if not used:
        return "it is no SSH signature"
    fitting = tuple(each for each in signers if each.key == used)
    if not fitting:
        return "it was made with a key that is not listed for this partner"
    program = shutil.which("ssh-keygen")
    if program is None:
        return _by_sshsig(content, signature, fitting, on)
    with tempfile.TemporaryDirectory() as folder:
        allowed, beside = Path(folder) / "allowed_signers", Path(folder) / "statement.sig"
        allowed.write_text(listing(fitting), encoding="utf-8", newline="\n")
        beside.write_bytes(signature.replace(b"\r\n", b"\n"))
        command = [program, "-Y", "verify", "-f", str(allowed), "-I", fitting[0].principal, "-n", NAMESPACE]
        command += ["-O", f"verify-time={on:%Y%m%d}120000", "-s", str(beside)]
        done = _run(command, payload(content))
    return fitting[0] if done.returncode == 0 else "it does not fit the statement, or its key did not count that day"


def _by_sshsig(content: bytes, signature: bytes, signers: tuple[Signer, ...], on: date) -> Signer | str:
    try:
        import sshsig
    except ImportError:
        raise IspError(*_NONE) from None
    for each in signers:
        if (each.valid_after and f"{on:%Y%m%d}" < each.valid_after[:8]) or (
            each.valid_before and f"{on:%Y%m%d}" >= each.valid_before[:8]
        ):
            continue
        try:
            keys = [sshsig.PublicKey.from_openssh_str(f"{each.key_type} {each.key}")]
            sshsig.verify(payload(content), signature.decode("ascii", "replace"), keys, NAMESPACE)
        except Exception:  # whatever it says, the signature does not hold
            continue
        return each
    return "it does not fit the statement, or its key did not count that day"


def _run(command: list[str], given: bytes | None) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, input=given, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise IspError(f"ssh-keygen could not be run: {error}.", "Check that OpenSSH is installed.") from None


def _last(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
