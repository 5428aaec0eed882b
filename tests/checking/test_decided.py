"""The rules on risk, security, keeping, life and registers, each with the severity, gate and answer decided for it."""

from __future__ import annotations

import pytest

from isptool.checking.rules import RULES

DECIDED = """
RSK-01 error signing accept
RSK-02 error signing accept
RSK-03 warning signing yes
RSK-04 warning signing yes
RSK-05 error signing accept
RSK-06 error signing accept
RSK-07 warning in-force yes
RSK-08 error signing accept
RSK-09 error signing accept
SEC-01 error signing accept
SEC-02 error signing accept
SEC-03 warning signing yes
SEC-04 warning signing yes
SEC-05 warning signing yes
SEC-06 error signing accept
SEC-07 warning signing yes
SEC-08 warning signing yes
SEC-09 warning signing yes
SEC-10 error signing accept
KEE-01 error signing accept
KEE-02 warning signing yes
KEE-03 warning signing yes
KEE-04 warning signing yes
KEE-05 warning signing yes
KEE-06 error signing accept
KEE-07 warning signing yes
KEE-08 warning signing yes
KEE-09 error signing accept
KEE-10 error signing accept
KEE-11 warning signing yes
KEE-12 warning signing yes
KEE-13 error signing accept
GOV-01 error signing accept
GOV-02 warning signing yes
GOV-03 warning in-force no
GOV-04 error in-force accept
GOV-05 error in-force accept
GOV-06 error signing accept
GOV-07 error signing accept
GOV-08 warning signing yes
GOV-09 warning signing yes
GOV-10 warning signing yes
GOV-11 warning in-force yes
GOV-12 warning signing yes
GOV-13 warning signing yes
GOV-14 warning signing yes
GOV-15 info consultation yes
GOV-16 warning signing yes
REG-01 warning register yes
REG-02 warning register yes
REG-03 warning register yes
REG-04 warning register yes
REG-05 info register yes
REG-06 warning register yes
"""
FAMILIES = ("RSK", "SEC", "KEE", "GOV", "REG")


@pytest.mark.parametrize("line", DECIDED.split("\n")[1:-1], ids=lambda line: line[:6])
def test_severity_gate_and_who_may_answer(line: str) -> None:
    code, severity, gate, waivable = line.split()
    (rule,) = (each for each in RULES if each.code == code)
    assert (rule.severity.value, rule.gate.value, rule.waivable) == (severity, gate, waivable)


def test_no_rule_of_these_families_is_missing_from_the_list() -> None:
    listed = {line.split()[0] for line in DECIDED.split("\n")[1:-1]}
    assert {each.code for each in RULES if each.family in FAMILIES} == listed


WHERE = {
    ("protocol", "agreement", "non-personal"): "GOV-01 GOV-02 GOV-03 GOV-04 GOV-05 GOV-06 GOV-07 GOV-09 GOV-10 GOV-11 "
    "GOV-12 GOV-13 GOV-14 GOV-15 GOV-16 REG-06",
    ("protocol", "agreement"): "SEC-02 KEE-03 KEE-05 KEE-06 KEE-07 KEE-08 KEE-09 KEE-10 KEE-11 KEE-13",
    ("agreement", "non-personal"): "SEC-01 SEC-10 KEE-01 REG-01 REG-02 REG-04",
    ("protocol",): "REG-03 REG-05",
}


@pytest.mark.parametrize("rule", [each for each in RULES if each.family in FAMILIES], ids=lambda rule: rule.code)
def test_which_documents_it_is_for(rule: object) -> None:
    code = rule.code  # type: ignore[attr-defined]
    expected = next((where for where, codes in WHERE.items() if code in codes.split()), ("agreement",))
    assert rule.profiles == expected  # type: ignore[attr-defined]
