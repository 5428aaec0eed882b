"""One spelling for the many ways in which people write a citation.

`s.115 CDA 1998`, `S115 cda 1998` and `section 115 of the CDA 1998` are one citation. `spelled` brings them to
one text, which is what the law book looks up.
"""

from __future__ import annotations

from isptool.pattern import Pattern

_WORDS = {
    "article": "art", "articles": "art", "arts": "art",
    "section": "s", "sections": "s", "sec": "s", "sect": "s", "ss": "s",
    "schedule": "sch", "schedules": "sch", "sched": "sch", "schs": "sch",
    "paragraph": "para", "paragraphs": "para", "paras": "para",
    "regulation": "reg", "regulations": "reg", "regs": "reg",
    "part": "pt", "parts": "pt",
    "chapter": "ch",
    "subsection": "s", "subsections": "s",
}  # fmt: skip
_DROPPED = frozenset({"of", "the", "to", "under", "with"})
_JOINED = Pattern(r"\b(art|ss|s|sch|paras|para|reg|regs)(?=\d)")
_NAMES = (
    ("general data protection regulation", "gdpr"),
    ("data protection act 2018", "dpa 2018"),
    ("&", " and "),
    ("§", " s "),
    ("’", "'"),
)
_APART = Pattern(r"[^a-z0-9']+")


def spelled(text: str) -> str:
    """`text` in the one spelling in which the law book keeps its ids and aliases.

    Case, punctuation, spaces, abbreviations (`Art.`, `s.`, `Sch`, `para`) and small words (`of the`) do not
    count. A sub-provision keeps its order: `6(1)(e)`, `6.1.e` and `6-1-e` all become `6 1 e`.
    """
    plain = text.casefold()
    for name, short in _NAMES:
        plain = plain.replace(name, short)
    plain = _JOINED.sub(r"\1 ", plain)
    words = (_WORDS.get(word, word) for word in _APART.split(plain.replace("'", "")))
    return " ".join(word for word in words if word and word not in _DROPPED)
