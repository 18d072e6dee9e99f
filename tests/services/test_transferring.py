"""A package for the state archive: official layout, verified by tools that are not ours."""

import json
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from archive_desk.domain.binding import BindingFacts
from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.services.binding import Binding
from archive_desk.services.casework import Casework
from archive_desk.services.scans import Scans
from archive_desk.services.transferring import Transferring
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import DRAFT, registered
from tests.helpers.papers import pdf, picture
from tests.helpers.taking_in import take_in

RECEIVER = {"receiver": "示例区档案馆", "basis": "示档收〔2026〕3号"}


@pytest.fixture
def office(tmp_path):
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def archived(office, tmp_path):
    """A case with two scans and a recording that was really taken in, archived."""
    clerk, casework = office["archivist"], Casework(office.desk)
    card = tmp_path / "card"
    card.mkdir()
    picture(card / "20261118090000_0001.jpg")
    receipt = take_in(office, card)
    case = registered(office)
    draft = DocumentDraft("立案审批表", "示立〔2026〕1号")
    document = casework.add_document(clerk, case.no, draft)
    files = [pdf(tmp_path / "立案.pdf", 2), pdf(tmp_path / "附件.pdf", 1)]
    Scans(office.desk).add(clerk, case.no, document.id, files)
    ids = [each.footage_id for each in receipt.arrivals if each.footage_id is not None]
    assert ids
    casework.link(clerk, case.no, ids, stage="调查取证")
    Binding(office.desk).describe(
        clerk, case.no, BindingFacts(sensitivity="内部", archive_no="20260001")
    )
    casework.archive(clerk, case.no, reason="测试")
    return case


def test_the_package_has_the_official_layout_and_is_valid(office, archived, tmp_path):
    out = tmp_path / "移交"
    done = Transferring(office.desk).write(
        office["archivist"], [DRAFT.no], out, **RECEIVER, reason="音像是测试数据"
    )
    assert done.package.no == "YJ2026-0001"
    names = {each.name for each in out.iterdir()}
    assert {"说明文件.TXT", "案卷目录.XML", "文件目录.XML", "电子档案", "其他", "data"} <= names
    assert "接收单位：示例区档案馆" in (out / "说明文件.TXT").read_text("utf-8-sig")
    records = out / "电子档案" / "2026"
    (folder,) = records.iterdir()
    assert sorted(each.name for each in folder.iterdir()) == ["元数据.json", "文书", "音像"]
    directory = ElementTree.parse(out / "文件目录.XML").getroot()
    lines = [{part.tag: part.text or "" for part in each} for each in directory]
    assert [each["题名"] for each in lines[:2]] == ["立案审批表", "立案审批表"]
    assert (lines[0]["档号"], lines[0]["页号"], lines[0]["密级"]) == ("20260001", "1—3", "内部")
    for line in lines:
        assert (out / line["电子档案名称"]).stat().st_size == int(line["文件大小"])
    metadata = json.loads((folder / "元数据.json").read_text("utf-8"))
    assert metadata["records"][0]["scan_pages"] == 2
    events = (out / "其他" / "事件记录.jsonl").read_text("utf-8").splitlines()
    verbs = {json.loads(line)["entry"]["verb"] for line in events}
    assert {"case.registered", "case.archived", "footage.imported"} <= verbs
    assert all(json.loads(line)["chain"] for line in events)
    papers = {each.name for each in (out / "其他").rglob("*.pdf")}
    assert papers == {"案卷文书.pdf", "四性检测报告.pdf"}
    if shutil.which("sha256sum"):
        words = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
        subprocess.run(words, cwd=out, check=True)
    bagit = "import bagit, sys; bagit.Bag(sys.argv[1]).validate()"
    subprocess.run([sys.executable, "-W", "ignore", "-c", bagit, str(out)], check=True)


def test_only_archived_files_are_handed_over_and_only_into_a_new_folder(office, tmp_path):
    registered(office)
    service, clerk = Transferring(office.desk), office["archivist"]
    with pytest.raises(Refused, match="还没有归档"):
        service.write(clerk, [DRAFT.no], tmp_path / "a", **RECEIVER)
    with pytest.raises(InvalidInput, match="接收单位"):
        service.write(clerk, [DRAFT.no], tmp_path / "a", receiver="", basis="x")
    with pytest.raises(Refused):
        service.write(office["officer"], [DRAFT.no], tmp_path / "a", **RECEIVER)
    assert not (tmp_path / "a").exists()


def test_a_failed_veto_item_wants_a_reason(office, archived, tmp_path):
    (original,) = (office.desk.folder.vault).rglob("*.jpg")
    original.chmod(0o644)
    original.write_bytes(b"other")
    with pytest.raises(Refused, match="否决项"):
        Transferring(office.desk).write(office["archivist"], [DRAFT.no], tmp_path / "a", **RECEIVER)
    assert not list((tmp_path / "a").rglob("*.txt"))


def test_a_folder_with_something_in_it_is_refused(office, archived, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    with pytest.raises(InvalidInput, match="不是空的"):
        Transferring(office.desk).write(
            office["archivist"], [DRAFT.no], tmp_path / "full", **RECEIVER
        )
