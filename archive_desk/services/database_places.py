"""Where an archive's database may be, checked in words before anything is made.

A URL that is kept never has a password in it: the description is for everybody to read.
"""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from archive_desk.db.dialects.postgresql import SECRETS
from archive_desk.db.network_files import on_network
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.sentences import say
from archive_desk.paths import ArchiveFolder

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_SQLITE = "sqlite:///"
_SERVERS = {"postgresql", "postgres", "postgresql+psycopg"}


def database_named(given: str) -> str:
    """The URL, in the one way it is kept, of the database that a person named.

    Raises:
        InvalidInput: it is none that an archive can have, or a password is in it.
    """
    found = _SCHEME.match(given)
    scheme = "" if found is None else found[1].lower()
    if found is None or scheme == "sqlite":
        return _SQLITE + _file_named(given, found).as_posix()
    if scheme not in _SERVERS:
        raise InvalidInput(
            say(
                "数据库只能是 sqlite:///文件 或 postgresql://用户@服务器/数据库名，"
                "不支持“{kind}”。",
                kind=scheme,
            )
        )
    return _server_named(given[found.end() :])


def _file_named(given: str, found: re.Match[str] | None) -> Path:
    # Three slashes or four: a path from some working folder would be another file from each.
    path = given if found is None else unquote(given[found.end() :])
    if found is not None and path.startswith("/"):
        path = path.lstrip("/") if os.name == "nt" else "/" + path.lstrip("/")
    place = Path(path).expanduser()
    if not path or not place.is_absolute() or "?" in path or path.endswith(("/", "\\")):
        raise InvalidInput(
            say("请写数据库文件的完整路径，如 {example}。", example=_SQLITE + _EXAMPLE)
        )
    return place.resolve() if ".." in place.parts else place


def _server_named(rest: str) -> str:
    try:
        parts = urlsplit("postgresql://" + rest)
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        secret = parts.password is not None or any("password" in name for name, _ in asked)
        named = parts.port is None or parts.port > 0
    except ValueError:
        named, secret, asked = False, False, []
    if secret:
        raise InvalidInput(say("数据库地址里不能写口令。{advice}", advice=SECRETS))
    service = any(name == "service" for name, _ in asked)
    if not named or parts.fragment or not (parts.path.strip("/") or service):
        raise InvalidInput(
            say("请写全数据库地址，如 {example}。", example="postgresql://archive@db/archive")
        )
    return "postgresql://" + rest


def database_place(url: str, root: Path) -> str:
    """Where the database of the archive in `root` shall be; empty for its place inside.

    Raises:
        InvalidInput: the file is there already, inside the archive, on a network share, or its
            folder is not there.
        Unavailable: the folder cannot be written to.
    """
    file = ArchiveFolder(root, database_elsewhere=url).database_file
    if file is None:
        return url
    inside = root.resolve()
    if file.resolve() == ArchiveFolder(inside).database:
        return ""
    if file.resolve().is_relative_to(inside):
        raise InvalidInput(
            say("数据库文件 {file} 在档案库文件夹里面，请另选位置，或者不指定。", file=str(file))
        )
    if not file.parent.is_dir():
        raise InvalidInput(
            say("找不到文件夹 {folder}，请检查磁盘是否已连接。", folder=str(file.parent))
        )
    if os.path.lexists(file):
        raise InvalidInput(say("文件 {file} 已经存在，请另选。", file=str(file)))
    if on_network(file.parent):
        raise InvalidInput(
            say(
                "{folder} 在网络共享上，数据库文件不能放在那里：断线或两台计算机同时写会损坏它。"
                "请放在本机磁盘上，或改用 PostgreSQL 服务器；音像原件可以放在网络共享上。",
                folder=str(file.parent),
            )
        )
    if not os.access(file.parent, os.W_OK):
        raise Unavailable(say("没有写入 {folder} 的权限。", folder=str(file.parent)))
    return url


def require_file(folder: ArchiveFolder) -> None:
    """See that the database's file is there, where it is one.

    Raises:
        Unavailable: it is not; opening would make an empty one.
    """
    file = folder.database_file
    if file is None or file.is_file():
        return
    if folder.database_elsewhere:
        raise Unavailable(
            say("找不到数据库文件 {file}，请检查所在磁盘是否已连接。", file=str(file))
        )
    raise Unavailable(
        say("档案库 {folder} 里没有数据库文件，请用备份恢复。", folder=str(folder.root))
    )


_EXAMPLE = "D:/data/archive.sqlite" if os.name == "nt" else "/srv/archive/archive.sqlite"
