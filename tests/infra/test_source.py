"""What the source must not hold, since an emulator would let it pass."""

import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.packaging import ROOT, SERVICES
from tests.infra.template import Template

SOURCES = sorted((ROOT / "chalicelib").rglob("*.py"))
_ARITHMETIC = re.compile(r"ConditionExpression\W+[^,}]*\s[-+]\s")


def _of_a_record(node: ast.AST) -> bool:
    """Whether an expression is an attribute of a record's class, such as `LevelRecord.on_hand`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.endswith("Record")


def _arithmetic_in_conditions(source: str) -> Iterator[int]:
    """The lines that compare what is reckoned of stored figures: AWS refuses it, MiniStack gets it wrong."""
    for compared in ast.walk(ast.parse(source)):
        if isinstance(compared, ast.Compare):
            for side in (compared.left, *compared.comparators):
                if isinstance(side, ast.BinOp) and (_of_a_record(side.left) or _of_a_record(side.right)):
                    yield compared.lineno


def test_the_search_for_arithmetic_finds_it() -> None:
    assert list(_arithmetic_in_conditions("x = LevelRecord.on_hand - LevelRecord.reserved >= quantity")) == [1]
    assert list(_arithmetic_in_conditions("x = LevelRecord.available >= quantity + 1")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_conditions_compare_stored_figures(path: Path) -> None:
    source = path.read_text()
    assert list(_arithmetic_in_conditions(source)) == []
    assert _ARITHMETIC.findall(source) == []


@pytest.mark.parametrize("machine", ["registration", "settlement"])
def test_definitions_hold_no_arithmetic_in_conditions(machine: str) -> None:
    assert _ARITHMETIC.findall((ROOT / f"step_functions/{machine}.asl.json").read_text()) == []


def test_the_package_holds_every_service_that_is_called() -> None:
    called = set(re.findall(r"\bclient\(\"([a-z0-9-]+)\"\)", "\n".join(path.read_text() for path in SOURCES)))
    assert called <= SERVICES
    assert SERVICES - called == {"dynamodb", "sts"}


def test_every_handler_imports_without_app_py(template: Template) -> None:
    """AWS imports a task's module alone. One process a module."""
    modules = defaultdict(list)
    for properties in template.functions.values():
        module, _, name = properties["Handler"].rpartition(".")
        modules[module].append(name)
    assert modules.pop("app") == ["app"]
    for module, names in modules.items():
        program = (
            f"import importlib, json, sys; module = importlib.import_module({module!r}); "
            f"print(json.dumps([all(callable(getattr(module, name)) for name in {names!r}), 'app' in sys.modules]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env={}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == [True, False], module
