"""证据材料移交清单, 视听资料制作说明, 签收回执, and the register 对外提供登记簿."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from archive_desk.domain.footage import Footage
from archive_desk.domain.ids import FootageId
from archive_desk.domain.marks import Mark
from archive_desk.domain.provisions import Provision
from archive_desk.forms import blocks as b
from archive_desk.forms import sheet as paper
from archive_desk.forms import workbook as w

REGISTER_TITLE = "音像档案对外提供登记簿"

_REGISTER = (
    w.Column("编号", width=15),
    w.Column("提供时间", w.Type.MOMENT, 17),
    w.Column("接收单位", width=28),
    w.Column("来函文号", width=22),
    w.Column("经办人", width=12),
    w.Column("证明对象", width=32),
    w.Column("件数", w.Type.NUMBER, 8),
    w.Column("借阅单号", width=15),
    w.Column("批准人", width=26),
    w.Column("提供人", width=12),
    w.Column("清单校验值（SHA-256）", width=66),
    w.Column("留存件编号", width=15),
    w.Column("复议应诉编号", width=15),
    w.Column("签收人", width=14),
    w.Column("签收登记", w.Type.MOMENT, 17),
    w.Column("备注", width=20),
)


def all_forms(
    provision: Provision,
    footage: Sequence[Footage],
    *,
    organisation: str,
    zone: tzinfo,
    marks: Mapping[FootageId, Sequence[Mark]] | None = None,
) -> dict[str, bytes]:
    """The papers of a package by file name, as PDF; `marks` say where in it what is to be seen."""
    sheets = {
        "证据材料移交清单.pdf": _list(provision, organisation, zone),
        "视听资料制作说明.pdf": _statement(provision, footage, organisation, zone, marks or {}),
        "签收回执.pdf": _receipt(provision, organisation, zone),
    }
    return {name: paper.render(sheet) for name, sheet in sheets.items()}


def _rows(provision: Provision) -> list[tuple[str, str, str, str]]:
    return [
        (str(n), item.path.rpartition("/")[2], str(item.size_bytes), item.sha256)
        for n, item in enumerate(provision.items, 1)
    ]


def _imprint(number: str, provision: Provision, zone: tzinfo) -> b.Imprint:
    at = provision.provided_at.astimezone(zone)
    digest = b.list_digest(_rows(provision))
    return b.Imprint(number, at, provision.provided_by, list_digest=digest)


def _facts(provision: Provision, zone: tzinfo) -> b.Fields:
    recipient = provision.recipient
    return b.Fields(
        (
            ("接收单位", recipient.body),
            ("来函文号", recipient.document_no),
            ("经办人", recipient.handler),
            ("提供时间", b.moment_in_words(provision.provided_at.astimezone(zone))),
            ("证明对象", recipient.proves),
            ("批准", f"{provision.loan_no}　{provision.approvers}"),
        ),
        wide=frozenset({"证明对象", "批准"}),
    )


def _list(provision: Provision, organisation: str, zone: tzinfo) -> b.Sheet:
    table = b.Table(
        (
            b.Column("序号", 12, align=b.Align.CENTRE),
            b.Column("文件"),
            b.Column("大小（字节）", 28, align=b.Align.RIGHT),
            b.Column("SHA-256", 62),
        ),
        _rows(provision),
        font_size=8,
    )
    note = "本清单随材料一并移交。校验值可用 sha256sum -c manifest-sha256.txt 逐件核对。"
    places = [b.Signature("移交人", name=provision.provided_by, seal=True), b.Signature("接收人")]
    return b.Sheet(
        "证据材料移交清单",
        organisation,
        _imprint("AD-25", provision, zone),
        (
            _facts(provision, zone),
            table,
            b.Space(),
            b.Paragraph(note, b.Tone.QUIET),
            b.Signatures(places, columns=2),
        ),
        number=provision.no,
    )


def _statement(
    provision: Provision,
    footage: Sequence[Footage],
    organisation: str,
    zone: tzinfo,
    marks: Mapping[FootageId, Sequence[Mark]],
) -> b.Sheet:
    """What the court asks of audio-visual evidence: method, time, maker, what it proves."""
    at = b.moment_in_words(provision.provided_at.astimezone(zone))
    method = (
        f"以下音像资料由{organisation}的原始音像档案逐字节复制，未作剪辑、压缩或转换；"
        f"复制件与原件的 SHA-256、SM3 校验值一致。原始载体为摄录设备的存储介质，"
        f"原件保存于本单位执法音像档案库。复制时间：{at}，复制地点：{organisation}档案室，"
        f"制作人：{provision.provided_by}。"
    )
    blocks: list[b.Block] = [
        b.Heading("制作方法、时间、地点和制作人"),
        b.Paragraph(method, indent=True),
        b.Heading("证明对象"),
        b.Paragraph(provision.recipient.proves, indent=True),
        b.Heading("音像资料"),
    ]
    for number, (item, recording) in enumerate(zip(provision.items, footage, strict=True), 1):
        blocks.append(_recording(number, item.path.rpartition("/")[2], recording, zone))
        if marks.get(recording.id):
            blocks.append(_moments(marks[recording.id]))
        blocks.append(b.Space(2))
    blocks += [
        b.Paragraph("有声音的，另附文字记录。", b.Tone.QUIET),
        b.Signatures(
            [
                b.Signature("制作人", name=provision.provided_by),
                b.Signature("核对人", seal=True),
            ],
            columns=2,
        ),
    ]
    return b.Sheet(
        "视听资料制作说明",
        organisation,
        _imprint("AD-26", provision, zone),
        tuple(blocks),
        number=provision.no,
    )


def _recording(number: int, name: str, footage: Footage, zone: tzinfo) -> b.Fields:
    started = footage.started_at
    shown = "不明" if started is None else f"{started.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    length = footage.media.duration_ms
    seconds = "不明" if length is None else _clock(length // 1000)
    return b.Fields(
        (
            (f"第 {number} 件", name),
            ("原文件名", footage.name),
            ("摄录时间", shown),
            ("时长", seconds),
            ("摄录设备", footage.device or "不明"),
            ("摄录人", footage.officer or "不明"),
            ("SHA-256", footage.sha256),
            ("SM3", footage.sm3 or "未计算"),
        ),
        wide=frozenset({f"第 {number} 件", "原文件名", "SHA-256", "SM3"}),
    )


def _moments(marks: Sequence[Mark]) -> b.Table:
    """Where in a recording what is to be seen: the stretches that were marked."""
    rows = [
        (
            _clock(mark.at_ms // 1000)
            + ("" if mark.to_ms is None else f"—{_clock(mark.to_ms // 1000)}"),
            mark.category,
            mark.note,
        )
        for mark in sorted(marks, key=lambda each: each.at_ms)
    ]
    columns = (b.Column("关键时间段", 40), b.Column("环节", 40), b.Column("内容"))
    return b.Table(columns, rows, font_size=8)


def _receipt(provision: Provision, organisation: str, zone: tzinfo) -> b.Sheet:
    words = (
        f"今收到{organisation}提供的音像资料 {len(provision.items)} 件"
        f"（{provision.no}，{provision.recipient.document_no}），已与移交清单核对无误。"
    )
    return b.Sheet(
        "签收回执",
        organisation,
        _imprint("AD-27", provision, zone),
        (
            b.Code(provision.no),
            b.Paragraph(f"{organisation}：".strip()),
            b.Paragraph(words, indent=True),
            b.Space(),
            b.Signatures([b.Signature("接收单位、签收人", seal=True)]),
        ),
        number=provision.no,
    )


def register(
    lines: Sequence[Provision], *, organisation: str, operator: str, at: datetime, zone: tzinfo
) -> b.Sheet:
    """The register on landscape paper."""
    rows = [
        (
            line.no,
            _provided(line, zone),
            f"{line.recipient.body}\n{line.recipient.handler}".strip(),
            line.recipient.document_no,
            line.recipient.proves,
            str(len(line.items)),
            f"{line.loan_no}\n{line.approvers}",
            _signed(line, zone),
        )
        for line in lines
    ]
    columns = (
        b.Column("编号", 26),
        b.Column("提供", 32, align=b.Align.CENTRE),
        b.Column("接收单位", 42),
        b.Column("来函文号", 34),
        b.Column("证明对象"),
        b.Column("件数", 12, align=b.Align.CENTRE),
        b.Column("批准", 40),
        b.Column("签收", 30, align=b.Align.CENTRE),
    )
    printed = at.astimezone(zone)
    imprint = b.Imprint("AD-28", printed, operator, list_digest=b.list_digest(rows))
    return b.Sheet(
        REGISTER_TITLE,
        organisation,
        imprint,
        (b.Table(columns, rows, unused_rows=3, font_size=8),),
        page=b.A4_LANDSCAPE,
    )


def register_book(
    lines: Sequence[Provision], *, organisation: str, operator: str, at: datetime, zone: tzinfo
) -> w.Ledger:
    """The register as a workbook."""

    def values(line: Provision) -> list[w.Value]:
        receipt = line.receipt
        return [
            line.no,
            line.provided_at.astimezone(zone),
            line.recipient.body,
            line.recipient.document_no,
            line.recipient.handler,
            line.recipient.proves,
            len(line.items),
            line.loan_no,
            line.approvers,
            line.provided_by,
            line.manifest_sha256,
            "" if line.kept is None else line.kept.no,
            line.complaint,
            "" if receipt is None else receipt.receiver,
            None if receipt is None else receipt.entered_at.astimezone(zone),
            "" if receipt is None else receipt.note,
        ]

    printed = f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
    note = f"{organisation}　导出 {printed}　{operator}　共 {len(lines)} 条"
    return w.Ledger(REGISTER_TITLE, note, _REGISTER, [values(line) for line in lines])


def _provided(line: Provision, zone: tzinfo) -> str:
    kept = "" if line.kept is None else f"\n留存 {line.kept.no}"
    return f"{line.provided_at.astimezone(zone):%Y-%m-%d}\n{line.provided_by}{kept}"


def _signed(line: Provision, zone: tzinfo) -> str:
    if line.receipt is None:
        return "未签收"
    return f"{line.receipt.receiver}\n{line.receipt.entered_at.astimezone(zone):%Y-%m-%d}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
