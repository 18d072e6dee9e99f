"""How the mirror stands, and what catching up brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.copies import Mirror
from archive_desk.domain.findings import Finding
from archive_desk.domain.sentences import Sentence, say


@dataclass(frozen=True)
class MirrorStatus:
    """How the mirror stands.

    `mirror` is None where none is set up. `behind` is how many originals and other files have no
    sound copy there yet, `troubled` how many copies were found bad. `files` is how many of `total`
    are no originals: scans, kept packages, what was set aside. `backed_up_at` is the moment of the
    newest copy of the database there. `same_disk`: both vaults die with one disk.
    """

    mirror: Mirror | None
    present: bool
    total: int = 0
    behind: int = 0
    behind_bytes: int = 0
    troubled: int = 0
    room_bytes: int | None = None
    same_disk: bool = False
    files: int = 0
    files_behind: int = 0
    backed_up_at: datetime | None = None
    images: bool = False

    @property
    def in_step(self) -> bool:
        """Whether everything lies there."""
        return self.mirror is not None and not self.behind and not self.troubled

    @property
    def message(self) -> Sentence:
        """The same in words."""
        if self.mirror is None:
            return say("没有设置镜像：原件只有一份。请在另一块硬盘或共享上设置镜像。")
        if not self.present:
            return say(
                "镜像没有连接（{path}），还有 {n} 件没有第二份；连接后会自动补齐。",
                path=str(self.mirror.path),
                n=self.behind,
            )
        if self.in_step:
            return say("镜像与档案库一致，{n} 件都有第二份。", n=self.total)
        return say("镜像还差 {n} 件，正在或等待补齐。", n=self.behind)


@dataclass(frozen=True)
class CatchUp:
    """What catching up brought: how much was copied, what is still behind, what was found."""

    copied: int
    copied_bytes: int
    behind: int
    findings: Sequence[Finding] = ()

    @property
    def complete(self) -> bool:
        """Whether everything lies in the mirror now."""
        return not self.behind and not self.findings
