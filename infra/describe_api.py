"""Writes the API's description to docs/openapi.json: `python -m infra.describe_api`; `--check` only compares."""

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from app import app
from chalicelib.edge.openapi import describe
from chalicelib.kernel import errors
from chalicelib.kernel.errors import Code, Refusal

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs/openapi.json"
_REFUSALS: dict[str, type[Refusal]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal
}


def description() -> str:
    """The file as it should be: sorted and indented, so that a change shows as what it is."""
    return json.dumps(describe(app.endpoints(), codes()), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def codes() -> dict[int, list[Code]]:
    """The codes of each status, read from the source: every refusal names its code where it is raised."""
    found: dict[int, set[Code]] = {500: {Code.INTERNAL}}
    for file in (ROOT / "chalicelib").rglob("*.py"):
        for status, code in _codes_in(ast.parse(file.read_text(encoding="utf-8"))):
            found.setdefault(status, set()).add(code)
    return {status: sorted(found[status]) for status in sorted(found)}


def _codes_in(source: ast.Module) -> Iterator[tuple[int, Code]]:
    """The codes in a refusal's own class (its defaults), and in every call that makes one."""
    for node in ast.walk(source):
        if isinstance(node, ast.ClassDef):
            name: ast.expr | str = node.name
        elif isinstance(node, ast.Call):
            name = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        else:
            continue
        kind = _REFUSALS.get(name.id if isinstance(name, ast.Name) else str(name))
        if kind:
            yield from ((kind.status, code) for code in _codes_named(node))


def _codes_named(node: ast.AST) -> Iterator[Code]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "Code":
            yield Code[part.attr]


def main() -> None:
    """Writes the file, or with `--check` exits with 1 and a sentence where it differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the file is not current")
    if not parser.parse_args().check:
        FILE.write_text(description(), encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != description():
        sys.exit("docs/openapi.json is not what the routes say: run `python -m infra.describe_api`.")


if __name__ == "__main__":
    main()
