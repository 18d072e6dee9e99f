"""Where an archive's parts may lie, checked in words before anything is made."""

import os
import re
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from archive_desk.domain.errors import InvalidInput, Unavailable, reason_of
from archive_desk.domain.sentences import say
from archive_desk.media.vault_mark import MARK, SYSTEM_NAMES
from archive_desk.paths import ArchiveFolder

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


def vault_named(given: str) -> Path:
    """The folder that a person named for a vault, as a path or a `file://` URL.

    Raises:
        InvalidInput: it is some other URL, or no whole path.
    """
    found = _SCHEME.match(given)
    if found is None:
        return _whole(Path(given).expanduser(), given)
    if found[1].lower() != "file":
        raise InvalidInput(
            say(
                "原件库只能放在文件夹里（本机磁盘，或已连接的网络共享、NAS），不支持“{given}”。",
                given=without_password(given),
            )
        )
    parts = urlsplit(given)
    if parts.netloc and parts.netloc.lower() != "localhost":
        if os.name != "nt":
            raise InvalidInput(
                say("“{given}”在别的计算机上，请先挂载，再写本机上的路径。", given=given)
            )
        return _whole(Path(f"//{parts.netloc}{unquote(parts.path)}"), given)
    return _whole(Path(url2pathname(parts.path)), given)


def vault_place(vault: Path, root: Path) -> Path | None:
    """Where the vault of the archive in `root` shall lie; None for its place inside.

    Nothing is made. What an earlier look found may have changed until `claim`, which looks again.

    Raises:
        InvalidInput: it overlaps with the archive, holds something, or its disk is not there.
        Unavailable: it cannot be looked at.
    """
    vault = _whole(vault, str(vault))
    inside, place = root.resolve(), vault.resolve()
    if place == inside / "vault":
        return None
    if place.is_relative_to(inside) or inside.is_relative_to(place):
        raise InvalidInput(
            say(
                "原件库 {vault} 与档案库文件夹重叠，请选择另一处文件夹，或者不指定。",
                vault=str(vault),
            )
        )
    try:
        _require_empty(vault)
    except OSError as error:
        raise Unavailable(
            say("无法使用原件库 {vault}：{reason}", vault=str(vault), reason=reason_of(error))
        ) from error
    return vault


def claim(folder: ArchiveFolder) -> None:
    """Make the folders of a new archive.

    Raises:
        InvalidInput: one holds something already.
        Unavailable: one cannot be written.
    """
    if folder.vault_elsewhere is not None:
        _claim_vault(folder.vault_elsewhere)
    try:
        folder.root.mkdir(parents=True, exist_ok=True)
        if any(folder.root.iterdir()):
            raise InvalidInput(
                say("文件夹 {folder} 不是空的，请另选一个空文件夹。", folder=str(folder.root))
            )
        inside = () if folder.vault_elsewhere is not None else (folder.vault,)
        for part in (*inside, folder.derived, folder.images, folder.backups):
            part.mkdir()
    except OSError as error:
        raise Unavailable(
            say("无法在 {folder} 建立档案库：{reason}", folder=str(folder.root), reason=str(error))
        ) from error


def _claim_vault(vault: Path) -> None:
    """Make the last folder of the way, and see that it can be written to."""
    try:
        vault.mkdir(exist_ok=True)
        _require_empty(vault)
        with tempfile.TemporaryFile(dir=vault) as file:
            file.write(b"archive-desk")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Unavailable(
            say("无法写入原件库 {vault}：{reason}", vault=str(vault), reason=reason_of(error))
        ) from error


def _require_empty(vault: Path) -> None:
    """See that a vault can begin there: in an empty folder, or one yet to be made in another."""
    if not vault.exists() and not vault.is_symlink():
        if not vault.parent.is_dir():
            raise InvalidInput(
                say(
                    "找不到文件夹 {folder}，请检查磁盘或共享是否已连接（挂载）。",
                    folder=str(vault.parent),
                )
            )
        return
    if not vault.is_dir():
        raise InvalidInput(say("{vault} 不是文件夹，不能作原件库。", vault=str(vault)))
    names = {entry.name for entry in vault.iterdir()} - SYSTEM_NAMES
    if MARK in names:
        raise InvalidInput(
            say("{vault} 已经是一个档案库的原件库，请另选一个空文件夹。", vault=str(vault))
        )
    if names:
        raise InvalidInput(say("原件库 {vault} 不是空的，请另选一个空文件夹。", vault=str(vault)))


def _whole(place: Path, given: str) -> Path:
    try:
        str(place).encode()
    except UnicodeEncodeError:
        raise InvalidInput(
            say("文件夹“{given}”的名称不是合法的文字，请另选。", given=ascii(given))
        ) from None
    if not place.is_absolute():
        raise InvalidInput(
            say(
                "请写原件库的完整路径，如 {example}，而不是“{given}”。",
                example=_EXAMPLE,
                given=given,
            )
        )
    return place.resolve() if ".." in place.parts else place


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    return re.sub(r"(://[^/@:]*):[^/@]*@", r"\1:***@", url)


_EXAMPLE = "D:\\originals" if os.name == "nt" else "/media/disk/originals"
