"""`archive.toml`: which archive a folder is, and where its vault and database are if not inside."""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive_desk.domain.errors import NotFound, Unavailable
from archive_desk.domain.sentences import say
from archive_desk.paths import ArchiveFolder
from archive_desk.services.database_places import database_named

_FORMAT = 1


@dataclass(frozen=True)
class Description:
    """What `archive.toml` says."""

    archive_id: str
    folder: ArchiveFolder


def read(root: Path) -> Description:
    """What the archive in `root` says of itself.

    Raises:
        NotFound: there is no archive.
        InvalidInput: it names a database that none can have, or a password.
        Unavailable: it cannot be read, or was written by a newer program.
    """
    file = ArchiveFolder(root).description
    try:
        with file.open("rb") as opened:
            told = tomllib.load(opened)
        archive_id, form = str(told["archive_id"]), int(told.get("format", _FORMAT))
        vault, database = _place(told.get("vault")), str(told.get("database", ""))
    except FileNotFoundError as error:
        raise NotFound(say("{folder} 不是档案库：没有 archive.toml。", folder=str(root))) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(say("档案库说明文件 {file} 无法读取。", file=str(file))) from error
    if database:
        database = database_named(database)
    if form > _FORMAT:
        raise Unavailable(
            say("档案库 {folder} 由更新版本的程序建立，请先升级本程序。", folder=str(root))
        )
    return Description(archive_id, ArchiveFolder(root, vault, database))


def write(folder: ArchiveFolder, archive_id: str) -> None:
    """Write `archive.toml`, whole or not at all.

    Raises:
        Unavailable: it cannot be written.
    """
    lines = [f"format = {_FORMAT}", f"archive_id = {_quoted(archive_id)}"]
    if folder.vault_elsewhere is not None:
        lines.append(f"vault = {_quoted(str(folder.vault_elsewhere))}")
    if folder.database_elsewhere:
        lines.append(f"database = {_quoted(folder.database_elsewhere)}")
    temporary = folder.description.with_suffix(".tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write("\n".join([*lines, ""]))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder.description)
    except OSError as error:
        raise Unavailable(
            say("档案库说明文件 {file} 无法写入。", file=str(folder.description))
        ) from error


def _place(told: Any) -> Path | None:
    """A vault's folder; what is no whole path would be another one from each working folder."""
    if told is None:
        return None
    place = Path(str(told))
    if not place.is_absolute():
        raise ValueError(told)
    return place


def _quoted(text: str) -> str:
    # A basic string of TOML escapes what JSON does, and one character more.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
