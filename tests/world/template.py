"""infra/resources.yaml as data: tests make their tables of it, so that the two cannot drift apart."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as `{"Fn::Sub": ...}` and the like."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def resources() -> dict[str, Any]:
    """The resources by their logical names."""
    return dict(yaml.load((ROOT / "infra/resources.yaml").read_text(), _Loader)["Resources"])


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of every resource of one type."""
    return {name: part["Properties"] for name, part in resources().items() if part.get("Type") == kind}


def named(text: Any, stack: str) -> str:
    """The name behind `!Sub "${AWS::StackName}-orders"`."""
    return str(text["Fn::Sub"]).replace("${AWS::StackName}", stack)
