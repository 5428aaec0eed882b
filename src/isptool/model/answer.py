"""An answer to a point: a likely answer by its key, or the partners' own words, for all or some of the document."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from isptool.model.fields import Id, Many, Prose, empty_list
from isptool.model.node import DepartingRow, Node

Permission = Literal["cannot-change", "may-add", "may-be-stricter", "may-depart"]
"""What an agreement may do with a term that a protocol settles."""


class OneSided(Node):
    """A duty or right of some parties only, towards others."""

    of: Many[Id] = Field(default_factory=empty_list, description="The parties whose duty or right it is.")
    towards: Many[Id] = Field(default_factory=empty_list, description="The parties it is owed to.")
    text: Prose = Field(description="What must be done, or may be asked for.")


class Answer(DepartingRow):
    """An answer to one point, for the whole document or for the ids in `for`.

    The typed blanks of the likely answers (`period`, `counted-from`, …) stand beside `answer`; which ones a
    point has is said by its data, so they are kept as typed in `blanks`.
    """

    model_config = ConfigDict(extra="allow")

    for_: Many[Id] = Field(default_factory=empty_list, description="Whom or what this answer is for; empty means all.")
    answer: Many[Id] = Field(default_factory=empty_list, description="The key of a likely answer, or a list of keys.")
    also: Many[Id] = Field(default_factory=empty_list, description="Keys added to what was settled above.")
    never: Many[Id] = Field(default_factory=empty_list, description="Keys that may not be chosen here or below.")
    in_our_words: Prose | None = Field(None, description="The partners' own words, in place of a likely answer.")
    duties: Many[OneSided] = Field(default_factory=empty_list, description="Duties of some parties only.")
    rights: Many[OneSided] = Field(default_factory=empty_list, description="Rights of some parties only.")
    only_if: Many[Id] = Field(default_factory=empty_list, description="Conditions (by id) that must be met.")

    @property
    def blanks(self) -> dict[str, Any]:
        """The typed blanks as they stand in the YAML: field name to text (or list, or mapping)."""
        return self.__pydantic_extra__ or {}


class Settlement(Answer):
    """A term that a protocol settles, and what an agreement may do with it."""

    agreements: Permission | None = Field(None, description="cannot-change, may-add, may-be-stricter or may-depart.")
