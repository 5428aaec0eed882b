"""The richer asker: what is pressed in menus comes to the same replies as what is typed at the plain one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from isptool.asking.question import Question, Reply
from isptool.cli.menus import MenuAsker
from isptool.errors import IspError

from .test_asking import QUESTION, TEXT

DOWN, ENTER, SPACE = "\x1b[B", "\r", " "


def pressed(question: Question, keys: str) -> tuple[Reply, list[str]]:
    said: list[str] = []
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        with create_app_session(input=keyboard, output=DummyOutput()):
            reply = MenuAsker(said.append).ask(question, 3)
    return reply, said


ONE = replace(QUESTION, kind="choice", about=())
INSTEAD = {"own": 0, "n": 1, "x": 2, "s": 3, "?": 4, "b": 5, "w": 6, "q": 7}


def instead(key: str) -> str:
    """Nothing ticked, and then this of what is offered instead."""
    return ENTER + DOWN * INSTEAD[key] + ENTER


@pytest.mark.parametrize(
    ("question", "keys", "reply"),
    [
        (QUESTION, DOWN + SPACE + ENTER, Reply(keys=("schedule",))),
        (QUESTION, DOWN + SPACE + DOWN + SPACE + ENTER, Reply(keys=("schedule", "legal-hold"))),
        (QUESTION, SPACE + ENTER + "2 years" + ENTER + "the visit" + ENTER,
         Reply(keys=("purpose-then-delete",), blanks={"period": "2 years", "from": "the visit"})),
        (QUESTION, instead("own") + "As we say." + ENTER, Reply(words="As we say.")),
        (QUESTION, instead("n") + "Drafted" + ENTER + "the DPO" + ENTER + "1 May 2027" + ENTER,
         Reply(not_yet="Drafted", who="the DPO", until="1 May 2027")),
        (QUESTION, instead("x") + "Nothing is kept." + ENTER, Reply(not_applicable="Nothing is kept.")),
        (QUESTION, instead("s"), Reply(skipped=True)),
        (QUESTION, instead("?") + instead("s"), Reply(skipped=True)),
        (QUESTION, instead("b"), Reply(back=True)),
        (QUESTION, instead("w"), Reply(enough=True)),
        (QUESTION, instead("q"), Reply(stop=True)),
        (QUESTION, "\x03", Reply(stop=True)),
        (ONE, DOWN + ENTER, Reply(keys=("schedule",))),
        (ONE, DOWN * 3 + ENTER + "Ours." + ENTER, Reply(words="Ours.")),
        (replace(ONE, usual="legal-hold"), ENTER, Reply(keys=("legal-hold",))),
        (TEXT, "Visits" + ENTER, Reply(words="Visits")),
        (replace(TEXT, usual="visits"), ENTER, Reply(words="visits")),
        (TEXT, ENTER + DOWN * 2 + ENTER, Reply(stop=True)),
        (Question("more", "More", "Another?", "yes-no"), DOWN + ENTER, Reply(yes=False)),
        (Question("more", "More", "Another?", "yes-no", usual="y"), ENTER, Reply(yes=True)),
    ],
)  # fmt: skip
def test_what_is_pressed(question: Question, keys: str, reply: Reply) -> None:
    assert pressed(question, keys)[0] == reply


def test_the_question_stands_above_its_menu() -> None:
    _, said = pressed(QUESTION, "\x03")
    assert said[:3] == ["", "P39 Retention  (3 left)", "   Asked of: the fire service"]


class NoConsoleScreenBufferError(Exception):
    """What prompt_toolkit raises on consoles that cannot draw."""


def test_a_console_that_cannot_draw_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    asker = MenuAsker(print)

    class Prompt:
        def unsafe_ask(self) -> Any:
            raise NoConsoleScreenBufferError

    text: Callable[..., Prompt] = lambda *_, **__: Prompt()  # noqa: E731
    monkeypatch.setattr(asker._menus, "text", text)
    with pytest.raises(IspError, match="This console cannot draw menus"):
        asker.ask(TEXT, 1)
