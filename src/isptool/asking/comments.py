"""What was said in consultation, and what of it is still unanswered."""

from __future__ import annotations

from isptool.model.documents import Head
from isptool.model.terms import Comment


def comments(document: Head) -> list[Comment]:
    """Everything that was said in every round, in order."""
    return [comment for each in document.consultation for comment in each.comments]


def unanswered(document: Head) -> list[Comment]:
    """What was said and has no answer yet."""
    return [each for each in comments(document) if each.answer is None]
