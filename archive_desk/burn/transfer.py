"""The papers of a transfer package in the official layout (档发〔2012〕7号): the same as on discs.

`说明文件.TXT`, `案卷目录.XML` and `文件目录.XML` at the root, records with their metadata under
`电子档案/year/case/`, all else under `其他/`; the bag's own files make it verifiable.
"""

import json
from collections.abc import Mapping
from xml.etree import ElementTree

from archive_desk.burn import layout, names, tags
from archive_desk.domain.disc_catalogue import size_in_words
from archive_desk.domain.transfers import TransferCase, TransferFile, TransferPackage

VOLUMES = "案卷目录.XML"
CATALOGUE = "data/catalogue.json"
METADATA = "元数据.json"


def folder_of(year: int | None, case_no: str) -> str:
    """Where the records of a case lie."""
    return f"{layout.RECORDS}/{year or layout.NO_YEAR}/{names.safe(case_no)}"


def documents(package: TransferPackage) -> dict[str, bytes]:
    """The papers that describe the package, by path."""
    made = {
        layout.DESCRIPTION: _description(package),
        VOLUMES: _volumes(package),
        layout.DIRECTORY: _directory(package),
        CATALOGUE: _as_json(_catalogue(package)),
        f"{layout.OTHER}/元数据方案.TXT": _scheme(),
        f"{layout.OTHER}/命名与校验说明.TXT": _rules(),
    }
    for case in package.cases:
        records = [_record(file) for file in case.files]
        made[f"{case.folder}/{METADATA}"] = _as_json({"case": _case(case), "records": records})
    return made


def bag_files(
    package: TransferPackage, sha256: Mapping[str, str], sm3: Mapping[str, str], payload: int
) -> dict[str, bytes]:
    """The bag's own files; `payload` is how many bytes lie under `data/`, in one file."""
    info = (
        ("Source-Organization", package.organisation),
        ("External-Identifier", package.no),
        ("External-Description", f"移交 {package.receiver}"),
        ("Bagging-Date", package.made_at.date().isoformat()),
        ("Payload-Oxum", f"{payload}.1"),
    )
    files = {
        "bagit.txt": tags.BAGIT,
        "bag-info.txt": tags.bag_info(info),
        layout.MANIFEST: tags.manifest(sha256),
    }
    if sm3:
        files[layout.MANIFEST_SM3] = tags.manifest(sm3)
    return files


def _description(package: TransferPackage) -> bytes:
    days = [file.day for file in package.files if file.day is not None]
    period = f"{min(days)} 至 {max(days)}" if days else "不详"
    return tags.notepad(
        [
            "说明文件",
            "",
            f"移交包编号：{package.no}",
            f"移交单位：{package.organisation}",
            f"接收单位：{package.receiver}",
            f"移交依据：{package.basis}",
            f"制作单位：{package.organisation}",
            f"制作人：{package.made_by}",
            f"制作时间：{package.made_at:%Y-%m-%d %H:%M:%S %z}",
            "检测单位：　　　　　　检测人：　　　　　　检测日期：",
            f"内容：案卷 {len(package.cases)} 卷，电子档案 {len(package.files)} 件，"
            f"{size_in_words(package.size_bytes)}（{package.size_bytes} 字节）",
            f"内容起止：{period}",
            "载体：文件夹；可整体复制到光盘、硬盘或经网络传送",
            "",
            "软硬件环境：任何计算机。文书扫描件为 PDF、JPEG、PNG、TIFF，音像为摄录设备原始格式；",
            "　　　　　　音像不能播放时请用常见播放软件（如 VLC）打开原文件。",
            "目录：案卷目录.XML、文件目录.XML（著录项）、data/catalogue.json（全部元数据）。",
            "过程：其他/事件记录.jsonl 是操作日志摘录，每行一条，附校验链。",
            f"校验：manifest-sha256.txt（SHA-256）{_and_sm3()}。",
            "　　　在本文件夹执行 sha256sum -c manifest-sha256.txt 即可核对全部文件；",
            "　　　符合 BagIt（RFC 8493）的写法，可用 bagit.py 验证。",
            f"档案库标识：{package.archive_id}",
            f"制作时操作日志链尾：{package.journal_head}",
        ]
    )


def _and_sm3() -> str:
    return "、manifest-sm3.txt（SM3，GB/T 32905）" if tags.sm3_of(b"x") else ""


def _volumes(package: TransferPackage) -> bytes:
    root = _root("案卷目录", package, len(package.cases))
    for number, each in enumerate(package.cases, start=1):
        case = each.case
        rows = (
            ("顺序号", str(number)),
            ("档号", each.archive_no or case.no),
            ("案件编号", case.no),
            ("题名", case.name),
            ("当事人", case.party),
            ("责任者", f"{package.organisation} {case.section}"),
            ("承办人", "、".join(officer.name for officer in case.officers)),
            ("立案日期", "" if case.opened_on is None else case.opened_on.isoformat()),
            ("日期", "" if case.ended_at is None else f"{case.ended_at:%Y-%m-%d}"),
            ("密级", each.secrecy),
            ("保管期限", each.retention),
            ("件数", str(len(each.files))),
            ("页数", str(each.pages or "")),
            ("电子档案名称", each.folder),
            ("备注", case.note),
        )
        _add(root, "案卷", rows)
    return _written(root)


def _directory(package: TransferPackage) -> bytes:
    root = _root("文件目录", package, len(package.files))
    number = 0
    for each in package.cases:
        for file in each.files:
            number += 1
            rows = (
                ("顺序号", str(number)),
                ("档号", each.archive_no or file.case_no),
                ("案件编号", file.case_no),
                ("文号", file.number),
                ("责任者", file.responsible),
                ("题名", file.title),
                ("日期", "" if file.day is None else file.day.isoformat()),
                ("密级", each.secrecy),
                ("保管期限", each.retention),
                ("页号", file.pages),
                ("类别", file.kind),
                ("电子档案名称", file.path),
                ("文件大小", str(file.size_bytes)),
                ("SHA-256", file.sha256),
                ("SM3", file.sm3),
                ("备注", file.note),
            )
            _add(root, "文件", rows)
    return _written(root)


def _root(name: str, package: TransferPackage, count: int) -> ElementTree.Element:
    return ElementTree.Element(
        name,
        {
            "移交包编号": package.no,
            "移交单位": tags.xml_safe(package.organisation),
            "接收单位": tags.xml_safe(package.receiver),
            "件数": str(count),
        },
    )


def _add(root: ElementTree.Element, name: str, rows: tuple[tuple[str, str], ...]) -> None:
    item = ElementTree.SubElement(root, name)
    for field, value in rows:
        ElementTree.SubElement(item, field).text = tags.xml_safe(value)


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    body: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return body + b"\n"


def _catalogue(package: TransferPackage) -> dict[str, object]:
    return {
        "package": package.no,
        "organisation": package.organisation,
        "archive_id": package.archive_id,
        "receiver": package.receiver,
        "basis": package.basis,
        "made_by": package.made_by,
        "made_at": package.made_at.isoformat(),
        "journal_head": package.journal_head,
        "cases": [
            _case(each) | {"records": [_record(file) for file in each.files]}
            for each in package.cases
        ],
    }


def _case(each: TransferCase) -> dict[str, object]:
    case = each.case
    return {
        "no": case.no,
        "archive_no": each.archive_no,
        "name": case.name,
        "cause": case.cause,
        "party": case.party,
        "kind": case.kind.value,
        "section": case.section,
        "officers": [
            {"name": officer.name, "certificate": officer.certificate_no}
            for officer in case.officers
        ],
        "opened": None if case.opened_on is None else case.opened_on.isoformat(),
        "ended": None if case.ended_at is None else case.ended_at.isoformat(),
        "archived": None if case.archived_at is None else case.archived_at.isoformat(),
        "secrecy": each.secrecy,
        "retention": each.retention,
        "pages": each.pages,
        "folder": each.folder,
    }


def _record(file: TransferFile) -> dict[str, object]:
    return {
        "path": file.path,
        "title": file.title,
        "kind": file.kind,
        "number": file.number,
        "responsible": file.responsible,
        "date": None if file.day is None else file.day.isoformat(),
        "pages": file.pages,
        "size_bytes": file.size_bytes,
        "sha256": file.sha256,
        "sm3": file.sm3,
        "note": file.note,
        **file.metadata,
    }


def _as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _scheme() -> bytes:
    return tags.notepad(
        [
            "元数据方案",
            "",
            "每个案卷文件夹里有“元数据.json”：case 为案卷，records 为其中每一件。",
            "案卷：no 案件编号，archive_no 档号，name 题名，party 当事人，officers 承办人、证号，",
            "　　　opened 立案，ended 结案，archived 归档，secrecy 密级，retention 保管期限。",
            "文书：number 文号，responsible 责任者，date 日期，pages 页号，started_at、ended_at",
            "　　　为文书所载起止时间。",
            "音像：recorded_at 摄录开始（按设备时钟误差校正），duration_ms 时长",
            "　　　（毫秒），device 设备编号，officer 摄录者，stage 执法环节，discs 所在光盘，",
            "　　　source_name 原文件名，imported_at 采集时间，health 完好情况。",
            "参照 DA/T 63-2017 的实体（档案、业务、机构人员）与管理活动；管理活动见事件记录。",
        ]
    )


def _rules() -> bytes:
    return tags.notepad(
        [
            "命名与校验说明",
            "",
            "1. 电子档案在“电子档案/年度/案件编号/”下：“文书”为扫描件，“音像”为原件，未改动。",
            "2. 名称中不能用的字符以“_”代替；原文件名见元数据。",
            "3. 清单格式为：校验值、两个空格、文件路径，UTF-8 编码；符合 BagIt（RFC 8493）的写法。",
        ]
    )
