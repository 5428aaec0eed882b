"""YAML as editors read it: the core schema of YAML 1.2, for tests of the JSON Schema."""

from __future__ import annotations

import re
from typing import Any

import yaml


class CoreLoader(yaml.SafeLoader):
    """PyYAML with the scalars of YAML 1.2 core: `no` and dates are text, `5.0` is a number."""


CoreLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+0123456789."),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})\\Z"), list(_first))


def _whole(loader: CoreLoader, node: Any) -> int:
    text = node.value
    base = 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10
    return int(text, base)


CoreLoader.add_constructor("tag:yaml.org,2002:int", _whole)


def load(text: str) -> Any:
    """The data of a YAML text, scalars typed as editors type them."""
    return yaml.load(text, CoreLoader)
