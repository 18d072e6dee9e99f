"""What an archive is restored from: a mirror's folder, and a copy of the database in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive_desk.db.copies import DatabaseFacts, look_into, look_onto
from archive_desk.domain.errors import ArchiveDeskError, Damaged, InvalidInput, Refused
from archive_desk.domain.findings import Finding
from archive_desk.domain.sentences import Sentence, say
from archive_desk.media.mirror import Sign, backups_in, beside, owner_of

__all__ = ["Source", "look"]


@dataclass(frozen=True)
class Source:
    """A mirror, and the newest copy of the database in it that is sound.

    `findings` are copies that are not. With `url` it is a database on a server, of that name.
    """

    mirror: Path
    marker: str
    archive_id: str
    database: Path
    facts: DatabaseFacts
    findings: Sequence[Finding] = field(default=())
    url: str = ""

    @property
    def message(self) -> Sentence:
        """The same in words."""
        return say(
            "{organisation}：数据库备份 {backup}，原件 {n} 件，共 {size} GB。",
            organisation=self.facts.organisation,
            backup=self.database.name,
            n=self.facts.originals,
            size=f"{self.facts.size_bytes / (1 << 30):.1f}",
        )


def look(mirror: Path, database: Path | str | None = None) -> Source:
    """What lies in `mirror`; `database` is a copy from elsewhere to be used instead of its own.

    Or the URL of a database on a server that a copy was brought back into.

    Raises:
        Unavailable: the server cannot be reached, or there is no archive in its database.
        InvalidInput: it is no mirror, or there is no sound copy of the database.
        Refused: the copy is another archive's.
    """
    mirror = mirror.expanduser().absolute()
    sign = owner_of(mirror)
    if isinstance(database, str):
        return _on_server(mirror, sign, database)
    findings: list[Finding] = []
    given = [database] if database is not None else backups_in(mirror)[::-1]
    for file in given:
        try:
            _require_digest(file)
            facts = look_into(file)
        except InvalidInput:
            raise
        except ArchiveDeskError as error:
            findings.append(Finding("damaged", f"backup:{file.name}", error.message))
            continue
        _require_same(facts, sign, file.name)
        return Source(mirror, sign.marker, sign.archive_id, file, facts, tuple(findings))
    if findings:
        raise InvalidInput(findings[0].message)
    raise InvalidInput(
        say(
            "镜像“{mirror}”里没有数据库备份（旧版本写的镜像）。"
            "请另外指定数据库备份文件，通常在原档案库的 backups 文件夹里。",
            mirror=str(mirror),
        )
    )


def _on_server(mirror: Path, sign: Sign, url: str) -> Source:
    name = url.partition("?")[0].rpartition("/")[2]
    facts = look_onto(url)
    _require_same(facts, sign, name)
    return Source(mirror, sign.marker, sign.archive_id, Path(name), facts, url=url)


def _require_same(facts: DatabaseFacts, sign: Sign, name: str) -> None:
    if facts.archive_id != sign.archive_id:
        raise Refused(say("数据库备份 {file} 是另一个档案库的，与这个镜像不符。", file=name))


def _require_digest(file: Path) -> None:
    """See that a copy is what was written beside it, where anything was.

    Raises:
        Damaged: it is not, or cannot be read.
    """
    try:
        note = beside(file)
        if not note.is_file():
            return
        wanted = note.read_text("utf-8").partition("  ")[0]
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise Damaged(
            say("数据库备份 {file} 读不到：{reason}", file=file.name, reason=str(error))
        ) from error
    if found != wanted:
        raise Damaged(say("数据库备份 {file} 与写入时的校验值不符。", file=file.name))
