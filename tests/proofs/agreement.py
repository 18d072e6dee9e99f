"""What must be true of an archive after any accident, checked without the program's own check."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import bagit


def lies(archive: Path) -> list[str]:
    """Records without their file, or with another file. There may be none at any instant."""
    found = []
    for row in _rows(archive, "SELECT path, size_bytes, sha256, sm3 FROM footage"):
        file = archive / "vault" / row["path"]
        if not file.is_file():
            found.append(f"record without file: {row['path']}")
            continue
        content = file.read_bytes()
        digests = (hashlib.sha256(content).hexdigest(), hashlib.new("sm3", content).hexdigest())
        if digests != (row["sha256"], row["sm3"]) or len(content) != row["size_bytes"]:
            found.append(f"file unlike its record: {row['path']}")
    return found


def disorder(archive: Path) -> list[str]:
    """What is not as it should be once an interrupted import has been settled."""
    vault = archive / "vault"
    recorded = {row["path"] for row in _rows(archive, "SELECT path FROM footage")}
    files = {path.relative_to(vault).as_posix() for path in vault.rglob("data/*")}
    found = [*lies(archive), *(f"file without record: {path}" for path in sorted(files - recorded))]
    for where in (vault, archive / "derived"):
        found += [f"left behind: {path.name}" for path in where.rglob("*.part")]
    for row in _rows(archive, "SELECT no FROM batches WHERE finished_at IS NULL"):
        found.append(f"unfinished: {row['no']}")
    for row in _rows(archive, "SELECT source FROM arrivals WHERE outcome = 'planned'"):
        found.append(f"still planned: {row['source']}")
    for path in sorted(vault.iterdir()):
        if path.is_dir() and path.name != ".incoming":
            found += _bag_faults(path)
    return found


def _bag_faults(folder: Path) -> list[str]:
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagError as error:
        return [f"bag {folder.name}: {error}"]
    return []


def missing(archive: Path, card: Path) -> list[str]:
    """Files of the card whose bytes the archive does not hold in the vault under a record."""
    held = {row["sha256"] for row in _rows(archive, "SELECT sha256 FROM footage")}
    root = os.fsencode(card)
    return [
        os.fsdecode(os.path.join(folder, name))  # noqa: PTH118
        for folder, _, names in os.walk(root)
        for name in names
        if _digest(os.path.join(folder, name)) not in held  # noqa: PTH118
    ]


def _digest(path: bytes) -> str:
    with open(path, "rb") as file:  # noqa: PTH123
        return hashlib.file_digest(file, "sha256").hexdigest()


def footage_count(archive: Path) -> int:
    """How many originals are recorded."""
    return len(_rows(archive, "SELECT id FROM footage"))


def _rows(archive: Path, statement: str) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(archive / "archive.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(statement).fetchall()
