"""The draw of a round on paper: how it was made, every attempt, and the whole list to redo it from.

Whoever has this paper needs nothing else: seed, list, rule and digest stand on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from archive_desk.domain.evaluation_sampling import DrawRecord, Ranked, StratumShare
from archive_desk.forms import blocks as b

_RANK_SHOWN = 16
_LISTED = 3000
"""Longer lists stand in the workbook only; the digest binds them all the same."""


@dataclass(frozen=True)
class DrawData:
    """The draw in force, all draws before it, and other samples of the same time.

    `elsewhere` are rounds that were drawn and not reviewed: number, name, how they ended. `rule`
    is the share or number asked for, `zone` the office's.
    """

    rule: str
    each_stratum: bool
    shares: Sequence[StratumShare]
    seed: str
    digest: str
    population: Sequence[Ranked]
    draws: Sequence[DrawRecord]
    elsewhere: Sequence[tuple[str, str, str]]
    zone: tzinfo


def explanation(data: DrawData) -> list[b.Block]:
    """How the sample came about, in words that suffice to redo it."""
    return [
        b.Heading("抽样说明"),
        b.Paragraph(
            "各股室、各类型分层抽样。每件案卷的序值是“种子、换行（LF）、案卷编号”按 UTF-8 编码的 "
            "SHA-256，每层取序值最小的若干件；程序没有别的随机成分，任何人可用本报告所列种子和"
            "附表清单重做，结果相同。",
            indent=True,
        ),
        b.Paragraph(_allocation(data), indent=True),
        b.Paragraph(
            "总体校验值：附表二按案卷编号（字符编码）从小到大，每件一行“案卷编号、制表符（TAB）、"
            "股室、制表符、类型代号、换行”，连成全文后的 SHA-256。类型代号见附表一。",
            indent=True,
        ),
        b.Fields(
            [("种子", data.seed), ("总体校验值", data.digest)],
            columns=1,
            wide=frozenset({"种子", "总体校验值"}),
        ),
        *_attempts(data),
    ]


def _allocation(data: DrawData) -> str:
    """How many come from each stratum, as `allocate` counts them."""
    least = (
        f"应抽总数按 {data.rule} 计算，不足一件的进一，且不少于层数；各层先取“应抽总数×本层件数"
        "÷总体件数”的整数部分，不足一件的取一件。"
        if data.each_stratum
        else f"应抽总数按 {data.rule} 计算，不足一件的进一；各层先取“应抽总数×本层件数÷总体件数”的"
        "整数部分。"
    )
    return (
        f"各层件数：{least}合计少于应抽总数的，按上式余数从大到小（余数相同取件数多的层）逐层各加"
        "一件；合计多于应抽总数的，逐件从抽取比例最高的层减去（比例相同取余数小的层），该层只有一件"
        "的，从抽取件数最多的层减去。"
    )


def _attempts(data: DrawData) -> list[b.Block]:
    """Every draw of this round, and samples of the same time that nobody reviewed."""
    found: list[b.Block] = [
        b.Heading(f"抽样经过（共 {len(data.draws)} 次）"),
        b.Table(
            (
                b.Column("次", 9, align=b.Align.CENTRE),
                b.Column("时间", 32),
                b.Column("抽样人", 20),
                b.Column("种子", weight=2),
                b.Column("总体", 12, align=b.Align.RIGHT),
                b.Column("抽取", 12, align=b.Align.RIGHT),
                b.Column("结果", weight=2),
            ),
            [_attempt(each, data.zone) for each in data.draws],
            font_size=8.5,
        ),
    ]
    if data.elsewhere:
        found += [
            b.Heading("同一期间抽样而未评查的其他轮次"),
            b.Table(
                (b.Column("评查编号", 32), b.Column("名称"), b.Column("情况")),
                [list(each) for each in data.elsewhere],
                font_size=8.5,
            ),
        ]
    return found


def _attempt(each: DrawRecord, zone: tzinfo) -> list[b.CellText]:
    whose = {True: "（填写）", False: "（程序生成）", None: ""}[each.given]
    outcome: b.CellText = "采用"
    if each.discarded_at is not None:
        outcome = b.Cell(f"作废：{each.reason}", b.Tone.ALERT)
    return [
        str(each.number),
        each.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        each.by,
        f"{each.seed}{whose}",
        str(each.population),
        str(each.drawn),
        outcome,
    ]


def annex(data: DrawData) -> list[b.Block]:
    """The strata, and the list that was drawn from in its order, with everybody's rank."""
    found: list[b.Block] = [
        b.PageBreak(),
        b.Heading("附表一　各层抽取"),
        b.Table(
            (
                b.Column("股室"),
                b.Column("类型", 30),
                b.Column("类型代号", 30),
                b.Column("总体", 26, align=b.Align.RIGHT),
                b.Column("抽取", 26, align=b.Align.RIGHT),
            ),
            [
                (s.section, s.kind.label, s.kind.value, str(s.size), str(s.drawn))
                for s in data.shares
            ],
        ),
        b.Heading(f"附表二　抽样总体清单（{len(data.population)} 件）"),
    ]
    if len(data.population) > _LISTED:
        words = "清单较长，见评查结果电子表格“抽样总体”，以上列总体校验值核对。"
        return [*found, b.Paragraph(words)]
    return [
        *found,
        b.Table(
            (
                b.Column("序号", 12, align=b.Align.CENTRE),
                b.Column("案卷编号", weight=2),
                b.Column("股室", weight=1),
                b.Column("类型", 22),
                b.Column(f"序值前 {_RANK_SHOWN} 位", 38),
                b.Column("抽中", 12, align=b.Align.CENTRE),
            ),
            [
                [
                    str(number),
                    each.candidate.no,
                    each.candidate.section,
                    each.candidate.kind.label,
                    each.rank[:_RANK_SHOWN],
                    b.Cell("抽中" if each.drawn else "", b.Tone.STRONG),
                ]
                for number, each in enumerate(data.population, 1)
            ],
            font_size=8,
        ),
    ]
