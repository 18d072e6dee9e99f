"""What is asked when a device goes out, comes back, is looked after, corrected or retired."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtWidgets import QCheckBox, QWidget

from archive_desk.domain.clock import end_of_day
from archive_desk.domain.device_issues import (
    Check,
    DeviceIssue,
    MaintenanceDraft,
    MaintenanceKind,
)
from archive_desk.domain.devices import Device
from archive_desk.services.equipping import Equipping, IssueWish
from archive_desk.ui import wording
from archive_desk.ui.screen import ScreenContext
from archive_desk.ui.widgets import asking as a
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox
from archive_desk.ui.zones import zone

_GB = 1000**3

Write = Callable[[], int]
"""Writes a file and says how many lines it has."""


def issue(desk: Equipping, context: ScreenContext, device: Device, parent: QWidget) -> a.Asking:
    """To whom, for what, until when, and the check before use."""
    now = context.desk.clock()
    people = [
        Choice(each.account, f"{each.name}　{each.section}　{each.certificate_no}".strip())
        for each in desk.holders(context.actor)
    ]
    fields = [
        a.Asked(
            "holder",
            wording.tr("领用人(&O)"),
            ChoiceBox(wording.tr("领用人"), people, width=280),
            needed=True,
        ),
        a.Asked("purpose", wording.tr("用途(&P)"), a.line()),
        a.Asked("case", wording.tr("案号(&A)"), a.line(hint=wording.tr("为办案领用的，填写案号"))),
        a.Asked(
            "until",
            wording.tr("预计归还(&U)"),
            a.moment_field(
                wording.tr("预计归还"), end_of_day(now.astimezone(zone()).date(), zone())
            ),
            needed=True,
        ),
        *_check_fields(),
        a.Asked(
            "shows",
            wording.tr("设备时钟(&K)"),
            a.moment_field(wording.tr("设备时钟"), optional=True, seconds=True),
            hint=wording.tr("点保存的一刻设备显示的时间；填写后登记为一次校时"),
        ),
    ]

    def attempt(given: a.Given) -> object:
        wish = IssueWish(
            given["holder"], given["purpose"], given["case"], given["until"], given["shows"]
        )
        return desk.issue(context.actor, device.number, wish, _check(given))

    basis = desk.check_basis
    advice = wording.tr("使用前应检查设备：无故障、电量充足、存储空间足够。")
    if basis is not None:
        advice += wording.tr("（依据：{basis}）", basis=str(basis))
    title = wording.tr("发放设备 {number}", number=device.number)
    verb = wording.tr("发放(&G)")
    return a.Asking(title, fields, verb, attempt, advice=advice, width=560, parent=parent)


def take_back(
    desk: Equipping, context: ScreenContext, line: DeviceIssue, parent: QWidget
) -> a.Asking:
    """The look at what comes back, and where its recordings went."""
    taken = desk.handed_in(context.actor, line.device)
    known = " ".join(each.no for each in taken)
    fields = [
        a.Asked(
            "batches",
            wording.tr("采集批次(&B)"),
            a.line(known),
            hint=wording.tr("领用以来采集这台设备音像的批次；多个用空格分开"),
        ),
        a.Asked(
            "no_footage",
            wording.tr("没有音像的原因(&N)"),
            a.line(),
            hint="" if known else wording.tr("领用以来没有采集过这台设备的音像，请写明原因"),
        ),
        *_check_fields(),
    ]

    def attempt(given: a.Given) -> object:
        return desk.take_back(
            context.actor,
            line.device,
            _check(given),
            batches_of=given["batches"].split(),
            no_footage=given["no_footage"],
        )

    advice = wording.tr(
        "{holder}于 {at} 领用，{no}。",
        holder=line.holder,
        at=wording.compact(line.issued_at, seconds=False),
        no=line.no,
    )
    title = wording.tr("归还设备 {number}", number=line.device)
    verb = wording.tr("归还(&R)")
    return a.Asking(title, fields, verb, attempt, advice=advice, width=560, parent=parent)


def maintain(desk: Equipping, context: ScreenContext, device: Device, parent: QWidget) -> a.Asking:
    """What was done, by whom, whether it works now, and when again."""
    today = context.desk.clock().astimezone(zone()).date()
    kinds = [Choice(kind, wording.sentence(kind.label)) for kind in MaintenanceKind]
    works = QCheckBox(wording.tr("维护后可以正常使用"))
    works.setChecked(True)
    fields = [
        a.Asked("kind", wording.tr("种类(&K)"), ChoiceBox(wording.tr("种类"), kinds, width=200)),
        a.Asked("on", wording.tr("日期(&D)"), a.day_field(wording.tr("日期"), today)),
        a.Asked("content", wording.tr("内容(&T)"), a.lines(), needed=True),
        a.Asked("sound", wording.tr("结果(&R)"), works),
        a.Asked("by", wording.tr("维护人(&W)"), a.line(context.actor.name), needed=True),
        a.Asked(
            "next",
            wording.tr("下次维护(&X)"),
            a.day_field(wording.tr("下次维护"), today + timedelta(days=90), optional=True),
        ),
        a.Asked("note", wording.tr("备注(&N)"), a.line()),
    ]

    def attempt(given: a.Given) -> object:
        kind: MaintenanceKind = given["kind"]
        sound = given["sound"] and kind is not MaintenanceKind.FAULT
        draft = MaintenanceDraft(
            given["on"], kind, given["content"], sound, given["by"], given["next"], given["note"]
        )
        return desk.maintain(context.actor, device.number, draft)

    title = wording.tr("登记维护 {number}", number=device.number)
    return a.Asking(title, fields, wording.tr("保存(&S)"), attempt, parent=parent)


def retire(desk: Equipping, context: ScreenContext, device: Device, parent: QWidget) -> a.Asking:
    """Why a device goes out of use."""
    fields = [a.Asked("reason", wording.tr("原因(&R)"), a.lines(), needed=True)]
    return a.Asking(
        wording.tr("报废设备 {number}", number=device.number),
        fields,
        wording.tr("报废"),
        lambda given: desk.retire(context.actor, device.number, given["reason"]),
        advice=wording.tr("报废后不再领用；它拍摄的音像、领用和维护记录都保留可查。"),
        danger=True,
        parent=parent,
    )


def correct(
    desk: Equipping, context: ScreenContext, line: DeviceIssue, parent: QWidget
) -> a.Asking:
    """What is to be corrected in a line of the register."""
    fields = [a.Asked("text", wording.tr("更正内容(&T)"), a.lines(), needed=True)]
    return a.Asking(
        wording.tr("更正领用登记 {no}", no=line.no),
        fields,
        wording.tr("保存(&S)"),
        lambda given: desk.correct(context.actor, line.no, given["text"]),
        advice=wording.tr("登记过的内容不能改动；更正写在它旁边，并留下姓名。"),
        parent=parent,
    )


def _check_fields() -> list[a.Asked]:
    return [
        a.Asked(
            "fault",
            wording.tr("故障(&F)"),
            a.line(hint=wording.tr("无故障留空")),
        ),
        a.Asked("battery", wording.tr("电量(&E)"), a.number(0, 100, "%")),
        a.Asked("free", wording.tr("剩余空间(&S)"), a.amount(100_000, "GB")),
        a.Asked("remark", wording.tr("检查备注(&M)"), a.line()),
    ]


def _check(given: a.Given) -> Check:
    free = given["free"]
    space = None if free is None else round(free * _GB)
    return Check(given["fault"], given["battery"], space, given["remark"])
