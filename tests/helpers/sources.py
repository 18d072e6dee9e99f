"""Reading the program's own source, for tests about the source."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "archive_desk"

_SPEAKING = {"say": 0, "tr": 0, "translate": 1}
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Text:
    """A Chinese literal that somebody will read, and where it stands."""

    words: str
    place: str


def modules() -> list[Path]:
    """Every Python file of the program."""
    return sorted(PACKAGE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(path.read_text("utf-8"), str(path))


def is_chinese(words: str) -> bool:
    return _HAN.search(words) is not None


def spoken_texts(path: Path) -> Iterator[Text]:
    """The Chinese literals given to `say`, `tr` and `translate` in one module."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        position = _SPEAKING.get(name)
        if position is None or len(node.args) <= position:
            continue
        for part in ast.walk(node.args[position]):
            words = part.value if isinstance(part, ast.Constant) else None
            if isinstance(words, str) and is_chinese(words):
                yield Text(words, f"{path.relative_to(ROOT).as_posix()}:{part.lineno}")


def chinese_literals(path: Path) -> Iterator[Text]:
    """Every Chinese literal of one module but its docstrings, pieces of f-strings included."""
    statements = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)]
    docstrings = {id(statement.value) for statement in statements}
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str) and is_chinese(node.value):
            words = node.value
            yield Text(words, f"{path.relative_to(ROOT).as_posix()}:{node.lineno}")
