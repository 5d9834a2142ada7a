"""What benchmarks/ and scripts/ take from the program is there: they are not typed, and run too seldom to tell."""

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "benchmarks").glob("*.py"), *(ROOT / "scripts").glob("*.py")])


def taken_from_the_program(path: Path) -> Iterator[tuple[str, str]]:
    """Every (module, name) that a file imports from the program, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ledtrad":
            yield from ((node.module or "", alias.name) for alias in node.names)


def is_there(module: str, name: str) -> bool:
    return hasattr(import_module(module), name) or find_spec(f"{module}.{name}") is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_imported_exists(path: Path):
    gone = [f"{module}.{name}" for module, name in taken_from_the_program(path) if not is_there(module, name)]
    assert gone == []
