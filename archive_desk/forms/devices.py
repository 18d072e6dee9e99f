"""设备领用登记簿, 设备领用/归还登记表, 设备维护台账."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from archive_desk.domain.device_issues import Check, DeviceIssue, IssueState, Maintenance
from archive_desk.domain.devices import Device, DeviceKind
from archive_desk.forms import blocks as b
from archive_desk.forms import workbook as w
from archive_desk.forms.registers import Cell, Printed, Register, View

ISSUE_TITLE = "设备领用（归还）登记表"
CARE_TITLE = "执法记录设备维护台账"

_GB = 1000**3


def _check_words(check: Check) -> str:
    parts = [check.fault or "无故障"]
    if check.battery_percent is not None:
        parts.append(f"电量 {check.battery_percent}%")
    if check.free_bytes is not None:
        parts.append(f"剩余 {check.free_bytes / _GB:.1f} GB")
    if check.remark:
        parts.append(check.remark)
    return "，".join(parts)


def _offset_words(offset: timedelta | None) -> str:
    if offset is None:
        return "未测"
    seconds = round(offset.total_seconds(), 1)
    if not seconds:
        return "准确"
    return f"{'快' if seconds > 0 else '慢'} {abs(seconds):g} 秒"


def _footage_words(issue: DeviceIssue) -> str:
    back = issue.returned
    if back is None:
        return ""
    return "、".join(back.batches) if back.batches else f"无：{back.no_footage}"


def _state_words(issue: DeviceIssue, view: View) -> str:
    return "逾期归还" if issue.returned_late else issue.state(view.at).label


def _kind_words(issue: DeviceIssue) -> str:
    return f"{DeviceKind(issue.kind).label} {issue.model}".strip()


def _sum_up(lines: Sequence[DeviceIssue], view: View) -> str:
    late = sum(line.state(view.at) is IssueState.OVERDUE for line in lines)
    out = sum(line.returned is None for line in lines)
    return f"共 {len(lines)} 条，未归还 {out} 条，其中逾期 {late} 条。"


def _back_at(issue: DeviceIssue) -> datetime | None:
    return None if issue.returned is None else issue.returned.at


def _corrections(issue: DeviceIssue) -> str:
    return "".join(f"更正：{each}；" for each in issue.corrections)


REGISTER: Register[DeviceIssue] = Register(
    "执法记录设备领用登记簿",
    "AD-64",
    (
        Cell(w.Column("序号", w.Type.NUMBER, 6), lambda line, _: line.id),
        Cell(w.Column("登记号", width=15), lambda line, _: line.no),
        Cell(w.Column("设备编号", width=16), lambda line, _: line.device),
        Cell(w.Column("种类、型号", width=22), lambda line, _: _kind_words(line)),
        Cell(w.Column("领用人", width=12), lambda line, _: line.holder),
        Cell(w.Column("科室", width=14), lambda line, _: line.section),
        Cell(w.Column("执法证号", width=14), lambda line, _: line.certificate_no),
        Cell(w.Column("用途", width=26), lambda line, _: line.purpose),
        Cell(w.Column("案件", width=16), lambda line, _: line.case_no),
        Cell(
            w.Column("领用时间", w.Type.MOMENT, 17), lambda line, view: view.local(line.issued_at)
        ),
        Cell(w.Column("使用前检查", width=26), lambda line, _: _check_words(line.check)),
        Cell(w.Column("时钟误差", width=12), lambda line, _: _offset_words(line.clock_offset)),
        Cell(w.Column("发放人", width=12), lambda line, _: line.issued_by),
        Cell(w.Column("预计归还", w.Type.MOMENT, 17), lambda line, view: view.local(line.due_at)),
        Cell(
            w.Column("归还时间", w.Type.MOMENT, 17), lambda line, view: view.local(_back_at(line))
        ),
        Cell(
            w.Column("归还检查", width=24),
            lambda line, _: "" if line.returned is None else _check_words(line.returned.check),
        ),
        Cell(w.Column("数据移交", width=22), lambda line, _: _footage_words(line)),
        Cell(
            w.Column("接收人", width=12),
            lambda line, _: "" if line.returned is None else line.returned.by,
        ),
        Cell(w.Column("状态", width=10), _state_words),
        Cell(w.Column("更正", width=24), lambda line, _: _corrections(line)),
    ),
    (
        Printed(b.Column("登记号", 25), lambda line, _: line.no),
        Printed(b.Column("设备", 28), lambda line, _: f"{line.device}\n{_kind_words(line)}"),
        Printed(b.Column("领用人", 21), lambda line, _: f"{line.holder}\n{line.section}".strip()),
        Printed(
            b.Column("用途"),
            lambda line, _: f"{line.purpose}\n{line.case_no}\n{_corrections(line)}".strip(),
        ),
        Printed(
            b.Column("领用", 24),
            lambda line, view: f"{view.minute(line.issued_at)}\n{line.issued_by}",
        ),
        Printed(
            b.Column("使用前检查", 33),
            lambda line, _: f"{_check_words(line.check)}，时钟{_offset_words(line.clock_offset)}",
        ),
        Printed(b.Column("预计归还", 23), lambda line, view: view.minute(line.due_at)),
        Printed(
            b.Column("归还", 31),
            lambda line, view: (
                ""
                if line.returned is None
                else f"{view.minute(line.returned.at)}\n{line.returned.by}\n"
                f"{_check_words(line.returned.check)}"
            ),
        ),
        Printed(b.Column("数据移交", 26), lambda line, _: _footage_words(line)),
        Printed(b.Column("状态", 15, align=b.Align.CENTRE), _state_words),
    ),
    alarms=lambda line, view: line.state(view.at) is IssueState.OVERDUE,
    sum_up=_sum_up,
)


CARE: Register[Maintenance] = Register(
    CARE_TITLE,
    "AD-66",
    (
        Cell(w.Column("序号", w.Type.NUMBER, 6), lambda line, _: line.id),
        Cell(w.Column("设备编号", width=16), lambda line, _: line.device),
        Cell(w.Column("日期", w.Type.DATE, 12), lambda line, _: line.done_on),
        Cell(w.Column("种类", width=14), lambda line, _: line.kind.label),
        Cell(w.Column("内容", width=40), lambda line, _: line.content),
        Cell(w.Column("结果", width=12), lambda line, _: _result(line)),
        Cell(w.Column("维护人", width=14), lambda line, _: line.done_by),
        Cell(w.Column("下次维护", w.Type.DATE, 12), lambda line, _: line.next_on),
        Cell(w.Column("登记人", width=12), lambda line, _: line.entered_by),
        Cell(w.Column("备注", width=24), lambda line, _: line.note),
    ),
    (
        Printed(b.Column("序号", 14, align=b.Align.CENTRE), lambda line, _: str(line.id)),
        Printed(b.Column("设备编号", 36), lambda line, _: line.device),
        Printed(b.Column("日期", 24, align=b.Align.CENTRE), lambda line, _: str(line.done_on)),
        Printed(b.Column("种类", 26), lambda line, _: line.kind.label),
        Printed(b.Column("内容"), lambda line, _: f"{line.content}\n{line.note}".strip()),
        Printed(b.Column("结果", 22, align=b.Align.CENTRE), lambda line, _: _result(line)),
        Printed(b.Column("维护人", 26), lambda line, _: line.done_by),
        Printed(
            b.Column("下次维护", 26, align=b.Align.CENTRE),
            lambda line, _: "" if line.next_on is None else str(line.next_on),
        ),
        Printed(b.Column("登记人", 26), lambda line, _: line.entered_by),
    ),
    alarms=lambda line, _: not line.sound,
)


def _result(line: Maintenance) -> str:
    return "正常" if line.sound else "不能使用"


def issue_form(
    issue: DeviceIssue,
    device: Device,
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
    basis: str,
) -> b.Sheet:
    """What is signed at the counter when a device goes out and when it comes back."""
    view = View(at, zone)
    facts = b.Fields(
        (
            ("设备编号", b.Cell(issue.device, b.Tone.STRONG)),
            ("种类、型号", _kind_words(issue)),
            ("出厂编号", device.serial),
            ("保管", f"{device.section} {device.custodian}".strip()),
            ("领用人", issue.holder),
            ("科室、执法证号", f"{issue.section}　{issue.certificate_no}".strip()),
            ("用途", issue.purpose),
            ("案件", issue.case_no),
        ),
        wide=frozenset({"用途", "案件"}),
    )
    out = b.Fields(
        (
            ("领用时间", b.moment_in_words(view.local(issue.issued_at))),
            ("预计归还", b.Cell(b.moment_in_words(view.local(issue.due_at)), b.Tone.STRONG)),
            *_look(issue.check),
            ("时钟误差", _offset_words(issue.clock_offset)),
        ),
        wide=frozenset({"备注"}),
    )
    blocks: list[b.Block] = [
        b.Code(issue.no),
        facts,
        b.Heading("领用（使用前检查）"),
        out,
        b.Paragraph(f"检查依据：{basis}", b.Tone.QUIET),
        b.Signatures(
            [
                b.Signature("领用人", name=issue.holder),
                b.Signature("发放人", name=issue.issued_by),
            ],
            columns=2,
        ),
        b.Heading("归还"),
    ]
    back = issue.returned
    looked = Check() if back is None else back.check
    blocks += [
        b.Fields(
            (
                ("归还时间", b.moment_in_words(view.local(_back_at(issue)))),
                ("数据移交", _footage_words(issue)),
                *(_look(looked) if back is not None else _blank_look()),
            ),
            wide=frozenset({"备注"}),
        ),
        b.Space(),
        b.Signatures(
            [
                b.Signature("归还人", name="" if back is None else issue.holder),
                b.Signature("接收人", name="" if back is None else back.by),
            ],
            columns=2,
        ),
    ]
    imprint = b.Imprint("AD-65", at.astimezone(zone), operator)
    return b.Sheet(ISSUE_TITLE, organisation, imprint, tuple(blocks), number=issue.no)


def _look(check: Check) -> tuple[tuple[str, str], ...]:
    battery = "—" if check.battery_percent is None else f"{check.battery_percent}%"
    free = "—" if check.free_bytes is None else f"{check.free_bytes / _GB:.1f} GB"
    return (
        ("外观、故障", check.fault or "无故障"),
        ("电量", battery),
        ("存储空间", free),
        ("备注", check.remark),
    )


def _blank_look() -> tuple[tuple[str, str], ...]:
    return (("外观、故障", ""), ("电量", ""), ("存储空间", ""), ("备注", ""))
