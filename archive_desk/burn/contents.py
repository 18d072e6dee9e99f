"""What is written on a disc beside the recordings: description, directory, manifests, index.

The bag: `manifest-sha256.txt` lists every file but the bag's own, so that one `sha256sum -c` checks
the disc, and the Library of Congress's bagit.py validates it. BagIt wants a folder `data/`; the
machine-readable catalogue lies there, because the official layout wants the recordings under
`电子档案/`.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from archive_desk.burn import index_page, layout, names, parts, tags
from archive_desk.burn.layout import Entry
from archive_desk.domain.disc_catalogue import (
    CatalogueEntry,
    DiscCatalogue,
    duration_in_words,
    size_in_words,
)
from archive_desk.domain.discs import SECTOR_BYTES, Protection
from archive_desk.domain.ids import FootageId

CATALOGUE = "data/catalogue.json"


def entries_of(
    catalogue: DiscCatalogue,
    sources: Mapping[FootageId, Path],
    thumbnails: Mapping[FootageId, bytes],
    journal_extract: bytes = b"",
) -> list[Entry]:
    """All files of the disc: the documents first, then the recordings in their order.

    `sources` and `thumbnails` (JPEG) are by footage id; a recording without a thumbnail has none.
    """
    at = catalogue.made_at
    recordings = [
        Entry(
            entry.path,
            entry.size_bytes,
            entry.started_at or at,
            entry.sha256,
            sources[entry.footage_id],
            offset_bytes=entry.part.offset_bytes,
            source_bytes=None if entry.part.whole else entry.whole_bytes,
        )
        for entry in catalogue.entries
    ]
    pictures = {
        entry.footage_id: f"{layout.OTHER}/缩略图/{number:05d}.jpg"
        for number, entry in enumerate(catalogue.entries, start=1)
        if entry.footage_id in thumbnails
    }
    documents = {
        layout.DESCRIPTION: _description(catalogue),
        layout.DIRECTORY: _directory(catalogue),
        layout.INDEX: index_page.render(catalogue, pictures),
        CATALOGUE: _as_json(catalogue),
        f"{layout.OTHER}/全套目录.csv": _set_list(catalogue),
        f"{layout.OTHER}/命名与校验说明.TXT": _rules(catalogue),
    }
    joining = parts.instructions([*catalogue.entries, *catalogue.elsewhere])
    if joining:
        documents[f"{layout.OTHER}/{parts.INSTRUCTIONS}"] = tags.notepad(joining)
    if catalogue.disc.protection is not Protection.NONE:
        documents[f"{layout.OTHER}/恢复说明.TXT"] = tags.notepad(_recovery(catalogue))
    if journal_extract:
        documents[f"{layout.OTHER}/操作日志摘录.txt"] = journal_extract
    documents |= {path: thumbnails[footage_id] for footage_id, path in pictures.items()}
    made = [made_entry(path, data, at) for path, data in documents.items()]
    payload = [*made, *recordings]
    bag = _bag(catalogue, payload)
    return [*bag, *payload]


def made_entry(path: str, data: bytes, at: datetime) -> Entry:
    """A file made for the disc."""
    return Entry(path, len(data), at, hashlib.sha256(data).hexdigest(), data=data)


def manifest_of(entries: Iterable[Entry]) -> bytes:
    """The manifest among `entries`."""
    return next(entry.data for entry in entries if entry.path == layout.MANIFEST)


def _bag(catalogue: DiscCatalogue, payload: Sequence[Entry]) -> list[Entry]:
    at = catalogue.made_at
    sm3 = {entry.path: entry.sm3 for entry in catalogue.entries if entry.sm3}
    sm3 |= {entry.path: digest for entry in payload if (digest := tags.sm3_of(entry.data))}
    data = [entry for entry in payload if entry.path.startswith("data/")]
    files = {
        "bagit.txt": tags.BAGIT,
        "bag-info.txt": _bag_info(catalogue, data),
        layout.MANIFEST: tags.manifest({entry.path: entry.sha256 for entry in payload}),
        layout.MANIFEST_SM3: tags.manifest(sm3),
    }
    entries = [made_entry(path, content, at) for path, content in files.items()]
    last = tags.manifest({entry.path: entry.sha256 for entry in entries})
    return [made_entry(layout.TAG_MANIFEST, last, at), *entries]


def _bag_info(catalogue: DiscCatalogue, data: Iterable[Entry]) -> bytes:
    data = list(data)
    disc = catalogue.disc
    lines = [
        ("Source-Organization", catalogue.organisation),
        ("External-Identifier", disc.no),
        ("Bagging-Date", catalogue.made_at.date().isoformat()),
        ("Bag-Group-Identifier", disc.set_no),
        ("Bag-Count", f"{disc.number} of {disc.of}"),
        ("Payload-Oxum", f"{sum(entry.size_bytes for entry in data)}.{len(data)}"),
        ("Internal-Sender-Description", disc.title),
    ]
    return tags.bag_info(lines)


def _description(catalogue: DiscCatalogue) -> bytes:
    disc = catalogue.disc
    first, last = catalogue.period
    period = f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}" if first and last else "不详"
    return tags.notepad(
        [
            "说明文件",
            "",
            f"光盘编号：{disc.no}",
            f"盘组编号：{disc.set_no}（第 {disc.number} 盘，共 {disc.of} 盘）",
            f"套别：{disc.copy_set.value} {disc.copy_set.label}",
            f"题名：{disc.title}",
            f"载体类型：{disc.medium.label}",
            f"载体容量：{disc.medium.sectors} 扇区 × {SECTOR_BYTES} 字节",
            "文件系统：ISO 9660 第3级 + Joliet + UDF 2.60（同一数据，任一方式均可读）",
            f"保管单位：{catalogue.organisation}",
            f"制作单位：{catalogue.organisation}",
            f"制作人：{catalogue.made_by}",
            f"制作时间：{catalogue.made_at:%Y-%m-%d %H:%M:%S %z}",
            "检测单位：　　　　　　检测人：　　　　　　检测日期：",
            f"内容：音像电子档案 {len(catalogue.entries)} 件，{size_in_words(catalogue.data_bytes)}"
            f"（{catalogue.data_bytes} 字节）",
            f"内容起止：{period}",
            f"案卷：{'、'.join(catalogue.cases) or '（未归入案卷）'}",
            f"恢复数据：{_protected(catalogue)}",
            "",
            "读取环境：任何能读取数据光盘的计算机。用浏览器打开 index.html 可查阅、检索、播放，",
            "　　　　　不需要网络和专用软件；浏览器不能播放的格式请用常见播放软件打开原文件。",
            "目录：文件目录.XML（著录项）、data/catalogue.json（全部元数据）、其他/全套目录.csv。",
            "校验：manifest-sha256.txt（SHA-256）、manifest-sm3.txt（SM3，GB/T 32905）。",
            "　　　在光盘根目录执行 sha256sum -c manifest-sha256.txt 即可核对全部文件。",
            *([f"档案库标识：{catalogue.archive_id}"] if catalogue.archive_id else []),
            *([f"制作时操作日志链尾：{catalogue.journal_head}"] if catalogue.journal_head else []),
        ]
    )


def _protected(catalogue: DiscCatalogue) -> str:
    protection = catalogue.disc.protection
    if protection is Protection.NONE:
        return "无"
    return f"{protection.label}，用法见 {layout.OTHER}/恢复说明.TXT"


def _recovery(catalogue: DiscCatalogue) -> list[str]:
    """How the disc is mended by the outside program alone."""
    disc = catalogue.disc
    name = f"{names.volume_label(disc.no, 16)}.iso"
    read = f"ddrescue -b 2048 -n /dev/sr0 {name} {name}.map"
    lines = [
        "恢复说明",
        "",
        f"本盘带有{disc.protection.label}：{disc.protection.reason}",
        "盘片读不出时，先把整盘读成映像（读不出的扇区会留空），再修复映像；原盘不要写入。",
        "",
    ]
    if disc.protection is Protection.RS03:
        return [
            *lines,
            f"1. 读盘：dvdisaster -d /dev/sr0 -i {name} -r　（或 {read}）",
            f"2. 修复：dvdisaster -i {name} -f",
            f"　　开头的扇区也坏了时：dvdisaster -a RS03 -i {name} -f",
            "　　提示还有扇区没有修复时，再运行一次：已修好的校验值能帮助修复其余扇区。",
            "3. 修复后的映像与制作时逐字节相同，可重新刻录，或用 7-Zip 打开取出文件。",
            "dvdisaster 是自由软件，Linux 和 Windows 均可使用。",
        ]
    return [
        *lines,
        f"1. 读盘：{read}",
        f"2. 复制一份作恢复数据：cp {name} disc.par2　（Windows：copy {name} disc.par2）",
        "3. 修复：par2 repair disc.par2",
        "　　坏扇区零散时，另从档案库取本盘的恢复索引（映像旁的 .par2 文件，存作 kept.par2）：",
        "　　par2 repair kept.par2 disc.par2",
        f"4. 得到的 {name} 包含全部文件，只缺“{layout.RECOVERY}”本身；可用 7-Zip 打开取出文件。",
        "par2（par2cmdline）是自由软件，Linux 和 Windows 均可使用。",
    ]


def _rules(catalogue: DiscCatalogue) -> bytes:
    return tags.notepad(
        [
            "命名与校验说明",
            "",
            "1. 音像原件在“电子档案/年度/案卷号/”下，文件名为档案库中的存储名；未改动、未转码。",
            "2. 名称中光盘不能用的字符以“_”代替；原文件名见 文件目录.XML。",
            "3. UDF 中名称完整；Joliet 超过 64 个字符、ISO 9660 超过 30 个字符的缩短并保持唯一。",
            "4. 开始时间为按设备时钟误差校正后的时间，来源见目录。",
            "5. 清单格式为：校验值、两个空格、文件路径，UTF-8 编码；符合 BagIt（RFC 8493）的写法。",
        ]
    )


_XML_FIELDS: tuple[tuple[str, Callable[[CatalogueEntry, DiscCatalogue], str]], ...] = (
    ("档号", lambda entry, _: entry.case_no),
    ("责任者", lambda entry, catalogue: entry.section or catalogue.organisation),
    ("题名", lambda entry, _: title_of(entry)),
    ("日期", lambda entry, _: f"{entry.started_at:%Y-%m-%d}" if entry.started_at else ""),
    ("密级", lambda *_: ""),
    ("电子档案名称", lambda entry, _: entry.path),
    ("原文件名", lambda entry, _: entry.name),
    ("类别", lambda entry, _: entry.kind.label),
    ("环节", lambda entry, _: entry.stage),
    ("摄录者", lambda entry, _: entry.officer),
    ("摄录设备", lambda entry, _: entry.device),
    ("摄录时间", lambda entry, _: _moment(entry)),
    ("时间来源", lambda entry, _: entry.time_source),
    ("时长", lambda entry, _: duration_in_words(entry.duration_ms)),
    ("文件格式", lambda entry, _: entry.format),
    ("文件大小", lambda entry, _: str(entry.size_bytes)),
    ("SHA-256", lambda entry, _: entry.sha256),
    ("SM3", lambda entry, _: entry.sm3),
    ("备注", lambda entry, _: entry.remark),
)


def title_of(entry: CatalogueEntry) -> str:
    """What a recording is called in lists: its title, or case name, or its own name."""
    return entry.title or entry.case_name or entry.name


def _moment(entry: CatalogueEntry) -> str:
    return entry.started_at.isoformat(timespec="seconds") if entry.started_at else ""


def _directory(catalogue: DiscCatalogue) -> bytes:
    disc = catalogue.disc
    root = ElementTree.Element(
        "文件目录",
        {
            "光盘编号": disc.no,
            "盘组编号": disc.set_no,
            "盘序": f"{disc.number}/{disc.of}",
            "单位": catalogue.organisation,
            "件数": str(len(catalogue.entries)),
        },
    )
    for number, entry in enumerate(catalogue.entries, start=1):
        item = ElementTree.SubElement(root, "文件")
        ElementTree.SubElement(item, "顺序号").text = str(number)
        for name, value in _XML_FIELDS:
            ElementTree.SubElement(item, name).text = tags.xml_safe(value(entry, catalogue))
        for mark in entry.marks:
            attributes = {
                "位置": duration_in_words(mark.at_ms),
                "类别": tags.xml_safe(mark.category),
            }
            ElementTree.SubElement(item, "时间标记", attributes).text = tags.xml_safe(mark.note)
    ElementTree.indent(root)
    body: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _as_json(catalogue: DiscCatalogue) -> bytes:
    document = {
        "disc": catalogue.disc.no,
        "set": catalogue.disc.set_no,
        "number": catalogue.disc.number,
        "of": catalogue.disc.of,
        "copy_set": catalogue.disc.copy_set.value,
        "medium": catalogue.disc.medium.value,
        "title": catalogue.disc.title,
        "organisation": catalogue.organisation,
        "made_at": catalogue.made_at.isoformat(),
        "made_by": catalogue.made_by,
        "archive_id": catalogue.archive_id,
        "journal_head": catalogue.journal_head,
        "items": [_item(entry, with_marks=True) for entry in catalogue.entries],
        "elsewhere": [_item(entry, with_marks=False) for entry in catalogue.elsewhere],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _item(entry: CatalogueEntry, *, with_marks: bool) -> dict[str, object]:
    item: dict[str, object] = {
        "disc": entry.disc_no,
        "path": entry.path,
        "name": entry.name,
        "kind": entry.kind.value,
        "size_bytes": entry.size_bytes,
        "sha256": entry.sha256,
        "sm3": entry.sm3,
        "title": entry.title,
        "case": entry.case_no,
        "case_name": entry.case_name,
        "stage": entry.stage,
        "section": entry.section,
        "officer": entry.officer,
        "device": entry.device,
        "started_at": _moment(entry),
        "time_source": entry.time_source,
        "duration_ms": entry.duration_ms,
        "format": entry.format,
        "note": entry.note,
    }
    if not entry.part.whole:
        item |= {
            "part": entry.part.number,
            "parts": entry.part.of,
            "offset_bytes": entry.part.offset_bytes,
            "whole_size_bytes": entry.whole_bytes,
            "whole_sha256": entry.whole_sha256,
            "whole_sm3": entry.whole_sm3,
        }
    if with_marks:
        item["marks"] = [
            {"at_ms": mark.at_ms, "category": mark.category, "note": mark.note}
            for mark in entry.marks
        ]
    return item


def _set_list(catalogue: DiscCatalogue) -> bytes:
    """The whole set as a table that a spreadsheet opens."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(
        ["光盘编号", "路径", "原文件名", "类别", "案卷号", "摄录时间", "时长", "大小", "SHA-256"]
    )
    for entry in (*catalogue.entries, *catalogue.elsewhere):
        table.writerow(
            [
                entry.disc_no,
                entry.path,
                _no_formula(entry.name),
                entry.kind.label,
                _no_formula(entry.case_no),
                _moment(entry),
                duration_in_words(entry.duration_ms),
                entry.size_bytes,
                entry.sha256,
            ]
        )
    return (tags.BOM + text.getvalue()).encode()


def _no_formula(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
