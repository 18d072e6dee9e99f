"""What can go wrong by the world's or the rules' fault. Our own faults stay built-in exceptions."""

import errno

from archive_desk.domain.basis import Basis
from archive_desk.domain.sentences import Sentence, say


class ArchiveDeskError(Exception):
    """The root of all errors fit to be shown to a person.

    Attributes:
        kind: a stable word for scripts.
        message: what happened and what to do, as a sentence.
        basis: the rule that says so, if a rule does.
    """

    kind = "error"

    def __init__(self, message: Sentence, *, basis: Basis | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.basis = basis


class Refused(ArchiveDeskError):
    """A rule says no: the right is missing, the state forbids it, a signature is wanting."""

    kind = "refused"


class Conflict(Refused):
    """Somebody else was faster, or the thing has changed meanwhile."""

    kind = "conflict"


class InvalidInput(ArchiveDeskError):
    """What was asked for makes no sense as given."""

    kind = "invalid"


class NotFound(InvalidInput):
    """No such thing in this archive."""

    kind = "not_found"


class Unavailable(ArchiveDeskError):
    """The surroundings fail: disk, drive, card, server, program."""

    kind = "unavailable"


class Damaged(Unavailable):
    """Bytes are not what they were, or cannot be read as what they claim to be."""

    kind = "damaged"


class Cancelled(Exception):
    """The person stopped the work."""


def reason_of(error: OSError) -> Sentence | str:
    """Why the system says something failed, for people; its own words where ours end."""
    known = _REASONS.get(error.errno or 0)
    return known or error.strerror or str(error)


def _numbered(reasons: dict[str, Sentence]) -> dict[int, Sentence]:
    """The reasons by the numbers that this system has for them."""
    return {
        getattr(errno, name): reason for name, reason in reasons.items() if hasattr(errno, name)
    }


_GONE = say("设备已断开")
_SILENT = say("网络共享没有响应")

_REASONS = _numbered(
    {
        "ENOENT": say("文件或文件夹已不在原处"),
        "EACCES": say("没有访问权限"),
        "EPERM": say("没有访问权限"),
        "EIO": say("读写出错，介质或设备可能已损坏"),
        "ENOSPC": say("磁盘空间不足"),
        "EDQUOT": say("磁盘配额已用完"),
        "EFBIG": say("文件超出此磁盘允许的大小"),
        "EROFS": say("磁盘是只读的"),
        "ENODEV": _GONE,
        "ENXIO": _GONE,
        "ENOTCONN": _GONE,
        "ESHUTDOWN": _GONE,
        "ESTALE": _SILENT,
        "ETIMEDOUT": _SILENT,
        "EHOSTDOWN": _SILENT,
        "EHOSTUNREACH": _SILENT,
        "ENETUNREACH": _SILENT,
        "ENOMEDIUM": say("驱动器里没有盘片"),
        "EBUSY": say("设备正被占用"),
        "EEXIST": say("同名文件已经存在"),
        "ENOTDIR": say("不是文件夹"),
        "EISDIR": say("是文件夹，不是文件"),
        "ENAMETOOLONG": say("文件名太长"),
        "EMFILE": say("同时打开的文件太多"),
        "ENOEXEC": say("不是能运行的程序"),
    }
)
