"""借阅审批表: a request with its signatures, to be filed or to be signed by hand."""

from datetime import datetime, tzinfo

from archive_desk.domain.loan_requests import Release
from archive_desk.domain.loans import Decision, Loan, LoanAct, LoanState
from archive_desk.forms import blocks as b

FORM_NO = "AD-20"
TITLE = "音像档案借阅审批表"

_BLANK_TICK, _TICK = "□", "■"


def sheet(loan: Loan, *, organisation: str, operator: str, at: datetime, zone: tzinfo) -> b.Sheet:
    """The form of one request, as far as it has come."""
    items = [
        (str(number), item.kind.label, item.label) for number, item in enumerate(loan.items, 1)
    ]
    imprint = b.Imprint(
        FORM_NO,
        at.astimezone(zone),
        operator,
        template=f"{loan.basis.template}-{loan.basis.version}",
        list_digest=b.list_digest(items),
    )
    return b.Sheet(
        TITLE,
        organisation,
        imprint,
        (
            _facts(loan, zone),
            b.Table(
                (
                    b.Column("序号", 14, align=b.Align.CENTRE),
                    b.Column("类别", 20, align=b.Align.CENTRE),
                    b.Column("借阅内容"),
                ),
                items,
            ),
            b.Heading("审批"),
            b.Paragraph(f"依据：{loan.basis}", b.Tone.QUIET),
            b.Signatures(
                [_signature(loan, position, zone) for position in range(len(loan.steps))],
                height_mm=27,
            ),
            b.Heading("档案员办理"),
            _circulation(loan, zone),
        ),
        number=loan.no,
    )


def _facts(loan: Loan, zone: tzinfo) -> b.Fields:
    acts = "　".join(f"{_TICK if act in loan.acts else _BLANK_TICK} {act.label}" for act in LoanAct)
    period = (
        f"{b.moment_in_words(loan.wanted_from.astimezone(zone))} 至 "
        f"{b.moment_in_words(loan.wanted_until.astimezone(zone))}"
    )
    said = loan.particulars
    asked = b.moment_in_words(loan.submitted_at.astimezone(zone))
    if loan.entered_by:
        asked = f"{asked}（{loan.entered_by}据纸质申请单登记）"
    pairs: list[tuple[str, b.CellText]] = [
        ("申请人", loan.applicant),
        ("科室", loan.section),
        ("申请时间", asked),
        ("办理状态", loan.state.label),
        ("使用地点", said.place),
        ("紧急程度", said.urgency.label),
        ("用途及理由", loan.purpose),
        ("利用方式", acts),
        ("期限和次数", f"{period}，{_times(said.uses)}"),
    ]
    if loan.release is not None:
        pairs.append(("先行利用", _released(loan.release, zone)))
    wide = {"用途及理由", "利用方式", "期限和次数", "先行利用"}
    return b.Fields(pairs, wide=frozenset(wide))


def _times(uses: int | None) -> str:
    return "不限次数" if uses is None else f"每种方式每件限 {uses} 次"


def _released(release: Release, zone: tzinfo) -> str:
    when = b.moment_in_words(release.at.astimezone(zone))
    due = b.moment_in_words(release.due_at.astimezone(zone))
    return f"{when}由{release.by}办理，应于{due}前补批。{release.reason}"


def _signature(loan: Loan, index: int, zone: tzinfo) -> b.Signature:
    step = loan.steps[index]
    said = ""
    if step.decision is not None:
        verdict = step.title if step.decision is Decision.APPROVED else "不予批准"
        said = f"【{verdict}】{step.opinion}"
        if step.entered_by:
            said += f"（{step.entered_by}据纸质审批单登记）"
    signed_on = None if step.decided_at is None else step.decided_at.astimezone(zone).date()
    last = index == len(loan.steps) - 1
    signer = f"{step.signer}（代{step.deputy_for}）" if step.deputy_for else step.signer
    who = step.named if step.holder_id is not None else step.role.label
    return b.Signature(f"{who}\n{step.title}", said, signer, signed_on, seal=last)


def _circulation(loan: Loan, zone: tzinfo) -> b.Fields:
    def moment(at: datetime | None) -> str:
        return "" if at is None else b.moment_in_words(at.astimezone(zone))

    returned = loan.state is LoanState.RETURNED
    pairs: list[tuple[str, b.CellText]] = [
        ("借出时间", moment(loan.handed_out_at)),
        ("应还时间", moment(loan.due_at)),
        ("续借次数", str(loan.renewals) if loan.handed_out_at else ""),
        ("归还时间", moment(loan.returned_at)),
        ("归还检查", (loan.condition or "未注明") if returned else ""),
    ]
    wide = {"归还检查"}
    if loan.effect:
        pairs.append(("利用效果", loan.effect))
        wide.add("利用效果")
    if loan.revoked_at is not None:
        pairs.append(("撤销批准", f"{moment(loan.revoked_at)}　{loan.revocation}"))
        wide.add("撤销批准")
    return b.Fields(pairs, wide=frozenset(wide))
