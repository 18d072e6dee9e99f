"""Examining and repairing what is chosen, as jobs with progress that can be stopped."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from archive_desk.domain.footage import Footage
from archive_desk.domain.repairs import Repair
from archive_desk.services.examining import Examined, Examining
from archive_desk.services.repairing import Repairing
from archive_desk.ui import wording
from archive_desk.ui.intentions import PlayFootage
from archive_desk.ui.jobs import Job, Lane, Unit
from archive_desk.ui.screen import Screen, ScreenContext


class HealthVerbs(QObject):
    """What the footage screen does about the health of recordings."""

    def __init__(self, context: ScreenContext, screen: Screen) -> None:
        super().__init__(screen)
        self._context, self._screen = context, screen
        self._examining, self._repairing = Examining(context.desk), Repairing(context.desk)

    def examine(self, chosen: Sequence[Footage]) -> None:
        """Decode what is chosen to its end."""
        actor, ids = self._context.actor, [item.id for item in chosen]
        job = Job(
            self.tr("解码检查"),
            lambda monitor: self._examining.examine(actor, ids, monitor),
            parent=self,
        )
        job.succeeded.connect(self._on_examined)
        job.cancelled.connect(lambda: self._context.changes.footage_changed.emit(tuple(ids)))
        self._context.jobs.start(job, Lane.READ)

    def _on_examined(self, found: Sequence[Examined]) -> None:
        faulty = [one for one in found if one.reason or one.footage.media.health.faulty]
        if faulty:
            self._context.notices.warn(
                wording.tr("检查了 {n} 个音像，{m} 个有问题。", n=len(found), m=len(faulty))
            )
        else:
            self._context.notices.success(wording.tr("检查了 {n} 个音像，全部完好。", n=len(found)))
        self._context.changes.footage_changed.emit(tuple(one.footage.id for one in found))

    def repair(self, item: Footage) -> None:
        """Make a copy that plays."""
        agreed = self._context.notices.ask(
            wording.tr("为“{name}”制作修复件吗？", name=item.name),
            self.tr("原件照原样保存，不会改动。修复件另存在旁边，注明原件、方法和经办人。"),
            self.tr("制作"),
        )
        if not agreed:
            return
        actor = self._context.actor
        job = Job(
            self.tr("制作修复件"),
            lambda monitor: self._repairing.repair(actor, item.id, monitor),
            parent=self,
            unit=Unit.BYTES,
        )
        job.succeeded.connect(self._on_repaired)
        self._context.jobs.start(job, Lane.READ)

    def _on_repaired(self, made: Repair) -> None:
        self._context.notices.success(
            wording.tr("修复件已做好：{n} 个画面。", n=wording.number(made.pictures))
        )
        self._context.changes.footage_changed.emit((made.footage_id,))

    def play_copy(self, made: Repair) -> None:
        """Play a repaired copy."""
        self._screen.ask(PlayFootage(made.footage_id, copy=made.id))
