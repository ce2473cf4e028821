"""Writes the API's description to docs/openapi.json: `python -m infra.describe_api`; `--check` only compares."""

import argparse
import json
import sys
from pathlib import Path

import app  # noqa: F401 - registers every endpoint
from chalicelib.edge.endpoint import ENDPOINTS
from chalicelib.edge.openapi import describe

FILE = Path(__file__).parents[1] / "docs/openapi.json"


def description() -> str:
    """The file as it should be: sorted and indented, so that a change shows as what it is."""
    return json.dumps(describe(ENDPOINTS), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


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
