"""The shape that docs/ARCHITECTURE.md gives files: one that has grown beyond 400 lines becomes a package."""

import ast
from pathlib import Path

import ledtrad

SOURCE = Path(ledtrad.__file__).parent
FILES = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 50


def test_no_file_is_too_long():
    long = [path.relative_to(SOURCE) for path in FILES if path.read_text().count("\n") > LINES_OF_A_FILE]
    assert long == []


def test_no_function_is_too_long():
    long = [
        f"{path.relative_to(SOURCE)}: {node.name}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LINES_OF_A_FUNCTION
    ]
    assert long == []
