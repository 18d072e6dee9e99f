"""Writing TOML: what a rule file needs of it, so that an edited copy can be read by anybody."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dumps(data: Mapping[str, object], heading: str = "") -> str:
    """`data` as TOML text, in its own order, plain values before tables; `heading` as comments.

    Knows text, whole numbers, true and false, dates, lists of these, tables and lists of tables.

    Raises:
        TypeError: a value of another kind.
    """
    lines = [f"# {line}".rstrip() for line in heading.splitlines()]
    lines += _table(data, "")
    return "\n".join(lines).strip() + "\n"


def heading_of(text: str) -> str:
    """The comments that a TOML text begins with."""
    found = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        found.append(line.lstrip("#").strip())
    return "\n".join(found)


def _table(data: Mapping[str, object], path: str) -> Iterator[str]:
    for key, value in data.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in data.items():
        here = f"{path}.{_key(key)}".strip(".")
        if isinstance(value, Mapping):
            if not value or any(not isinstance(each, Mapping) for each in value.values()):
                yield ""
                yield f"[{here}]"
            yield from _table(value, here)
        elif _is_tables(value):
            assert isinstance(value, list)
            for each in value:
                yield ""
                yield f"[[{here}]]"
                yield from _table(each, here)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    raise TypeError(f"{type(value).__name__} has no place in a rule file")


def _text(words: str) -> str:
    # JSON escapes what TOML wants escaped, but for the delete character.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007F")
