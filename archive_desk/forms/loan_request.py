"""借阅审批表: a request with its signatures, to be filed or to be signed by hand."""

from datetime import datetime, tzinfo

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
    return b.Fields(
        (
            ("申请人", loan.applicant),
            ("科室", loan.section),
            ("申请时间", b.moment_in_words(loan.submitted_at.astimezone(zone))),
            ("办理状态", loan.state.label),
            ("用途及理由", loan.purpose),
            ("利用方式", acts),
            ("期限", period),
        ),
        wide=frozenset({"用途及理由", "利用方式", "期限"}),
    )


def _signature(loan: Loan, index: int, zone: tzinfo) -> b.Signature:
    step = loan.steps[index]
    said = ""
    if step.decision is not None:
        verdict = step.title if step.decision is Decision.APPROVED else "不予批准"
        said = f"【{verdict}】{step.opinion}"
    signed_on = None if step.decided_at is None else step.decided_at.astimezone(zone).date()
    last = index == len(loan.steps) - 1
    signer = f"{step.signer}（代{step.deputy_for}）" if step.deputy_for else step.signer
    return b.Signature(f"{step.role.label}\n{step.title}", said, signer, signed_on, seal=last)


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
    if loan.revoked_at is not None:
        pairs.append(("撤销批准", f"{moment(loan.revoked_at)}　{loan.revocation}"))
        wide.add("撤销批准")
    return b.Fields(pairs, wide=frozenset(wide))
