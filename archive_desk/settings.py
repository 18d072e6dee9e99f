"""One person's preferences on one workstation.

They are a convenience: whatever cannot be read falls back to its default, and nothing here decides
about rights, rules or the archive, whose own settings lie in its database.
"""

import base64
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from archive_desk.domain.errors import Unavailable, reason_of
from archive_desk.domain.sentences import say
from archive_desk.languages import Language
from archive_desk.paths import config_folder

TEXT_PERCENT = (80, 200)
IDLE_MINUTES = (1, 240)
"""What the numbers may be, from and to."""

_FILE = "preferences.json"

_log = logging.getLogger(__name__)

_Choice = TypeVar("_Choice", bound=StrEnum)


class Theme(StrEnum):
    """Light or dark windows."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @property
    def label(self) -> str:
        """The theme in Chinese."""
        return {"system": "跟随系统", "light": "浅色", "dark": "深色"}[self.value]


@dataclass(frozen=True)
class Preferences:
    """What the desk remembers between two starts.

    Attributes:
        language: what windows and messages speak.
        theme: light, dark, or as the system has it.
        last_archive: the folder that was open last.
        layouts: geometry and column widths as their windows gave them, by the window's name.
        text_percent: how large text is, 100 for the normal size.
        idle_minutes: after how long without a hand on it the desk locks itself.
        last_screen: the key of the screen that was shown last.
    """

    language: Language = Language.ZH_CN
    theme: Theme = Theme.SYSTEM
    last_archive: Path | None = None
    layouts: Mapping[str, bytes] = field(default_factory=dict)
    text_percent: int = 100
    idle_minutes: int = 10
    last_screen: str = ""


def load() -> Preferences:
    """The preferences as saved; defaults for all that is missing or makes no sense."""
    try:
        raw = json.loads((config_folder() / _FILE).read_text("utf-8"))
    except FileNotFoundError:
        return Preferences()
    except (OSError, ValueError) as error:
        _log.warning("The preferences cannot be read and start afresh: %s", error)
        return Preferences()
    if not isinstance(raw, dict):
        _log.warning("The preferences are no table and start afresh.")
        return Preferences()
    archive = raw.get("last_archive")
    return Preferences(
        language=_member(Language, raw.get("language"), Language.ZH_CN),
        theme=_member(Theme, raw.get("theme"), Theme.SYSTEM),
        last_archive=Path(archive) if isinstance(archive, str) and archive else None,
        layouts=_layouts(raw.get("layouts")),
        text_percent=_within(raw.get("text_percent"), TEXT_PERCENT, 100),
        idle_minutes=_within(raw.get("idle_minutes"), IDLE_MINUTES, 10),
        last_screen=str(raw.get("last_screen") or ""),
    )


def save(preferences: Preferences, *, flushed: bool = True) -> None:
    """Write the preferences whole or not at all; `flushed` waits until they are on the disk.

    Raises:
        Unavailable: the folder cannot be written.
    """
    content = json.dumps(
        {
            "language": preferences.language.value,
            "theme": preferences.theme.value,
            "last_archive": str(preferences.last_archive or ""),
            "text_percent": preferences.text_percent,
            "idle_minutes": preferences.idle_minutes,
            "last_screen": preferences.last_screen,
            "layouts": {
                name: base64.b64encode(blob).decode("ascii")
                for name, blob in preferences.layouts.items()
            },
        },
        ensure_ascii=False,
        indent=2,
    )
    folder = config_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / _FILE, content.encode(), flushed=flushed)
    except OSError as error:
        raise Unavailable(
            say(
                "无法保存个人设置：{folder} 不可写（{reason}）。请检查磁盘空间和文件夹权限。",
                folder=folder,
                reason=reason_of(error),
            )
        ) from error


def _replace(path: Path, content: bytes, *, flushed: bool) -> None:
    descriptor, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if flushed:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _member(kind: type[_Choice], value: object, default: _Choice) -> _Choice:
    try:
        return kind(str(value))
    except ValueError:
        return default


def _within(value: object, limits: tuple[int, int], default: int) -> int:
    if isinstance(value, int) and limits[0] <= value <= limits[1]:
        return value
    return default


def _layouts(raw: object) -> dict[str, bytes]:
    layouts: dict[str, bytes] = {}
    for name, text in raw.items() if isinstance(raw, dict) else ():
        with suppress(TypeError, ValueError):
            layouts[str(name)] = base64.b64decode(text, validate=True)
    return layouts
