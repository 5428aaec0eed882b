"""The same facts in every format, and in each format the characters that it cannot hold as they are."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import date
from typing import Any

import jsonschema
import pytest
from msgspec.structs import replace

from isptool.cli.formats import FORMATS, formatter
from isptool.cli.formats.fingerprint import Fingerprints
from isptool.cli.formats.text import render as render_text
from isptool.cli.report import DocumentRow, Points, Report, counted, in_order, number, verdict
from isptool.cli.terminal import Ink
from isptool.findings import Finding, Gate, Severity, Span
from isptool.model.checked import PointRow, QuestionRow

QUESTIONS = (
    QuestionRow(
        "Q7", "Is it lawful?", "legality", "partly",
        (
            PointRow("legal-power", "P19", "Legal powers", "answered", 2, 0, answered_at=("law.0",)),
            PointRow("article-9-condition", "P21", "Condition", "still-to-be-agreed", 1, 1),
        ),
        errors=1,
    ),
    QuestionRow("Q8", "Is it safe?", "", "inherited",
                (PointRow("incidents", "P43", "Incidents", "inherited", 1, 0, clauses=("Protocol, clause 3",)),),
                confirmed_by=2),
)  # fmt: skip
DOCUMENT = DocumentRow(
    id="early-help", kind="agreement", title="Early help", version="1.0", status="draft",
    file="agreements/early help.yaml", under="wolds", gate=Gate.DRAFT,
    points=Points(inherited=10, answered=20, not_applicable=15, withheld=1, open=4, open_cells=9),
    questions=QUESTIONS, verdict="1 thing to do before consultation", held_back=True,
)  # fmt: skip
ERROR = Finding(
    code="LAW-13", name="special-category-item-without-condition", severity=Severity.ERROR,
    message="Health notes: 50%, no condition, at all",
    file="agreements/early help.yaml", span=Span(41, 15, 41, 29), path=("data", "notes", "category"),
    document="early-help", why="Every controller names a condition.", fix="Add article-9:\n9(2)(h).",
    sources=("uk-gdpr:9.1",), serves=("Q7",), source_line="    category: special-health",
)  # fmt: skip
WARNING = replace(
    ERROR, code="FMT-02", name="underscore", severity=Severity.WARNING, message="Twice <the> & \x07 same",
    span=Span(3, 1, 3, 5), serves=(), sources=(), source_line="abc_d: 1", why="", fix="",
)  # fmt: skip
ADVICE = replace(WARNING, severity=Severity.INFO, code="STR-10", file="partners.yaml", document="", span=None)
LATER = replace(ERROR, code="STR-02", gate=Gate.SIGNING, message="An open point")
WAIVED = replace(ERROR, code="WRD-01", severity=Severity.WARNING, waived="The panel agreed, 1 May 2026")
REPORT = Report(
    as_at=date(2026, 11, 2), documents=(DOCUMENT,), findings=in_order((ERROR, WARNING, WARNING, ADVICE)),
    later=(LATER,), waived=(WAIVED,), files=3,
)  # fmt: skip
CLEAN = replace(REPORT, findings=(), later=(), waived=())
FACTS = sorted(
    [
        ("FMT-02", "agreements/early help.yaml", 3),
        ("FMT-02", "agreements/early help.yaml", 3),
        ("LAW-13", "agreements/early help.yaml", 41),
        ("STR-10", "partners.yaml", 0),
    ]
)


def test_text_is_exactly_this() -> None:
    assert (
        render_text(REPORT)
        == """\
agreements/early help.yaml:3:1: warning FMT-02 Twice <the> & ? same
  |
3 | abc_d: 1
  | ^^^^
   isptool explain FMT-02

agreements/early help.yaml:3:1: warning FMT-02 Twice <the> & ? same
  |
3 | abc_d: 1
  | ^^^^

agreements/early help.yaml:41:15: error LAW-13 Health notes: 50%, no condition, at all
   |
41 |     category: special-health
   |               ^^^^^^^^^^^^^^
   Every controller names a condition.
   Fix: Add article-9:
   9(2)(h).
   Question 7: legality    isptool explain LAW-13

partners.yaml: info STR-10 Twice <the> & ? same
   isptool explain STR-10

Early help (agreement early-help 1.0, draft, under wolds)
   7  legality     partly              left: Condition
   8  Is it safe?  inherited           by Protocol, clause 3; confirmed by 2 partners
  Points: inherited 10, answered 20, open 4 (in 9 places), not applicable 15, withheld 1, of 50

Checked 1 agreement (3 files) as at 2 November 2026: 1 error, 2 warnings, 1 advice, 4 open points, 1 waived.
1 more finding will count later: see them with --gate signing.
early-help: 1 thing to do before consultation.
"""
    )


def test_a_sentence_is_broken_only_where_a_width_is_given() -> None:
    long = replace(ERROR, why="word " * 40)
    lines = render_text(replace(REPORT, findings=(long,)), width=60).splitlines()
    assert max(len(line) for line in lines if line.startswith("   word")) <= 60
    assert "   " + ("word " * 40).strip() in render_text(replace(REPORT, findings=(long,))).replace("word \n", "word\n")


def test_in_a_narrow_terminal_a_question_stands_above_what_answers_it() -> None:
    lines = render_text(replace(CLEAN, documents=(DOCUMENT,)), width=44).splitlines()
    assert lines[:13] == [
        "Early help (agreement early-help 1.0, draft,",
        "under wolds)",
        "   7  legality: partly",
        "       left: Condition",
        "   8  Is it safe?: inherited",
        "       by Protocol, clause 3; confirmed by 2",
        "       partners",
        "  Points: inherited 10, answered 20, open 4",
        "  (in 9 places), not applicable 15, withheld",
        "  1, of 50",
        "",
        "Checked 1 agreement (3 files) as at 2",
        "November 2026: no errors, no warnings, 4",
    ]


def test_colour_changes_no_letter() -> None:
    import re

    coloured = render_text(REPORT, Ink(True))
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == render_text(REPORT)


@pytest.mark.parametrize(
    ("line", "span", "shown", "marks"),
    [
        ("\tkey: x", Span(1, 2, 1, 5), "1 |  key: x", "  |  ^^^"),
        ("name: 東京 x", Span(1, 7, 1, 9), "1 | name: 東京 x", "  |       ^^^^"),
        ("a: e\u0301e x", Span(1, 7, 1, 8), "1 | a: e\u0301e x", "  |      ^"),
        ("key:", Span(1, 5, 1, 5), "1 | key:", "  |     ^"),
        ("open: 'never", Span(1, 7, 3, 2), "1 | open: 'never", "  |       ^^^^^^"),
    ],
)  # fmt: skip
def test_carets_stand_below_what_is_meant(line: str, span: Span, shown: str, marks: str) -> None:
    lines = render_text(replace(CLEAN, findings=(replace(ERROR, span=span, source_line=line),))).splitlines()
    assert lines[2:4] == [shown, marks]


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "a" * 300 + "HERE" + "b" * 300
    finding = replace(ERROR, span=Span(1, 301, 1, 305), source_line=line)
    shown, marks = render_text(replace(CLEAN, findings=(finding,))).splitlines()[2:4]
    assert len(shown) < 120
    assert shown[4:7] == shown[-3:] == "..."
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "HERE"


def test_many_documents_have_a_line_each() -> None:
    many = tuple(replace(DOCUMENT, id=f"a-{each}") for each in range(4))
    lines = render_text(replace(CLEAN, documents=many)).splitlines()
    assert lines[0] == "a-0  1 of 2 questions answered; left: 7. 1 thing to do before consultation."
    assert lines[-1] == "To mend before the next step in 4 of 4 documents: a-0, a-1, a-2, a-3."


def test_no_checklist_where_only_some_findings_were_asked_for() -> None:
    text = render_text(replace(REPORT, partial=True, left_out=7))
    assert "partly" not in text
    assert "Points:" not in text
    assert "1 waived, 7 not asked for." in text


# ── one for all ──────────────────────────────────────────────────────────────────────────────────────


def facts_of(name: str) -> list[tuple[str, str, int]]:
    """Code, file and line of every finding that counts, as a format tells them."""
    text = formatter(name)(REPORT)
    if name == "json":
        found = [each for each in json.loads(text)["findings"] if not each["waived"]]
        return sorted((each["code"], each["file"], each["line"] or 0) for each in found)
    if name == "gitlab":
        places = [(each, each["location"]) for each in json.loads(text)]
        rows = [(each["check_name"], place["path"], place["lines"]["begin"]) for each, place in places]
        return sorted((code, file, 0 if file == "partners.yaml" else line) for code, file, line in rows)
    if name == "sarif":
        results = [each for each in json.loads(text)["runs"][0]["results"] if "suppressions" not in each]
        rows = []
        for each in results:
            place = each["locations"][0]["physicalLocation"]
            line = place.get("region", {}).get("startLine", 0)
            rows.append((each["ruleId"], place["artifactLocation"]["uri"].replace("%20", " "), line))
        return sorted(rows)
    if name == "junit":
        cases = [case for case in ET.fromstring(text).iter("testcase") if case.find("skipped") is None]
        return sorted((case.attrib["name"][:6], case.attrib["file"], int(case.get("line", "0"))) for case in cases)
    if name == "github":
        commands = [line for line in text.splitlines() if line.startswith("::")]
        return sorted(github_facts(line) for line in commands)
    lines = [line.split(" ") for line in text.splitlines() if " explain " not in line and line[:1] not in (" ", "")]
    heads = [" ".join(words) for words in lines if ".yaml:" in " ".join(words)]
    return sorted(text_facts(head) for head in heads)


def github_facts(line: str) -> tuple[str, str, int]:
    properties = dict(each.split("=", 1) for each in line[2:].split("::", 1)[0].split(" ", 1)[1].split(","))
    return properties["title"][:6], properties["file"], int(properties.get("line", "0"))


def text_facts(head: str) -> tuple[str, str, int]:
    place, _, rest = head.partition(": ")
    file, *numbers = place.split(":")
    return rest.split(" ")[1], file, int(numbers[0]) if numbers else 0


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_the_same_facts(name: str) -> None:
    assert facts_of(name) == FACTS


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_report_is_said_in_every_format(name: str) -> None:
    text = formatter(name)(CLEAN)
    assert text.endswith("\n")
    if name == "gitlab":
        assert json.loads(text) == []
    elif name == "junit":
        cases = list(ET.fromstring(text).iter("testcase"))
        assert [(case.get("classname"), case.get("name"), len(case)) for case in cases] == [
            ("agreements/early help.yaml", "nothing wrong", 0)
        ]


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────


def test_json_has_exactly_the_documented_keys() -> None:
    whole = json.loads(formatter("json")(REPORT))
    assert list(whole) == ["version", "documents", "questions", "findings", "summary"]
    assert whole["version"] == 1
    law = next(each for each in whole["findings"] if each["code"] == "LAW-13")
    assert law == {
        "code": "LAW-13",
        "name": "special-category-item-without-condition",
        "severity": "error",
        "message": "Health notes: 50%, no condition, at all",
        "document": "early-help",
        "file": "agreements/early help.yaml",
        "line": 41,
        "column": 15,
        "end_line": 41,
        "end_column": 29,
        "path": ["data", "notes", "category"],
        "serves": ["Q7"],
        "sources": ["uk-gdpr:9.1"],
        "fix": "Add article-9:\n9(2)(h).",
        "help": "isptool explain LAW-13",
        "waived": None,
    }
    waived = next(each for each in whole["findings"] if each["code"] == "WRD-01")
    assert waived["waived"] == "The panel agreed, 1 May 2026"
    assert "STR-02" not in [each["code"] for each in whole["findings"]]


def test_json_says_by_what_each_question_is_answered() -> None:
    questions = json.loads(formatter("json")(REPORT))["questions"]
    assert [(each["question"], each["state"], each["answered_by"], each["confirmed_by"]) for each in questions] == [
        ("Q7", "partly", ["law.0"], None),
        ("Q8", "inherited", ["Protocol, clause 3"], 2),
    ]
    assert questions[0]["points"][1] == {
        "id": "article-9-condition",
        "code": "P21",
        "title": "Condition",
        "state": "still-to-be-agreed",
    }


def test_the_summary_counts_everything() -> None:
    summary = json.loads(formatter("json")(REPORT))["summary"]
    assert summary == {
        "as_at": "2026-11-02",
        "files": 3,
        "documents": 1,
        "errors": 1,
        "warnings": 2,
        "advice": 1,
        "open_points": 4,
        "waived": 1,
        "later": 1,
        "left_out": 0,
        "rules_that_failed": [],
        "exit_code": 1,
        "verdict": "early-help: 1 thing to do before consultation.",
    }


# ── GitHub, GitLab, JUnit ────────────────────────────────────────────────────────────────────────────


def test_github_escapes_what_would_end_a_command() -> None:
    commands = formatter("github")(REPORT).splitlines()
    law = next(line for line in commands if "LAW-13" in line)
    assert law == (
        "::error file=agreements/early help.yaml,title=LAW-13 special category item without condition,"
        "line=41,endLine=41,col=15,endColumn=28::"
        "Health notes: 50%25, no condition, at all%0AEvery controller names a condition."
        "%0AFix: Add article-9:%0A9(2)(h)."
    )
    odd = replace(ERROR, file="a,b:c%.yaml", span=Span(1, 2, 3, 4))
    command = formatter("github")(replace(CLEAN, findings=(odd,))).splitlines()[0]
    assert command.startswith("::error file=a%2Cb%3Ac%25.yaml,")
    assert "line=1,endLine=3::" in command


def test_github_levels() -> None:
    levels = [line.split(" ")[0] for line in formatter("github")(REPORT).splitlines() if line.startswith("::")]
    assert sorted(levels) == ["::error", "::notice", "::warning", "::warning"]


def test_fingerprints_are_unique_in_a_run_and_stay_when_lines_move() -> None:
    marks = [each["fingerprint"] for each in json.loads(formatter("gitlab")(REPORT))]
    assert len(set(marks)) == 4
    moved = [replace(each, span=Span(each.span.line + 7, 1, 99, 1) if each.span else None) for each in REPORT.findings]
    again = [each["fingerprint"] for each in json.loads(formatter("gitlab")(replace(REPORT, findings=tuple(moved))))]
    assert again == marks
    assert Fingerprints().of(ERROR) != Fingerprints().of(replace(ERROR, path=("data", "other", "category")))


def test_junit_holds_no_character_that_xml_forbids() -> None:
    text = formatter("junit")(REPORT)
    root = ET.fromstring(text)
    assert (root.get("tests"), root.get("failures")) == ("5", "1")
    printed = next(case for case in root.iter("testcase") if case.attrib["name"].startswith("FMT-02"))
    said = printed.findtext("system-out")
    assert said is not None
    assert "Twice <the> & ? same" in said
    waived = next(case for case in root.iter("testcase") if case.attrib["name"].startswith("WRD-01"))
    skipped = waived.find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "Waived: The panel agreed, 1 May 2026"


def test_under_strict_warnings_fail_in_junit_too() -> None:
    root = ET.fromstring(formatter("junit")(replace(REPORT, strict=True)))
    assert root.get("failures") == "3"
    assert len(list(root.iter("failure"))) == 3


# ── SARIF ────────────────────────────────────────────────────────────────────────────────────────────

TEXT = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
LEVEL = {"enum": ["none", "note", "warning", "error"]}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


ONE = {"type": "integer", "minimum": 1}
SARIF = closed(
    ["version", "runs"],
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs={
        "type": "array",
        "items": closed(
            ["tool", "results"],
            tool=closed(
                ["driver"],
                driver=closed(
                    ["name"],
                    name={"type": "string"},
                    version={"type": "string"},
                    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
                    rules={
                        "type": "array",
                        "uniqueItems": True,
                        "items": closed(
                            ["id"],
                            id={"type": "string"},
                            name={"type": "string"},
                            shortDescription=TEXT,
                            fullDescription=TEXT,
                            defaultConfiguration=closed([], level=LEVEL),
                            help=TEXT,
                            properties=closed([], tags={"type": "array", "items": {"type": "string"}}),
                        ),
                    },
                ),
            ),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            originalUriBaseIds={"type": "object", "additionalProperties": closed([], description=TEXT)},
            invocations={
                "type": "array",
                "items": closed(
                    ["executionSuccessful"],
                    executionSuccessful={"type": "boolean"},
                    exitCode={"type": "integer"},
                    toolExecutionNotifications={
                        "type": "array",
                        "items": closed(["message"], level=LEVEL, message=TEXT),
                    },
                ),
            },
            results={
                "type": "array",
                "items": closed(
                    ["message"],
                    ruleId={"type": "string"},
                    ruleIndex={"type": "integer", "minimum": 0},
                    level=LEVEL,
                    message=TEXT,
                    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
                    locations={
                        "type": "array",
                        "items": closed(
                            [],
                            physicalLocation=closed(
                                ["artifactLocation"],
                                artifactLocation=closed(
                                    [], uri={"type": "string", "pattern": "^[^ ]+$"}, uriBaseId={"type": "string"}
                                ),
                                region=closed([], startLine=ONE, startColumn=ONE, endLine=ONE, endColumn=ONE),
                            ),
                            logicalLocations={
                                "type": "array",
                                "items": closed([], fullyQualifiedName={"type": "string"}),
                            },
                        ),
                    },
                    suppressions={
                        "type": "array",
                        "items": closed(
                            ["kind"], kind={"enum": ["inSource", "external"]}, justification={"type": "string"}
                        ),
                    },
                ),
            },
            properties={"type": "object"},
        ),
    },
)
"""What SARIF 2.1.0 says of the parts that are used here; nothing else may stand in them."""


@pytest.mark.parametrize("report", [REPORT, CLEAN, replace(REPORT, crashed=("LAW-13",))])
def test_sarif_is_as_the_standard_says(report: Report) -> None:
    jsonschema.Draft202012Validator(SARIF).validate(json.loads(formatter("sarif")(report)))


def test_sarif_refers_to_its_rules_and_suppresses_what_is_waived() -> None:
    run = json.loads(formatter("sarif")(REPORT))["runs"][0]
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert sorted(rules) == ["FMT-02", "LAW-13", "STR-10", "WRD-01"]
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])
    assert [each["ruleId"] for each in run["results"] if "suppressions" in each] == ["WRD-01"]
    marks = [each["partialFingerprints"]["isptool/v1"] for each in run["results"]]
    assert len(set(marks)) == len(marks) == 5


def test_sarif_names_files_outside_by_whole_uris() -> None:
    outside = replace(ERROR, file="/srv/shared/a b.yaml")
    result = json.loads(formatter("sarif")(replace(CLEAN, findings=(outside,))))["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///srv/shared/a%20b.yaml"}


def test_sarif_stops_where_code_scanning_does(monkeypatch: pytest.MonkeyPatch) -> None:
    from isptool.cli.formats import sarif

    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    assert len(json.loads(sarif.render(REPORT))["runs"][0]["results"]) == 2


# ── the report itself ────────────────────────────────────────────────────────────────────────────────


def test_exit_codes() -> None:
    assert REPORT.exit_code == 1
    assert CLEAN.exit_code == 0
    assert replace(CLEAN, findings=(WARNING,)).exit_code == 0
    assert replace(CLEAN, findings=(WARNING,), strict=True).exit_code == 1
    assert replace(CLEAN, findings=(ADVICE,), strict=True).exit_code == 0
    assert replace(CLEAN, later=(LATER,), waived=(WAIVED,)).exit_code == 0
    assert replace(REPORT, crashed=("LAW-13",)).exit_code == 3


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (replace(REPORT, crashed=("LAW-13",)),
         "isptool's own rule LAW-13 failed: that is our fault; the others still ran."),
        (replace(REPORT, partial=True), "Only some findings were asked for, so nothing is said of the next step."),
        (replace(REPORT, documents=()), "Nothing can be settled before this is mended."),
        (replace(CLEAN, documents=()), "Nothing here is wrong."),
        (replace(CLEAN, documents=(DOCUMENT, replace(DOCUMENT, id="b", held_back=False))),
         "To mend before the next step in 1 of 2 documents: early-help."),
        (replace(REPORT, findings=(replace(ERROR, document="", file="partners.yaml"),),
                 documents=(replace(DOCUMENT, held_back=False), replace(DOCUMENT, id="b", held_back=False))),
         "To mend in other files: partners.yaml."),
    ],
)  # fmt: skip
def test_the_verdict(report: Report, said: str) -> None:
    assert verdict(report) == said


def test_counting_in_words() -> None:
    assert [number(each, "error") for each in (0, 1, 2)] == ["no errors", "1 error", "2 errors"]
    assert number(2, "entry", "entries") == "2 entries"
    none = replace(CLEAN, documents=(), files=1)
    assert counted(none) == "Checked 1 file as at 2 November 2026: no errors, no warnings."
