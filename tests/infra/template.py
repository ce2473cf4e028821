"""The packaged template, and the questions that tests ask of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Json = dict[str, Any]
_IN_SUB = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")


@dataclass(frozen=True)
class Template:
    """A template as data."""

    data: Json

    @property
    def resources(self) -> dict[str, Json]:
        return dict(self.data["Resources"])

    def of_type(self, kind: str) -> dict[str, Json]:
        """The properties of every resource of one type, by logical name."""
        return {
            name: resource["Properties"] for name, resource in self.resources.items() if resource.get("Type") == kind
        }

    @cached_property
    def functions(self) -> dict[str, Json]:
        return self.of_type("AWS::Serverless::Function")

    def statements(self, function: str) -> list[Json]:
        """What the role of a function allows, on AWS."""
        role = self.functions[function]["Role"]["Fn::GetAtt"][0]
        return [
            on_aws(statement)
            for policy in self.resources[role]["Properties"]["Policies"]
            for statement in policy["PolicyDocument"]["Statement"]
        ]

    def allows(self, function: str, action: str, resource: Any) -> bool:
        """Whether a function's role may do `action` on exactly `resource` (as the template writes it)."""
        return any(
            action in as_list(statement["Action"]) and resource in as_list(statement["Resource"])
            for statement in self.statements(function)
        )

    def dependencies(self) -> dict[str, set[str]]:
        """Which resources each resource refers to, the settings that all functions share included."""
        shared = set(references(self.data.get("Globals", {}).get("Function", {})))
        graph = {}
        for name, resource in self.resources.items():
            found = set(references(resource)) | set(as_list(resource.get("DependsOn", [])))
            if name in self.functions:
                found |= shared
            graph[name] = found & self.resources.keys()
        return graph


def references(part: Any) -> Iterator[str]:
    """Every logical name that a part of a template refers to."""
    if isinstance(part, list):
        for one in part:
            yield from references(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "Ref":
                yield value
            elif name == "Fn::GetAtt":
                yield value[0] if isinstance(value, list) else value.split(".")[0]
            elif name == "Fn::Sub":
                yield from _IN_SUB.findall(value if isinstance(value, str) else value[0])
            yield from references(value)


def on_aws(part: Any) -> Any:
    """What a part that depends on the place comes to on AWS."""
    return part["Fn::If"][2] if part.keys() == {"Fn::If"} else part


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def get_att(name: str, attribute: str = "Arn") -> Json:
    """`!GetAtt name.attribute` as the packaged template writes it."""
    return {"Fn::GetAtt": [name, attribute]}
