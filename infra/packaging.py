"""What is deployed: `chalice package`, merged with infra/resources.yaml, the workflows' definitions put in.

The result stands in out/DIGEST, where the digest is that of everything it is made of, so the same sources are packaged
once. The template is written without YAML aliases, which CloudFormation refuses. The code is put in compiled and
without the descriptions of services that nobody calls: a function starts in less than half the time.
"""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
OUT = ROOT / "out"
STAGE = "packaged"
"""The stage of .chalice/config.json. Where it is deployed to is the stack's affair."""
CODE = "deployment.zip"
TEMPLATE = "template.yaml"
_SOURCES = ("app.py", "chalicelib", ".chalice", "requirements.txt", "infra/resources.yaml")
_DEFINITIONS = ROOT / "step_functions"
_KEPT = 3
SERVICES = frozenset({"cognito-idp", "dynamodb", "s3", "ses", "sns", "ssm", "stepfunctions", "sts"})
"""The AWS services that the functions call."""


class PackagingFailed(Exception):
    """`chalice package` did not do it; the text is what it said."""


@dataclass(frozen=True)
class Package:
    """A built package: its digest, and where its code and template lie."""

    digest: str
    folder: Path

    @property
    def code(self) -> Path:
        return self.folder / CODE

    @property
    def template(self) -> dict[str, Any]:
        """The template, as data."""
        return dict(yaml.safe_load((self.folder / TEMPLATE).read_text()))


def package() -> Package:
    """Builds the package, unless these very sources were built before."""
    digest = _digest()
    built = Package(digest, OUT / digest)
    if not built.folder.exists():
        _build(built.folder)
        _forget_old(built.folder)
    return built


def dump(template: dict[str, Any]) -> str:
    """A template as YAML without aliases."""
    return yaml.dump(template, Dumper=_Plain, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - of the shape of SafeDumper
        return True


def _sources() -> Iterator[Path]:
    for name in _SOURCES:
        path = ROOT / name
        yield from (path,) if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
    yield from sorted(_DEFINITIONS.glob("*.asl.json"))
    yield Path(__file__)


def _digest() -> str:
    made = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in _sources():
        if not _is_made(path):
            made.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return made.hexdigest()[:16]


def _is_made(path: Path) -> bool:
    """Whether a tool wrote it: compiled Python, and what chalice keeps for itself."""
    return "__pycache__" in path.parts or "deployments" in path.parts or "deployed" in path.parts


def _build(folder: Path) -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT, prefix="building-") as work:
        project, made = Path(work) / "project", Path(work) / "made"
        for source in _SOURCES:
            _copy(ROOT / source, project / source)
        _chalice(project, made)
        _make_quick(made / CODE, Path(work) / "code")
        template = yaml.safe_load((made / "sam.yaml").read_text())
        _put_definitions_in(template)
        (made / TEMPLATE).write_text(dump(template))
        (made / "sam.yaml").unlink()
        try:
            made.rename(folder)
        except OSError:
            if not folder.exists():
                raise


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_file():
        shutil.copy(source, target)
    else:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "deployments", "deployed"))


def _chalice(project: Path, made: Path) -> None:
    """Runs chalice without the environment's AWS settings: packaging asks AWS nothing."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [sys.executable, "-c", "from chalice.cli import main; main()", "package", "--stage", STAGE]
    done = subprocess.run(
        [*command, "--merge-template", "infra/resources.yaml", str(made)],
        cwd=project,
        env=own | {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PackagingFailed(f"chalice package failed:\n{done.stdout}{done.stderr}")


def _make_quick(code: Path, unpacked: Path) -> None:
    """Leaves out what is not called, and compiles the rest, with the Python that the functions will run on."""
    with zipfile.ZipFile(code) as packed:
        packed.extractall(unpacked)
    for service in (unpacked / "botocore" / "data").iterdir():
        if service.is_dir() and service.name not in SERVICES:
            shutil.rmtree(service)
    # A file's time does not survive the way to Lambda, so the compiled code is not checked against it.
    compileall.compile_dir(
        unpacked, quiet=2, stripdir=str(unpacked), invalidation_mode=PycInvalidationMode.UNCHECKED_HASH
    )
    with zipfile.ZipFile(code, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(found for found in unpacked.rglob("*") if found.is_file()):
            packed.write(path, path.relative_to(unpacked))


def _put_definitions_in(template: dict[str, Any]) -> None:
    for resource in template["Resources"].values():
        text = resource.get("Properties", {}).get("DefinitionString")
        if isinstance(text, str) and text.startswith("@"):
            definition = (_DEFINITIONS / f"{text[1:]}.asl.json").read_text()
            resource["Properties"]["DefinitionString"] = definition


def _forget_old(newest: Path) -> None:
    built = sorted((one for one in OUT.iterdir() if (one / TEMPLATE).exists()), key=lambda one: one.stat().st_mtime)
    for old in built[:-_KEPT]:
        if old != newest:
            shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    print(package().folder)
