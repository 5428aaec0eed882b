"""What is left to agree, in Word: the sheet for a meeting, and a form for each partner; made and saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from isptool.cli import terminal
from isptool.cli.opening import Opened
from isptool.cli.render import usual_folder
from isptool.cli.saving import Rendered, file_name
from isptool.library import house_style
from isptool.reading.workspace import shown

if TYPE_CHECKING:
    from isptool.asking.forms import Forms
    from isptool.asking.open_points import OpenPoint
    from isptool.settling.settled import Settled
    from isptool.writing.document import Document
    from isptool.writing.word_house import HouseStyle


class Papers:
    """Makes and saves what is sent out about the documents of a workspace."""

    def __init__(self, opened: Opened, output: str | None) -> None:
        from isptool.asking import words

        self.opened = opened
        self.points = opened.points()
        self.law = opened.law()
        self.words = words.load(opened.template_folders)
        self.folder = Path(output) if output is not None else usual_folder(opened)
        self.left: list[Path] = []
        self._rendered = Rendered(self.folder)
        self._house: HouseStyle | None = None
        self._forms: Forms | None = None

    @property
    def house(self) -> HouseStyle:
        """The house style, prepared once."""
        if self._house is None:
            from isptool.writing.word_house import HouseStyle

            self._house = HouseStyle.load(house_style(self.opened.template_folders))
        return self._house

    def sheet(self, settled: Settled, found: tuple[OpenPoint, ...], party: str) -> None:
        """The meeting sheet of a document: of all that is left, or of what one party can answer."""
        from isptool.asking.naming import Naming
        from isptool.asking.sheet import sheet

        naming = Naming(settled, self.points, self.law, self.words.documents)
        document = sheet(settled, found, self.points, self.words, naming)
        suffix = f".sheet.for-{party}.docx" if party else ".sheet.docx"
        self.save_document(file_name(settled.document.id, suffix), document)

    def form(self, settled: Settled, party: str, *, always: bool = False) -> bool:
        """The form of one partner, unless there is nothing to ask it; returns whether one was made."""
        from isptool.asking.forms import Forms
        from isptool.asking.naming import Naming
        from isptool.asking.word_form import to_word

        if self._forms is None or self._forms.settled is not settled:
            book = self.law
            naming = Naming(settled, self.points, book, self.words.documents)
            self._forms = Forms(settled, book, self.words, naming)
        made = self._forms.of(party)
        if not made.questions and not always:
            return False
        content = to_word(made, settled, self.words, self.house)
        self.save(file_name(settled.document.id, f".form.for-{party}.docx"), content)
        return True

    def replies(self, settled: Settled) -> None:
        """What was said in consultation, and what became of it."""
        from isptool.asking.consultation import replies
        from isptool.asking.naming import Naming

        naming = Naming(settled, self.points, self.law, self.words.documents)
        name = file_name(settled.document.id, ".you-said-we-did.docx")
        self.save_document(name, replies(settled, self.words, naming))

    def save_document(self, name: str, document: Document) -> None:
        """Write a document as a Word file, unless somebody else's file is in the way."""
        from isptool.writing.word import to_word

        self.save(name, to_word(document, self.house))

    def save(self, name: str, content: bytes) -> None:
        """Save one file and say where it is; one that is not ours is left and named."""
        if self._rendered.write(name, content):
            terminal.say(shown(self.folder / name))
        else:
            self.left.append(self.folder / name)

    def close(self) -> int:
        """Remember what was written, name what was left, and return the exit code."""
        self._rendered.close()
        for path in self.left:
            terminal.say_error(f"{shown(path)} was left as it is: it is not as isptool wrote it, or not isptool's.")
        if self.left:
            terminal.say_error("Move what was left, or give another folder with -o.")
        return 2 if self.left else 0
