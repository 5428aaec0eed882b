"""The JSON Schema for editors agrees with the model, and says what editors show."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from isptool.cli.json_schema import Schemas
from isptool.cli.schema import KINDS, as_text
from isptool.findings import Severity
from isptool.model.documents import ANY_FILE
from isptool.reading.shape import shape_by_kind
from isptool.reading.source import read_text

from .core_yaml import load
from .running import EXAMPLES, HERE, run

FILES = [
    # What only the tool writes has no schema.
    *(path for path in EXAMPLES.rglob("*.yaml") if not {"sealed"}.intersection(path.parts)),
    *(HERE / "small").rglob("*.yaml"),
    *(HERE.parent / "expressiveness").rglob("*.yaml"),
]


@cache
def schema(kind: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(as_text(kind))
    return made


@cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(kind))


def problems(text: str) -> list[str]:
    data = load(text)
    return [error.message for error in validator(data["kind"]).iter_errors(data)]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema_of_its_dialect(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))
    assert schema(kind)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(KINDS) == set(ANY_FILE) - {"filled-form"}  # which only the tool writes


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(HERE.parent.parent).as_posix() for path in FILES])
def test_every_example_is_valid(path: Path) -> None:
    assert problems(path.read_text(encoding="utf-8")) == []


def test_a_decision_may_be_answered_in_short() -> None:
    head = "kind: decision\nid: visits\ntitle: Visits\n"
    assert problems(f'{head}answers:\n  T7: "no, because a crew must know the door"\n  T1:\n    answer: "yes"\n') == []
    assert problems(f"{head}answers:\n  T1:\n    because: it goes out\n") != []


def test_parties_of_a_record_may_be_listed() -> None:
    head = "kind: record\nid: visits\ntitle: Visits\n"
    assert problems(f"{head}parties: [wolds-council, wolds-fire]\n") == []
    assert problems(f"{head}parties:\n  wolds-council:\n    signed: 3 May 2019\n") == []


def test_new_files_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "w", "--nation", "england"]).code == 0
    assert run(["new", "agreement", "visits", "--in", "w", "--no-input"]).code == 0
    made = sorted(Path("w").rglob("*.yaml"))
    assert [path.name for path in made] == ["visits.yaml", "isptool.yaml", "partners.yaml", "our-protocol.yaml"]
    for path in made:
        assert problems(path.read_text(encoding="utf-8")) == [], path


AGREEMENT = "kind: agreement\nid: a\ntitle: A\n"
GOOD = [
    "version: 5.0",
    "version: 1.10",
    "title: 2024",
    "title: yes",
    "status: consultation",
    "x-ours: [anything, {at: all}]",
    "note: A remark",
    "supports: One plan",
    "supports: [one, two]",
    "parties:\n  wolds-council:\n  gp-2024:\n    class: GP practices",
    "parties:\n  2024:\n    class: The class of that year",
    "parties:\n  a:\n    since: 2026-12-15",
    "parties:\n  a:\n    public-authority: yes",
    "parties:\n  a:\n    public-authority: true",
    "parties:\n  a:\n    not-yet: Not decided\n    who: a\n    until: 1 May 2027",
    "people:\n  p:\n    number: 4000",
    "people:\n  p:\n    number: about 4,000",
    "people:\n  p:\n    children: no",
    "data:\n  d:\n    needed-for:\n      p:",
    "data:\n  d:\n    category:\n      not-yet: Asked",
    "data:\n  d:\n    category: [ordinary, special-health]",
    "flows:\n  f:\n    from: a\n    to: [b, c]\n    within: 5 working days\n    how: sftp",
    "flows:\n  f:\n    how: By a route of our own",
    "flows:\n  f:\n    within:\n      withheld-because: It is sensitive\n      who: a",
    "law:\n  - for: [a, p]\n    power: frsa-2004-s6\n    article-6: 6(1)(e)",
    "law:\n  for: a\n  power: Words of our own",
    "law:\n  - power:\n      still-to-be-agreed:",
    "law:\n  not-yet: With the lawyers",
    "answers:\n  incidents:\n    answer: immediately-24h",
    "answers:\n  incidents:\n    - for: a\n      answer: [immediately-24h]\n    - for: b\n      in-our-words: Ours",
    "answers:\n  retention-and-disposal:\n    answer: purpose-then-delete\n    period: 12 months",
    "answers:\n  retention-and-disposal:\n    answer: purpose-then-delete\n    period:\n      not-yet: Being discussed",
    "answers:\n  dpia:\n    not-yet: Drafted\n    who: a DPO\n    until: 15 December 2026",
    "answers:\n  dpia:\n    still-to-be-agreed:",
    "answers:\n  transfers-outside-uk:\n    not-applicable-because: Nothing leaves.",
    "review:\n  next: 31 March 2027\n  every: 12 months",
    "start:\n  in-our-words: When all have signed.",
    "began:\n  on: 1 May 2026\n  because: It could not wait.",
]
BAD = [
    "verson: 5.0",
    "status: actve",
    "title: [a, list]",
    "title:\n  not-yet: Required, so no gap",
    "parties: [a, b]",
    "parties:\n  Wolds Council:",
    "parties:\n  a:\n    public-authority: maybe",
    "parties:\n  a:\n    kid: police",
    "people:\n  p:\n    children: few",
    "data:\n  d:\n    needed-for: [p]",
    "flows:\n  f:\n    duty: shall",
    "flows:\n  f:\n    from:\n      who: nobody",
    "flows: [f]",
    "law:\n  - powers: frsa-2004-s6",
    "law:\n  - regime: part-5",
    "answers:\n  incidents: immediately-24h",
    "answers:\n  incidents:\n    for: [a b]",
    "answers:\n  dpia:\n    not-yet: Drafted\n    until: [1 May 2027]",
    "began:\n  reason: It could not wait.",
    "x_ours: 1",
    "information: secret",
]


def model_refuses(text: str) -> bool:
    source = read_text(text, "a.yaml")
    found = [*source.findings, *shape_by_kind(source, ANY_FILE).findings]
    return any(each.severity is Severity.ERROR for each in found)


@pytest.mark.parametrize("snippet", GOOD)
def test_what_the_model_takes_the_schema_takes(snippet: str) -> None:
    whole = (AGREEMENT if not snippet.startswith("title") else "kind: agreement\nid: a\n") + snippet + "\n"
    assert not model_refuses(whole)
    assert problems(whole) == []


@pytest.mark.parametrize("snippet", BAD)
def test_what_the_model_refuses_the_schema_refuses(snippet: str) -> None:
    whole = (AGREEMENT if not snippet.startswith("title") else "kind: agreement\nid: a\n") + snippet + "\n"
    assert model_refuses(whole)
    assert problems(whole) != []


@pytest.mark.parametrize(
    "snippet",
    [
        "answers:\n  incidents:\n    answer: never-mind",
        "answers:\n  retention-and-disposal:\n    answer: purpose-then-delete\n    perod: 12 months",
        "answers:\n  legal-power:\n    answer: express-duty",
        "answers:\n  dpia:\n    status: completed",
        "answers:\n  no-such-point:\n    answer: x",
        "answers:\n  retention-and-disposal:\n    period: 12",
    ],
)
def test_what_settling_finds_the_schema_marks_too(snippet: str) -> None:
    assert problems(AGREEMENT + snippet + "\n") != []


def test_a_protocol_settles_every_point_and_says_what_agreements_may_do() -> None:
    head = "kind: protocol\nid: p\ntitle: P\n"
    good = (
        "settles:\n  transfer-method:\n    answer: [secure-email]\n    never: [fax]\n    agreements: may-be-stricter\n"
    )
    assert problems(head + good) == []
    assert problems(head + good.replace("may-be-stricter", "may-not")) != []
    assert problems(head + good.replace("fax", "carrier-pigeon")) != []
    assert problems(head + "partners: [a, b]\n") == []
    assert problems(head + "partners:\n  a:\n    joins: planned\n") == []
    assert problems(head + "partners: a\n") != []


def test_any_file_is_judged_by_its_kind() -> None:
    any_file = jsonschema.Draft202012Validator(json.loads(as_text(None)))
    assert any_file.is_valid({"kind": "workspace", "title": "T"})
    assert not any_file.is_valid({"kind": "workspace", "titel": "T"})
    assert not any_file.is_valid({"kind": "agreement", "id": "a"})
    assert not any_file.is_valid({"kind": "letter"})
    assert not any_file.is_valid({"title": "T"})


# ── what editors show ────────────────────────────────────────────────────────────────────────────────


def keys_of(point: str) -> dict[str, Any]:
    found: dict[str, Any] = schema("agreement")["$defs"][f"keys.{point}"]
    return found


def test_likely_answers_stand_with_their_sentences() -> None:
    keys = keys_of("retention-and-disposal")
    sentences = dict(zip(keys["enum"], keys["markdownEnumDescriptions"], strict=True))
    assert sentences["purpose-then-delete"] == (
        "Deleted when the purpose is met, and at most (period) after (counted from)."
    )
    assert keys["enumDescriptions"] == keys["markdownEnumDescriptions"]


def test_typed_blanks_are_properties_with_their_meaning() -> None:
    answer = schema("agreement")["$defs"]["Answer.retention-and-disposal"]
    assert answer["properties"]["period"] == {
        "description": "How long it is kept at most. Usually 12 months.",
        "anyOf": [{"type": "string"}, {"$ref": "#/$defs/Gap"}],
    }
    assert answer["additionalProperties"] is False
    assert answer["patternProperties"] == {"^x-": {}}


def test_laws_and_kinds_are_offered_and_not_required() -> None:
    power = schema("agreement")["$defs"]["LawRow"]["properties"]["power"]
    assert {"$ref": "#/$defs/words.LawRow.power"} in power["anyOf"]
    assert {"$ref": "#/$defs/text"} in power["anyOf"]
    words = schema("agreement")["$defs"]["words.LawRow.power"]
    sentences = dict(zip(words["enum"], words["enumDescriptions"], strict=True))
    assert sentences["frsa-2004-s6"] == "Promotion of fire safety (section 6 of the Fire and Rescue Services Act 2004)"
    bodies = schema("partners")["$defs"]["words.Partner.kind"]["enum"]
    assert "county-council" in bodies


def test_snippets_hold_only_what_may_stand_there() -> None:
    import re

    properties = schema("agreement")["properties"].items()
    blocks = {key: node for key, field in properties for node in walk(field) if "defaultSnippets" in node}
    assert set(blocks) == {"parties", "purposes", "people", "data", "flows"}
    for key, field in blocks.items():
        body = json.dumps(field["defaultSnippets"][0]["body"])
        filled = re.sub(r"\$\{\d:([^}]*)\}", r"\1", body)
        entry = json.loads(re.sub(r"\$\d", "a", filled))
        document = {"kind": "agreement", "id": "a", "title": "A", key: entry}
        assert [error.message for error in validator("agreement").iter_errors(document)] == []


def walk(node: Any) -> Any:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_makes_editors_noisy(kind: str) -> None:
    for node in walk(schema(kind)):
        assert "default" not in node
        assert "discriminator" not in node
        assert "oneOf" not in node
    for name, definition in schema(kind)["$defs"].items():
        for key, field in definition.get("properties", {}).items():
            assert "title" not in field, (name, key)
            assert field.get("description"), (name, key)
    for key, field in schema(kind)["properties"].items():
        assert "title" not in field, key
        assert field.get("description"), key


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_typed_as_people_type_it(kind: str) -> None:
    for node in walk(schema(kind)):
        for key in node.get("properties", {}):
            assert "_" not in key
            assert not key.startswith("=")


def test_plain_models_need_no_words() -> None:
    bare = Schemas().of_kind("agreement")
    jsonschema.Draft202012Validator.check_schema(bare)
    assert jsonschema.Draft202012Validator(bare).is_valid({"kind": "agreement", "id": "a", "title": "A"})


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def test_one_schema_a_kind_is_written_and_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["schema", "--output", "s"]).errors == "Wrote 8 schemas to s.\n"
    assert sorted(path.name for path in Path("s").iterdir()) == sorted(f"{kind}.json" for kind in KINDS)
    assert json.loads(Path("s/agreement.json").read_text(encoding="utf-8")) == schema("agreement")
    assert run(["schema", "agreement", "--output", "s"]).code == 0
    Path("s/agreement.json").write_text('{"theirs": true}', encoding="utf-8")
    ran = run(["schema", "--output", "s"])
    assert (ran.code, ran.errors.splitlines()[0]) == (
        2,
        "s/agreement.json was not made by isptool, and was left as it is.",
    )
    assert json.loads(Path("s/agreement.json").read_text(encoding="utf-8")) == {"theirs": True}


def test_own_points_of_the_workspace_are_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(HERE / "small", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    ours = Path("templates/points/own.yaml")
    ours.parent.mkdir(parents=True)
    ours.write_text(
        """\
kind: points
section: Our own
order: Z
version: 1
points:
  parking:
    code: P51
    title: Parking
    question: Where do visitors park?
    why: They come by car.
    serves: [Q4]
    settled: agreement
    applies-to: [personal]
    asked-of: document
    choose: one
    answers:
      behind-the-house:
        text: Behind the house.
    sources: [Ourselves]
""",
        encoding="utf-8",
    )
    made = json.loads(run(["schema", "agreement"]).output)
    assert made["$defs"]["keys.parking"]["enum"] == ["behind-the-house"]


def test_the_first_line_of_a_new_file_leads_to_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(["init", "w"])
    run(["new", "agreement", "visits", "--in", "w", "--no-input"])
    for path in Path("w").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), path
        kind = load(path.read_text(encoding="utf-8"))["kind"]
        target = (path.parent / first.partition("$schema=")[2]).resolve()
        assert json.loads(target.read_text(encoding="utf-8"))["$id"] == f"urn:isptool:schema:{kind}"
