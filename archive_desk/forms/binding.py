"""The papers of a bound case file: cover, list of contents, note sheet, hand-over form, discs."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from archive_desk.domain.binding import BoundCase, BoundEntry, situation
from archive_desk.domain.disc_catalogue import size_in_words
from archive_desk.domain.footage import Kind
from archive_desk.forms import blocks as b

COVER_NO, CONTENTS_NO, NOTES_NO, HANDOVER_NO, DISCS_NO = "AD-47", "AD-42", "AD-43", "AD-44", "AD-45"

_EMPTY_ROWS = 6
_COLUMNS = (
    b.Column("序号", 11, align=b.Align.CENTRE),
    b.Column("文号", 22),
    b.Column("责任者", 22),
    b.Column("题名", weight=1.0),
    b.Column("日期", 19, align=b.Align.CENTRE),
    b.Column("页号", 14, align=b.Align.CENTRE),
    b.Column("备注", weight=1.25),
)


class Print:
    """Who prints what volume, for whom and when."""

    def __init__(
        self, volume: BoundCase, *, organisation: str, operator: str, at: datetime, zone: tzinfo
    ) -> None:
        """Print `volume` at the moment `at`."""
        self.volume = volume
        self._case = volume.dossier.case
        self._organisation = organisation
        self._operator = operator
        self._at = at.astimezone(zone)
        self._zone = zone

    def cover(self) -> b.Sheet:
        """案卷封面, with the fields that 000 Art. 21 asks for and the usual ones."""
        case, facts, volume = self._case, self.volume.facts, self.volume
        officers = "、".join(
            f"{each.name}（{each.certificate_no}）" if each.certificate_no else each.name
            for each in case.officers
        )
        pairs: list[tuple[str, b.CellText]] = [
            ("案件名称", b.Cell(case.name, b.Tone.STRONG)),
            ("案件编号", b.Cell(case.no, b.Tone.STRONG)),
            ("执法类型", case.kind.label),
            ("决定书文号", self._decision()),
            ("当事人", case.party),
            ("执法单位", f"{self._organisation}　{case.section}"),
            ("承办人", officers),
            ("立案日期", b.date_in_words(case.opened_on)),
            ("结案日期", self._day(case.ended_at)),
            ("处理结果", facts.outcome),
            ("归档日期", self._day(case.archived_at)),
            ("归档号", facts.archive_no),
            ("保管期限", volume.retention),
            ("密级", facts.sensitivity),
            ("件数、页数", f"{len(volume.entries)} 件　{self._pages()} 页"),
            ("光盘", f"{len(volume.discs)} 张"),
            ("制作人", facts.compiled_by),
            ("制作时间", self._moment(facts.compiled_at)),
            ("交接人", facts.handed_by),
            ("交接时间", self._moment(facts.handed_at)),
        ]
        wide = {"案件名称", "案件编号", "当事人", "执法单位", "承办人", "处理结果", "决定书文号"}
        numbers: list[tuple[str, b.CellText]] = [
            ("全宗号", facts.fonds_no),
            ("目录号", facts.catalogue_no),
            ("案卷号", facts.volume_no),
        ]
        return self._sheet(
            "行政执法案卷",
            COVER_NO,
            (
                b.Space(14),
                b.Fields(pairs, label_mm=30, wide=frozenset(wide)),
                b.Space(10),
                b.Fields(numbers, columns=3, label_mm=22),
            ),
        )

    def contents(self) -> b.Sheet:
        """卷内文件目录."""
        rows = [self._row(each) for each in self.volume.entries]
        return self._sheet(
            "卷内文件目录",
            CONTENTS_NO,
            (
                b.Fields(
                    (("案件名称", self._case.name), ("案件编号", self._case.no)),
                    columns=1,
                    label_mm=26,
                ),
                b.Space(2),
                b.Table(_COLUMNS, rows, unused_rows=_EMPTY_ROWS, font_size=8.5),
            ),
            rows,
        )

    def notes(self) -> b.Sheet:
        """备考表, with what the archive knows filled in by itself."""
        facts = self.volume.facts
        said = situation(self.volume)
        if facts.remark:
            said.append(facts.remark)
        rows = [(str(number), words) for number, words in enumerate(said, start=1)]
        return self._sheet(
            "备　考　表",
            NOTES_NO,
            (
                b.Fields(
                    (("案件名称", self._case.name), ("案件编号", self._case.no)),
                    columns=1,
                    label_mm=26,
                ),
                b.Heading("本卷情况说明"),
                b.Table(
                    (b.Column("序号", 12, align=b.Align.CENTRE), b.Column("说明", weight=1.0)),
                    rows,
                    unused_rows=_EMPTY_ROWS,
                    font_size=9.5,
                ),
                b.Space(4),
                b.Signatures(
                    (
                        b.Signature("立卷人", "", facts.compiled_by, self._date(facts.compiled_at)),
                        b.Signature("检查人", "", facts.checked_by),
                    ),
                    columns=2,
                    height_mm=26,
                ),
            ),
            rows,
        )

    def handover(self) -> b.Sheet:
        """档案交接登记表, with room for the checks of both sides."""
        volume, case, facts = self.volume, self._case, self.volume.facts
        filmed = [each for each in volume.dossier.footage if each.kind is not Kind.SIDECAR]
        amount = sum(each.size_bytes for each in volume.dossier.footage)
        numbers = [disc.no for disc in volume.discs]
        carriers = "、".join(dict.fromkeys(disc.medium.label for disc in volume.discs))
        documents = len(volume.dossier.documents)
        pairs: list[tuple[str, b.CellText]] = [
            ("交接工作名称", "行政执法案卷归档移交"),
            ("内容描述", f"{case.no}　{case.name}"),
            ("执法单位", f"{self._organisation}　{case.section}"),
            ("保管期限", volume.retention),
            (
                "移交数量",
                f"案卷 1 卷；文书 {documents} 件 {self._pages()} 页；音像 {len(filmed)} 件",
            ),
            ("数据量", f"{size_in_words(amount)}（{amount:,} 字节）"),
            ("载体类型规格", carriers or "纸质；音像存于档案库"),
            ("载体数量", f"{len(numbers)} 张"),
            ("载体起止顺序号", f"{numbers[0]} 至 {numbers[-1]}" if numbers else ""),
            ("制作人", facts.compiled_by),
            ("制作时间", self._moment(facts.compiled_at)),
            ("交接人", facts.handed_by),
            ("接收人", facts.received_by),
            ("交接时间", self._moment(facts.handed_at)),
        ]
        checks = [
            (name, what, "", "")
            for name, what in (
                ("真实性", "登记的校验值与原件一致，来源和元数据清楚"),
                ("完整性", "件数、页数、大小与目录一致，缺漏已在备考表说明"),
                ("可用性", "文书、音像均能正常打开"),
                ("安全性", "无病毒，密级已标注，备份符合要求"),
                ("载体外观", "光盘、卷皮完好，标识清楚"),
            )
        ]
        return self._sheet(
            "档案交接登记表",
            HANDOVER_NO,
            (
                b.Fields(
                    pairs,
                    label_mm=30,
                    wide=frozenset({"内容描述", "执法单位", "移交数量", "载体起止顺序号"}),
                ),
                b.Heading("检验"),
                b.Table(
                    (
                        b.Column("检验项目", 26, align=b.Align.CENTRE),
                        b.Column("内容", weight=1.0),
                        b.Column("移交方", 34, align=b.Align.CENTRE),
                        b.Column("接收方", 34, align=b.Align.CENTRE),
                    ),
                    checks,
                    font_size=9,
                ),
                b.Space(4),
                b.Signatures(
                    (
                        b.Signature("移交方\n填表人", "", facts.handed_by),
                        b.Signature("接收方\n填表人", "", facts.received_by),
                        b.Signature("移交方\n审核人", seal=True),
                        b.Signature("接收方\n审核人", seal=True),
                    ),
                    columns=2,
                    height_mm=26,
                ),
            ),
        )

    def discs(self) -> b.Sheet:
        """光盘清单: the discs of the volume."""
        rows = [
            (
                str(number),
                f"{disc.no}\n第 {disc.number}／{disc.of} 盘",
                f"{disc.copy_set.value}　{disc.copy_set.label}",
                disc.medium.label,
                size_in_words(disc.used_bytes),
                self._day(disc.burned_at) if disc.burned_at else "",
                disc.state.label,
                disc.location,
                disc.image_sha256,
            )
            for number, disc in enumerate(self.volume.discs, start=1)
        ]
        return self._sheet(
            "光盘清单",
            DISCS_NO,
            (
                b.Fields(
                    (
                        ("案件名称", self._case.name),
                        ("案件编号", self._case.no),
                        ("光盘数量", f"{len(rows)} 张"),
                        ("保管期限", self.volume.retention),
                    ),
                    label_mm=26,
                ),
                b.Space(2),
                b.Table(
                    (
                        b.Column("序号", 11, align=b.Align.CENTRE),
                        b.Column("光盘编号", 40),
                        b.Column("套别", 26, align=b.Align.CENTRE),
                        b.Column("载体", 24),
                        b.Column("数据量", 22, align=b.Align.RIGHT),
                        b.Column("刻录日期", 30, align=b.Align.CENTRE),
                        b.Column("状态", 18, align=b.Align.CENTRE),
                        b.Column("存放位置", weight=1.0),
                        b.Column("映像校验值（SHA-256）", 62),
                    ),
                    rows,
                    unused_rows=_EMPTY_ROWS,
                    font_size=8,
                ),
            ),
            rows,
            page=b.A4_LANDSCAPE,
        )

    # -- pieces ------------------------------------------------------------------------------

    def _sheet(
        self,
        title: str,
        form_no: str,
        blocks: Sequence[b.Block],
        rows: Sequence[Sequence[b.CellText]] = (),
        page: b.Page = b.A4,
    ) -> b.Sheet:
        digest = b.list_digest(rows) if rows else ""
        imprint = b.Imprint(form_no, self._at, self._operator, list_digest=digest)
        return b.Sheet(title, self._organisation, imprint, blocks, number=self._case.no, page=page)

    def _row(self, entry: BoundEntry) -> tuple[str, ...]:
        return (
            str(entry.number),
            entry.doc_no,
            entry.responsible,
            entry.title,
            "" if entry.day is None else f"{entry.day:%Y-%m-%d}",
            entry.pages,
            entry.note,
        )

    def _pages(self) -> str:
        """The number of pages, or room to write it."""
        return str(self.volume.page_count or "　　")

    def _decision(self) -> str:
        numbers = [
            each.number
            for each in self.volume.dossier.documents
            if each.type.endswith("决定书") and each.number
        ]
        return "、".join(numbers)

    def _date(self, at: datetime | None) -> date | None:
        return None if at is None else at.astimezone(self._zone).date()

    def _day(self, at: datetime | None) -> str:
        return b.date_in_words(self._date(at))

    def _moment(self, at: datetime | None) -> str:
        return b.moment_in_words(None if at is None else at.astimezone(self._zone))
