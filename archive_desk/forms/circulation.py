"""借出交接单 and 催还通知单: what the counter prints when things go out and do not come back."""

from datetime import datetime, tzinfo

from archive_desk.domain.loans import Loan
from archive_desk.domain.notices import NoticeLevel, OverdueNotice
from archive_desk.forms import blocks as b

SLIP_TITLE = "音像档案借出交接单"
RECALL_TITLE = "借阅催还通知单"


def slip(loan: Loan, *, organisation: str, operator: str, at: datetime, zone: tzinfo) -> b.Sheet:
    """What the borrower signs for at the counter; the code opens the request when scanned."""
    rows = [(str(n), item.kind.label, item.label, "") for n, item in enumerate(loan.items, 1)]
    imprint = b.Imprint("AD-23", at.astimezone(zone), operator, list_digest=b.list_digest(rows))
    handed_out = None if loan.handed_out_at is None else loan.handed_out_at.astimezone(zone)
    due = None if loan.due_at is None else loan.due_at.astimezone(zone)
    fields = b.Fields(
        (
            ("借阅人", loan.applicant),
            ("股室", loan.section),
            ("利用方式", "、".join(act.label for act in loan.acts)),
            ("借出时间", b.moment_in_words(handed_out)),
            ("应还时间", b.Cell(b.moment_in_words(due), b.Tone.STRONG)),
            ("批准依据", f"{loan.no}　{loan.basis}"),
        ),
        wide=frozenset({"批准依据"}),
    )
    promise = (
        "借阅人已当面清点以上内容，保证不拆散、不涂改、不转借、不私自复制，按期归还；"
        "损坏或遗失的，按规定承担责任。"
    )
    return b.Sheet(
        SLIP_TITLE,
        organisation,
        imprint,
        (
            b.Code(loan.no),
            fields,
            _items(rows, "清点"),
            b.Space(),
            b.Paragraph(promise, indent=True),
            b.Signatures([b.Signature("借阅人"), b.Signature("档案员", name=operator)], columns=2),
        ),
        number=loan.no,
    )


def recall(loan: Loan, *, organisation: str, operator: str, at: datetime, zone: tzinfo) -> b.Sheet:
    """What a borrower is sent when something is wanted back, with the tear-off for the answer."""
    now = at.astimezone(zone)
    rows = [(str(n), item.kind.label, item.label, "") for n, item in enumerate(loan.still_out, 1)]
    imprint = b.Imprint("AD-24", now, operator, list_digest=b.list_digest(rows))
    due = None if loan.due_at is None else loan.due_at.astimezone(zone)
    out = None if loan.handed_out_at is None else loan.handed_out_at.astimezone(zone)
    words = (
        f"您于{b.date_in_words(None if out is None else out.date())}借出的下列档案，"
        f"应于{b.moment_in_words(due)}前归还。"
    )
    if loan.overdue(at):
        words += "现已逾期，"
    words += "请在收到本通知后立即归还；确需继续使用的，请重新办理手续。"
    return b.Sheet(
        RECALL_TITLE,
        organisation,
        imprint,
        (
            b.Paragraph(f"{loan.section} {loan.applicant}：".strip()),
            b.Paragraph(words, indent=True),
            _items(rows, "备注"),
            b.Space(),
            b.Signatures(
                [
                    b.Signature("档案员", name=operator, signed_on=now.date(), seal=True),
                    b.Signature("借阅人签收"),
                ],
                columns=2,
            ),
        ),
        number=loan.no,
    )


def overdue_notice(
    loan: Loan,
    notice: OverdueNotice,
    *,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """A notice for what is overdue; the last goes to the head of the borrower's section."""
    now = at.astimezone(zone)
    rows = [(str(n), item.kind.label, item.label, "") for n, item in enumerate(loan.still_out, 1)]
    imprint = b.Imprint("AD-29", now, operator, list_digest=b.list_digest(rows))
    to_head = notice.level is NoticeLevel.SECTION_HEAD
    section = loan.section or "借阅人所在股室"
    addressed = f"{section}负责人：" if to_head else f"{loan.section} {loan.applicant}：".strip()
    who = f"你股室{loan.applicant}" if to_head else "您"
    last = b.moment_in_words(notice.due_at.astimezone(zone))
    ending = f"请督促其于{last}前归还。" if to_head else f"请于{last}前归还。"
    words = f"{who}{_since(loan, zone)}借出的下列档案，{_late(loan, now, zone)}{ending}"
    asks = "归还确有困难的，请书面说明情况；损坏、遗失的，按规定处理。"
    return b.Sheet(
        f"{RECALL_TITLE}（{notice.level.label}）",
        organisation,
        imprint,
        (
            b.Code(loan.no),
            b.Paragraph(addressed),
            b.Paragraph(words, indent=True),
            _items(rows, "备注"),
            b.Paragraph(f"依据：{loan.basis}", b.Tone.QUIET),
            b.Paragraph(asks + notice.note, indent=True),
            b.Space(),
            b.Signatures(
                [
                    b.Signature("档案员", name=operator, signed_on=now.date(), seal=True),
                    b.Signature("股室负责人签收" if to_head else "借阅人签收"),
                ],
                columns=2,
            ),
        ),
        number=loan.no,
    )


def _since(loan: Loan, zone: tzinfo) -> str:
    if loan.handed_out_at is None:
        return ""
    return f"于{b.date_in_words(loan.handed_out_at.astimezone(zone).date())}"


def _late(loan: Loan, now: datetime, zone: tzinfo) -> str:
    if loan.due_at is None:
        return ""
    due = loan.due_at.astimezone(zone)
    days = (now.date() - due.date()).days
    said = f"应于{b.date_in_words(due.date())}归还，"
    return f"{said}已逾期{days}日，" if days > 0 else said


def _items(rows: list[tuple[str, str, str, str]], last: str) -> b.Table:
    return b.Table(
        (
            b.Column("序号", 14, align=b.Align.CENTRE),
            b.Column("类别", 20, align=b.Align.CENTRE),
            b.Column("内容"),
            b.Column(last, 26),
        ),
        rows,
    )
