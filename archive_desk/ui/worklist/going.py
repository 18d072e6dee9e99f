"""Where a line of the worklist is done, and what is said where there is none."""

from collections.abc import Callable, Mapping

from archive_desk.domain.ids import BatchId, CaseId, DiscId, LoanId, NoticeId, RoundId
from archive_desk.domain.people import Right
from archive_desk.domain.worklist import Task, WorkItem
from archive_desk.ui import wording
from archive_desk.ui.intentions import (
    GoTo,
    Intention,
    MakeDisc,
    ShowBatch,
    ShowCase,
    ShowComplaint,
    ShowDisc,
    ShowDisclosure,
    ShowEquipment,
    ShowEvaluation,
    ShowLoan,
    ShowNotice,
)
from archive_desk.ui.screen import ScreenContext

_BY_ID: Mapping[Task, Callable[[int], Intention]] = {
    Task.BURN: lambda number: MakeDisc(case_ids=(CaseId(number),)),
    Task.ARCHIVE: lambda number: ShowCase(CaseId(number)),
    Task.NOTE: lambda number: ShowCase(CaseId(number)),
    Task.PUBLISH: lambda number: ShowCase(CaseId(number)),
    Task.BACKFILL: lambda number: ShowCase(CaseId(number)),
    Task.DISC_CHECK: lambda number: ShowDisc(DiscId(number)),
    Task.HAND_IN: lambda number: ShowBatch(BatchId(number)),
    Task.EVALUATION: lambda number: ShowEvaluation(RoundId(number)),
    Task.RECTIFICATION: lambda number: ShowNotice(NoticeId(number)),
    Task.STATISTICS: lambda _number: GoTo("figures"),
    Task.APPRAISAL: lambda _number: GoTo("appraisal"),
    Task.DESTRUCTION: lambda _number: GoTo("appraisal"),
}
_BY_NUMBER: Mapping[Task, Callable[[str], Intention]] = {
    Task.DEVICE: ShowEquipment,
    Task.DISCLOSURE: ShowDisclosure,
    Task.COMPLAINT: ShowComplaint,
}


ICONS = {
    Task.HAND_IN: "hard-drive-download",
    Task.BURN: "disc-3",
    Task.ARCHIVE: "archive",
    Task.LOAN: "undo-2",
    Task.SIGNATURE: "stamp",
    Task.HAND_OUT: "hand-helping",
    Task.COMPLETE: "file-pen-line",
    Task.EVALUATION: "clipboard-check",
    Task.RECTIFICATION: "pencil",
    Task.DISC_CHECK: "shield-check",
    Task.NOTE: "stamp",
    Task.DEVICE: "video",
    Task.DISCLOSURE: "scroll-text",
    Task.COMPLAINT: "send",
    Task.BACKFILL: "stamp",
    Task.STATISTICS: "chart-column",
    Task.APPRAISAL: "archive-restore",
    Task.DESTRUCTION: "trash-2",
    Task.PUBLISH: "send",
}
"""The icon of each kind of work."""


def intention_of(item: WorkItem) -> Intention:
    """Where `item` is done: a loan's page, unless its kind says otherwise."""
    if item.task in _BY_NUMBER:
        return _BY_NUMBER[item.task](item.item.partition(":")[2])
    by_id = _BY_ID.get(item.task)
    return ShowLoan(LoanId(item.item_id)) if by_id is None else by_id(item.item_id)


def nothing_due(context: ScreenContext, *, begun: bool) -> tuple[str, str]:
    """What is said where nothing is due, and what to do next; `begun` after the first import."""
    actor = context.actor
    words = wording.tr("没有到期的事")
    if begun and actor.may(Right.IMPORT):
        return words, wording.tr("案卷办结后，刻录光盘和归档的期限会自动出现在这里。")
    if actor.may(Right.IMPORT):
        return words, wording.tr(
            "第一次使用时，从“采集一张卡”开始；采集后登记案卷，期限会自动出现在这里。"
        )
    if actor.may(Right.SIGN):
        return words, wording.tr("有借阅申请等您签署意见时，会出现在这里。")
    if actor.may(Right.REQUEST_LOAN):
        return words, wording.tr("您的借阅快到期时，会在这里提醒。")
    if actor.may(Right.MANAGE_ACCOUNTS):
        return words, wording.tr("第一次使用时，先到“人员”里给同事们添加账号。")
    return words, ""


def greeting(hour: int) -> str:
    """Good morning, as the hour has it."""
    if hour < 11:
        return wording.tr("早上好")
    if hour < 13:
        return wording.tr("中午好")
    return wording.tr("下午好") if hour < 18 else wording.tr("晚上好")
