"""光盘目录: the list of what is on a disc, to be kept with it and in the file."""

from datetime import datetime

from archive_desk.domain.disc_catalogue import (
    CatalogueEntry,
    DiscCatalogue,
    duration_in_words,
    size_in_words,
)
from archive_desk.forms import blocks as b

FORM_NO = "AD-31"
TITLE = "光盘目录"


def sheet(catalogue: DiscCatalogue, *, operator: str, at: datetime) -> b.Sheet:
    """The contents list of a disc; `at` in the archive's zone."""
    disc = catalogue.disc
    rows = [_row(number, entry) for number, entry in enumerate(catalogue.entries, start=1)]
    first, last = catalogue.period
    period = f"{b.moment_in_words(first)} 至 {b.moment_in_words(last)}" if first and last else ""
    return b.Sheet(
        TITLE,
        catalogue.organisation,
        b.Imprint(FORM_NO, at, operator, list_digest=b.list_digest(rows)),
        (
            b.Fields(
                (
                    ("光盘编号", b.Cell(disc.no, b.Tone.STRONG)),
                    ("盘组编号", f"{disc.set_no}　第 {disc.number} 盘，共 {disc.of} 盘"),
                    ("套别", f"{disc.copy_set.value} {disc.copy_set.label}"),
                    ("题名", disc.title),
                    ("案卷", "、".join(catalogue.cases)),
                    ("内容起止", period),
                    ("载体", f"{disc.medium.label}　{size_in_words(disc.used_bytes)}"),
                    ("件数", f"{len(rows)} 件，{size_in_words(catalogue.data_bytes)}"),
                    ("存放位置", disc.location),
                    ("映像校验值", f"SHA-256 {disc.image_sha256}" if disc.image_sha256 else ""),
                    (
                        "清单校验值",
                        f"SHA-256 {disc.manifest_sha256}" if disc.manifest_sha256 else "",
                    ),
                ),
                columns=3,
                label_mm=22,
                wide=frozenset({"题名", "映像校验值", "清单校验值"}),
            ),
            b.Space(2),
            b.Table(_COLUMNS, rows, font_size=7.5),
            b.Space(3),
            b.Signatures(
                (b.Signature("制作人", name=catalogue.made_by), b.Signature("检测人", seal=True)),
                columns=2,
                height_mm=20,
            ),
        ),
        page=b.A4_LANDSCAPE,
    )


_COLUMNS = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("盘内路径 / 原文件名", weight=1.5),
    b.Column("案卷与题名"),
    b.Column("设备 / 摄录者", 30),
    b.Column("摄录开始", 29),
    b.Column("时长", 15, align=b.Align.CENTRE),
    b.Column("大小（字节）", 23, align=b.Align.RIGHT),
    b.Column("SHA-256", 47),
    b.Column("备注", 18),
)


def _row(number: int, entry: CatalogueEntry) -> tuple[str, ...]:
    start = entry.started_at
    return (
        str(number),
        _lines(entry.path, entry.name),
        _lines(entry.case_no, entry.title or entry.case_name),
        _lines(entry.device, entry.officer),
        f"{start:%Y-%m-%d %H:%M:%S}" if start else "不详",
        duration_in_words(entry.duration_ms),
        f"{entry.size_bytes:,}",
        entry.sha256,
        entry.remark,
    )


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
