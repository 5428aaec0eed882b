"""The one door to Jinja2: values that stay values, and errors with template, line and the nearest name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from isptool.errors import IspError
from isptool.templating import FIRST_MARK, Line, Pages, Templates


def templates(**texts: str) -> Templates:
    """Templates by name: `a` is called a.md.j2."""

    def text(name: str) -> str:
        key = name.removesuffix(".md.j2")
        if key not in texts:
            raise IspError(f"There is no template called {name}.")
        return texts[key]

    return Templates(text)


def refused(text: str, values: Mapping[str, Any] | None = None) -> IspError:
    """The error with which a template is refused."""
    with pytest.raises(IspError) as caught:
        templates(a=text).render("a.md.j2", values or {"title": "T", "called": "ISA"})
    return caught.value


def test_a_printed_value_is_one_mark_and_stands_beside_the_text() -> None:
    rendered = templates(a="# {{ title }}\nby {{ who }}").render("a.md.j2", {"title": "*T*\n# U", "who": "[[x]]"})
    assert [line.text for line in rendered.lines] == [f"# {chr(FIRST_MARK)}", f"by {chr(FIRST_MARK + 1)}"]
    assert rendered.values == ("*T*\n# U", "[[x]]")


def test_nothing_is_printed_for_an_empty_value() -> None:
    rendered = templates(a="a{{ none }}{{ empty }}b").render("a.md.j2", {"none": None, "empty": ""})
    assert [line.text for line in rendered.lines] == ["ab"]


def test_every_line_knows_where_it_comes_from_through_conditions_and_included_files() -> None:
    made = templates(
        a="one {{ x }}\n{% if x %}\nthree\n{% endif %}\n{% for each in xs %}\nsix {{ each }}\n{% endfor %}\n"
        "{% include 'b.md.j2' %}\nnine",
        b="first\nsecond {{ x }}\n",
    )
    rendered = made.render("a.md.j2", {"x": "X", "xs": ["p", "q"]})
    assert [(line.template, line.number) for line in rendered.lines if line.text] == [
        ("a.md.j2", 1), ("a.md.j2", 3), ("a.md.j2", 6), ("a.md.j2", 6), ("b.md.j2", 1), ("b.md.j2", 2), ("a.md.j2", 9),
    ]  # fmt: skip
    assert rendered.lines[1] == Line("three", "a.md.j2", 3)


def test_an_unknown_name_is_refused_with_its_line_and_the_nearest_one() -> None:
    error = refused("one\n\ntwo {{ titel }}")
    assert error.message == "a.md.j2:3: there is nothing called titel to print; did you mean title?"
    assert error.hint == "A template may use: called, title."


def test_an_unknown_name_in_an_included_file_is_refused_there() -> None:
    made = templates(a="one\n{% include 'b.md.j2' %}", b="x\ny\nz {{ calld }}")
    with pytest.raises(IspError) as caught:
        made.render("a.md.j2", {"called": "ISA"})
    assert caught.value.message == "b.md.j2:3: there is nothing called calld to print; did you mean called?"


def test_a_name_asked_in_a_condition_must_exist_too() -> None:
    assert refused("{% if titel %}x{% endif %}").message.startswith("a.md.j2:1: there is nothing called titel")


def test_wrong_syntax_is_refused_with_its_line() -> None:
    error = refused("one\n{% if %}\n")
    assert error.message.startswith("a.md.j2:2: the template cannot be read: ")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ title.__class__ }}",
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ ().__class__.__bases__[0] }}",
        "{{ has.__globals__ }}",
        "{{ '{0.__class__}'.format(title) }}",
    ],
)
def test_a_template_cannot_reach_python(attack: str) -> None:
    error = refused(f"one\n{attack}", {"title": "T", "has": lambda name: True})
    assert error.message.startswith("a.md.j2:2: ")


@pytest.mark.parametrize("name", ["range", "dict", "cycler", "namespace", "lipsum"])
def test_a_template_has_no_functions_but_those_it_is_given(name: str) -> None:
    assert f"there is nothing called {name} to print" in refused(f"{{{{ {name}(3) }}}}").message


def test_a_template_cannot_change_the_values_it_is_given() -> None:
    assert "a.md.j2:1: " in refused("{% do xs.append('y') %}{{ xs }}", {"xs": ["x"]}).message
    assert "a.md.j2:1: " in refused("{{ xs.append('y') }}", {"xs": ["x"]}).message


def test_a_template_cannot_hold_the_marks_that_stand_for_values() -> None:
    assert refused("one\ntwo \ue000").message == (
        "a.md.j2:2: the template holds the character U+E000, which no document may hold."
    )


def test_a_missing_template_says_so() -> None:
    with pytest.raises(IspError, match=r"There is no template called b\.md\.j2\."):
        templates(a="x").render("b.md.j2", {})


# --- web pages ------------------------------------------------------------------------------------


def page(text: str, **values: object) -> str:
    """A web page whose template says this."""
    return Pages(lambda name: {"page": text}[name]).render("page", values)


def test_a_web_page_prints_the_keys_of_a_mapping_escaped() -> None:
    row = {"text": "A & B", "items": "by its key", "_more": "as typed"}
    assert page("{{ row.text }}|{{ row['items'] }}|{{ row._more }}|{{ row.none.at.all }}", row=row) == (
        "A &amp; B|by its key|as typed|"
    )
    assert page("{% for key, value in row.items() %}{{ key }}{% endfor %}", row={"text": "a"}) == "text"


@pytest.mark.parametrize("hidden", ["row.__class__", "row.update", "row.text.__class__", "row.get.__self__"])
def test_a_web_page_prints_nothing_else_of_a_mapping(hidden: str) -> None:
    assert page(f"{{{{ {hidden} }}}}", row={"text": "a"}) == ""


@pytest.mark.parametrize("attack", ["row.pop('text')", "row.update(text='b')", "row.clear()", "row.__class__('b')"])
def test_a_web_page_cannot_change_a_mapping(attack: str) -> None:
    row = {"text": "a"}
    with pytest.raises(IspError, match=r"page:1: the template does what no template may do"):
        page(f"{{{{ {attack} }}}}", row=row)
    assert row == {"text": "a"}
