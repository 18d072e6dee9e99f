"""刻录记录 and 检测记录: what was done to a disc, attempt by attempt and reading by reading."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from archive_desk.domain.disc_burns import BurnAttempt
from archive_desk.domain.disc_catalogue import DiscCatalogue, size_in_words
from archive_desk.domain.disc_health import Health, HealthPoint, Level
from archive_desk.forms import blocks as b

BURN_FORM, CHECK_FORM = "AD-32", "AD-33"


def burn_record(
    catalogue: DiscCatalogue, attempts: Sequence[BurnAttempt], *, operator: str, at: datetime
) -> b.Sheet:
    """The record of burning a disc; `at` in the archive's zone, which gives the times theirs."""
    disc, zone = catalogue.disc, at.tzinfo
    rows = [_attempt(number, each, zone) for number, each in enumerate(attempts, start=1)]
    return b.Sheet(
        "光盘刻录记录",
        catalogue.organisation,
        b.Imprint(BURN_FORM, at, operator, list_digest=b.list_digest(rows)),
        (
            b.Fields(
                (
                    *_identity(catalogue),
                    ("盘片品牌 / 批次", " / ".join(filter(None, (disc.brand, disc.media_batch)))),
                    ("刻录设备", disc.drive),
                    ("刻录时间", _moment(disc.burned_at, zone)),
                    ("刻录人", disc.burned_by),
                    ("读检时间", _moment(disc.verified_at, zone)),
                    ("封口", "一次写入，已封口" if disc.burned_at else ""),
                    ("映像校验值", _digest(disc.image_sha256)),
                    ("清单校验值", _digest(disc.manifest_sha256)),
                ),
                wide=frozenset({"题名", "映像校验值", "清单校验值"}),
            ),
            b.Heading("刻录经过"),
            b.Table(_ATTEMPT_COLUMNS, rows, font_size=8),
            b.Space(3),
            b.Signatures(
                (b.Signature("刻录人", name=disc.burned_by), b.Signature("检测人")), 2, 22
            ),
        ),
    )


_ATTEMPT_COLUMNS = (
    b.Column("序号", 10, align=b.Align.CENTRE),
    b.Column("开始", 27),
    b.Column("光驱"),
    b.Column("盘片"),
    b.Column("操作人", 17),
    b.Column("结果", 21),
    b.Column("废盘编号", 21),
    b.Column("说明", weight=1.2),
)


def _attempt(number: int, each: BurnAttempt, zone: tzinfo | None) -> tuple[b.CellText, ...]:
    medium = " ".join(filter(None, (each.brand, each.media_batch)))
    return (
        str(number),
        _moment(each.started_at, zone),
        each.drive_name,
        medium or each.medium_kind,
        each.operator,
        each.outcome.label,
        each.waste_no,
        each.reason,
    )


def check_record(
    catalogue: DiscCatalogue, health: Health, *, operator: str, at: datetime
) -> b.Sheet:
    """The record of all readings of a disc; `at` in the archive's zone."""
    zone = at.tzinfo
    rows = [_point(number, each, zone) for number, each in enumerate(health.points, start=1)]
    level = health.level
    trend = _moment(health.crossing, zone)
    said = f"{level.label}　{level.advice}" + (f"按趋势约于 {trend} 到达迁移线。" if trend else "")
    tone = b.Tone.PLAIN if level is Level.SOUND else b.Tone.ALERT
    return b.Sheet(
        "光盘检测记录",
        catalogue.organisation,
        b.Imprint(CHECK_FORM, at, operator, list_digest=b.list_digest(rows)),
        (
            b.Fields(
                (
                    *_identity(catalogue),
                    ("存放位置", catalogue.disc.location),
                    ("件数", _count(catalogue)),
                ),
                wide=frozenset({"题名"}),
            ),
            b.Heading("检测结果"),
            b.Table(_CHECK_COLUMNS, rows, font_size=8),
            b.Space(2),
            b.Paragraph(f"结论：{said}" if rows else "尚未检测。", tone),
            b.Paragraph(
                "读取负荷由读速下降、慢读区段、重试次数和读不出的扇区得出；"
                "30、60、100 为三级预警线，是本软件的缺省值。误码率需用专业检测设备另行测定。",
                b.Tone.QUIET,
            ),
            b.Signatures((b.Signature("检测人"), b.Signature("负责人", seal=True)), 2, 22),
        ),
        page=b.A4_LANDSCAPE,
    )


_CHECK_COLUMNS = (
    b.Column("序号", 10, align=b.Align.CENTRE),
    b.Column("时间", 28),
    b.Column("事由", 22),
    b.Column("检测人", 18),
    b.Column("光驱"),
    b.Column("外观", 22),
    b.Column("读出", 24, align=b.Align.RIGHT),
    b.Column("平均读速", 22, align=b.Align.RIGHT),
    b.Column("重试", 13, align=b.Align.RIGHT),
    b.Column("坏扇区", 15, align=b.Align.RIGHT),
    b.Column("负荷", 12, align=b.Align.RIGHT),
    b.Column("结论", weight=1.2),
)


def _point(number: int, point: HealthPoint, zone: tzinfo | None) -> tuple[b.CellText, ...]:
    check = point.check
    result = (
        "全部一致"
        if check.sound
        else f"{check.finding_count} 处问题：" + "；".join(check.findings[:3])
    )
    occasion = check.occasion.label + (f"\n{check.round_no}" if check.round_no else "")
    return (
        str(number),
        _moment(check.at, zone),
        occasion,
        check.operator,
        check.drive,
        check.appearance,
        size_in_words(check.size_bytes),
        f"{size_in_words(check.mean_speed)}/秒",
        str(check.retries),
        str(check.bad_sectors),
        str(point.strain),
        b.Cell(f"{point.level.label}　{result}", b.Tone.PLAIN if check.sound else b.Tone.ALERT),
    )


def _identity(catalogue: DiscCatalogue) -> tuple[tuple[str, b.CellText], ...]:
    disc = catalogue.disc
    return (
        ("光盘编号", b.Cell(disc.no, b.Tone.STRONG)),
        ("盘组编号", f"{disc.set_no}　第 {disc.number} 盘，共 {disc.of} 盘"),
        ("套别", f"{disc.copy_set.value} {disc.copy_set.label}"),
        ("载体", f"{disc.medium.label}　{size_in_words(disc.used_bytes)}"),
        ("题名", disc.title),
    )


def _count(catalogue: DiscCatalogue) -> str:
    return f"{len(catalogue.entries)} 件，{size_in_words(catalogue.data_bytes)}"


def _moment(at: datetime | None, zone: tzinfo | None) -> str:
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _digest(digest: str) -> str:
    return f"SHA-256 {digest}" if digest else ""
