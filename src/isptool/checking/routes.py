"""The routes by which information travels: which are insecure by their names, and which words only suggest it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from isptool.pattern import Pattern

INSECURE = {
    "fax": ("an ordinary fax", "secure-email or secure-portal"),
    "personal-email": ("a personal e-mail account", "secure-email or encrypted-email-portal"),
    "plain-email": ("e-mail that is not encrypted on its way", "secure-email or encrypted-email-portal"),
    "consumer-messaging": ("a consumer messaging app", "secure-email or secure-portal, or a call under urgent-phone"),
    "unencrypted-media": (
        "an unencrypted stick, disc or laptop",
        "sftp or secure-portal; where nothing else works, encrypted-media-exception",
    ),
    "untracked-post": (
        "untracked post",
        "secure-email or secure-portal; where it must be paper, post-exception",
    ),
    "personal-cloud": ("personal cloud storage", "secure-portal or shared-workspace"),
}
"""Each insecure route by its key (those that a protocol can forbid): what it is, and what would do instead."""

_NAMED = {
    "fax": "fax", "by fax": "fax", "facsimile": "fax",
    "personal email": "personal-email", "private email": "personal-email", "gmail": "personal-email",
    "hotmail": "personal-email",
    "plain email": "plain-email", "unencrypted email": "plain-email", "ordinary email": "plain-email",
    "unsecured email": "plain-email", "insecure email": "plain-email", "normal email": "plain-email",
    "consumer messaging": "consumer-messaging", "whatsapp": "consumer-messaging", "by whatsapp": "consumer-messaging",
    "text message": "consumer-messaging", "sms": "consumer-messaging", "facebook messenger": "consumer-messaging",
    "unencrypted media": "unencrypted-media", "unencrypted usb": "unencrypted-media",
    "unencrypted usb stick": "unencrypted-media", "unencrypted memory stick": "unencrypted-media",
    "unencrypted disc": "unencrypted-media", "unencrypted laptop": "unencrypted-media",
    "untracked post": "untracked-post", "ordinary post": "untracked-post", "normal post": "untracked-post",
    "standard post": "untracked-post", "first class post": "untracked-post", "second class post": "untracked-post",
    "personal cloud": "personal-cloud", "personal cloud storage": "personal-cloud",
    "personal dropbox": "personal-cloud", "personal onedrive": "personal-cloud",
    "personal google drive": "personal-cloud",
}  # fmt: skip
"""Names of insecure routes, as a whole value of `how:` may be; nothing is read into them."""

_SECURE = Pattern(
    r"encrypt|secur|\bTLS\b|\bcjsm\b|nhs ?mail|nhs\.net|egress|dmarc|s/mime|\bpgp\b|dcb ?1596|\bportal\b|\bmesh\b",
    re.IGNORECASE,
)
_UNSECURE = Pattern(r"\b(?:un|in|non-?|(?:no|not|without) )(?:encrypt|secur)\w*", re.IGNORECASE)
_TRACKED = Pattern(r"track|recorded|special delivery|signed[ -]for|courier|registered|double envelope", re.IGNORECASE)


def _words(pattern: str) -> Pattern:
    return Pattern(rf"\b(?:{pattern})\b", re.IGNORECASE | re.VERBOSE)


_SUGGESTS = {
    "fax": _words(r"fax(?:ed|es|ing)? | facsimile"),
    "personal-email": _words(r"(?:personal|private|home)\ e-?mails? | gmail | hotmail | yahoo\ mail | outlook\.com"),
    "consumer-messaging": _words(
        r"whats\ ?app | text\ messages? | by\ text | sms | (?:facebook\ )?messenger | telegram | snapchat"
    ),
    "unencrypted-media": _words(
        r"""(?:usb|memory|flash|data)[\ -]?(?:stick|drive|key|pen)s? | usb | pen\ drives? | (?:cd|dvd)(?:-?roms?|s)?
        | floppy | external\ (?:hard\ )?(?:disk|drive)s?"""
    ),
    "untracked-post": _words(
        r"(?:by|in\ the|ordinary|normal|standard|(?:first|1st|second|2nd)[\ -]class)\ post | royal\ mail"
    ),
    "personal-cloud": _words(r"dropbox | google\ drive | icloud | we\ ?transfer | personal\ (?:one\ ?drive|cloud)"),
    "plain-email": _words(r"e-?mail(?:ed|s)?"),
}
"""Words that suggest an insecure route."""

_UNLESS = {"unencrypted-media": _SECURE, "untracked-post": _TRACKED, "plain-email": _SECURE}
"""Words that show that the route is none, in the same text."""

_DENIED = Pattern(r"\b(?:no|not|never|nor|without|instead of|rather than|replac\w+|other than)\b", re.IGNORECASE)


class Suspected(Struct, frozen=True):
    """Words that suggest an insecure route."""

    key: str
    words: str


def named_insecure(how: str) -> str:
    """The insecure route that a whole value of `how:` names (`fax`, `plain-email`, `ordinary post`), or empty."""
    plain = " ".join(re.sub(r"[-_]", " ", how.casefold()).split()).replace("e mail", "email").rstrip(".")
    return _NAMED.get(plain, "")


def suspected_insecure(text: str) -> Iterator[Suspected]:
    """What in own words suggests an insecure route, each kind once.

    Words in a clause that denies it (`never by fax`) do not count, nor ordinary e-mail, sticks or post in a text that
    says how they are made safe.
    """
    mailed = False
    for key, pattern in _SUGGESTS.items():
        unless = _UNLESS.get(key)
        if (unless is not None and unless.search(_UNSECURE.sub("", text))) or (key == "plain-email" and mailed):
            continue
        found = next((each for each in pattern.finditer(text) if not _denied(text, each.start())), None)
        if found is not None:
            mailed = mailed or key == "personal-email"
            yield Suspected(key, found[0])


def _denied(text: str, start: int) -> bool:
    """Whether the clause up to a place denies what stands there."""
    clause = re.split(r"[.;\n]", text[:start])[-1]
    return bool(_DENIED.search(clause))


_EMAIL = Pattern(r"\be-?mail(?:ed|s)?\b|\bnhs ?mail\b", re.IGNORECASE)
_STANDARD = Pattern(
    r"\bTLS\b|\bdmarc\b|\bdkim\b|\bspf\b|dcb ?1596|isb ?1596|nhs ?mail|nhs\.net|\bcjsm\b|s/mime|\bpgp\b|"
    r"government(?:'s|’s)? (?:secure )?(?:e-?mail )?standard",
    re.IGNORECASE,
)
_HEALTH_STANDARD = Pattern(r"dcb ?1596|isb ?1596|nhs ?mail|nhs\.net", re.IGNORECASE)


def by_email(text: str) -> bool:
    """Whether a text says that something goes by e-mail."""
    found = _EMAIL.search(text)
    return found is not None and not _denied(text, found.start())


def names_standard(text: str) -> bool:
    """Whether a text names a standard of secure e-mail."""
    return bool(_STANDARD.search(text))


def names_health_standard(text: str) -> bool:
    """Whether a text names the secure e-mail standard of health and care in England."""
    return bool(_HEALTH_STANDARD.search(text))


_SPOKEN = Pattern(r"\b(?:tele)?phone(?:d|s| calls?)?\b", re.IGNORECASE)


def spoken(text: str) -> str:
    """The words of a text that say that information is given by telephone, or empty."""
    found = _SPOKEN.search(text)
    return found[0] if found and not _denied(text, found.start()) else ""


_CLOUD = Pattern(
    r"\bcloud\b|\b(?:microsoft|office) ?365\b|\bshare ?point\b|\bone ?drive\b|\bazure\b|\baws\b|\bamazon web services\b"
    r"|\bgoogle (?:cloud|workspace|drive)\b|\bdropbox\b|\bsalesforce\b|\bsoftware[ -]as[ -]a[ -]service\b|\bsaas\b",
    re.IGNORECASE,
)


def cloud_service(text: str) -> str:
    """The words of a text that name a cloud service, or empty."""
    found = _CLOUD.search(text)
    return found[0] if found else ""
