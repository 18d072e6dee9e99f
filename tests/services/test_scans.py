import stat
from pathlib import Path

import pytest

from archive_desk.db import journal
from archive_desk.domain.cases import DocumentDraft
from archive_desk.domain.errors import Damaged, InvalidInput, NotFound, Refused, Unavailable
from archive_desk.domain.work import Unwatched
from archive_desk.services.casework import Casework
from archive_desk.services.guarding import Guarding, Scope
from archive_desk.services.scans import Scans
from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.papers import pdf, picture


@pytest.fixture
def office(tmp_path):
    made = staffed_office(tmp_path / "archive")
    yield made
    made.desk.close()


@pytest.fixture
def document(office):
    case = registered(office)
    draft = DocumentDraft("询问笔录", "1")
    return Casework(office.desk).add_document(office["archivist"], case.no, draft)


@pytest.fixture
def scanned(office, document, tmp_path):
    files = [pdf(tmp_path / "笔录.pdf", pages=3), picture(tmp_path / "附页.jpg")]
    case = Casework(office.desk).of_id(office["archivist"], document.case_id)
    return Scans(office.desk).add(office["archivist"], case.no, document.id, files)


def stored(office):
    return [each for each in office.desk.folder.attachments.rglob("*") if each.is_file()]


def verbs(office):
    with office.desk.reading() as session:
        return [each.verb for each in journal.entries(session)]


def test_scans_are_kept_read_only_with_digest_and_pages(office, document, scanned, tmp_path):
    assert [(each.name, each.pages) for each in scanned] == [("笔录.pdf", 3), ("附页.jpg", 1)]
    files = stored(office)
    assert {each.stem for each in files} == {each.sha256 for each in scanned}
    assert all(not stat.S_IMODE(each.stat().st_mode) & 0o222 for each in files)
    dossier = Casework(office.desk).check(office["archivist"], "西教罚〔2026〕1号").dossier
    assert [each.name for each in dossier.scans_of(dossier.documents[0])] == [
        "笔录.pdf",
        "附页.jpg",
    ]
    assert "case.scan_added" in verbs(office)


def test_the_same_scan_beside_the_same_document_is_kept_once(office, document, scanned, tmp_path):
    again = Scans(office.desk).add(
        office["archivist"], "西教罚〔2026〕1号", document.id, [tmp_path / "笔录.pdf"]
    )
    assert len(again) == 2
    assert len(stored(office)) == 2


@pytest.mark.parametrize("name", ["a.docx", "a.exe", "a.pdf", "no.jpg"])
def test_what_is_no_scan_is_refused_and_nothing_is_kept(office, document, tmp_path, name):
    if name != "no.jpg":
        (tmp_path / name).write_bytes(b"no scan at all")
    with pytest.raises((InvalidInput, Unavailable)):
        Scans(office.desk).add(
            office["archivist"],
            "西教罚〔2026〕1号",
            document.id,
            [pdf(tmp_path / "good.pdf"), tmp_path / name],
        )
    dossier = Casework(office.desk).check(office["archivist"], "西教罚〔2026〕1号").dossier
    assert not dossier.scans


def test_an_archived_file_takes_no_scan_and_gives_none_away(office, document, scanned, tmp_path):
    Casework(office.desk).archive(office["archivist"], "西教罚〔2026〕1号", reason="测试")
    scans = Scans(office.desk)
    with pytest.raises(Refused, match="已归档"):
        scans.add(
            office["archivist"], "西教罚〔2026〕1号", document.id, [pdf(tmp_path / "x.pdf", 1)]
        )
    with pytest.raises(Refused, match="已归档"):
        scans.remove(office["archivist"], scanned[0].id)


def test_the_clerk_looks_at_pages_and_that_is_written_down(office, scanned):
    scans = Scans(office.desk)
    opened = scans.open(office["archivist"], scanned[0].id)
    assert (opened.pages, opened.document.type) == (3, "询问笔录")
    assert scans.page(office["archivist"], opened, 2, 120).width in {120, 121}
    assert verbs(office)[-1] == "case.scan_opened"


def test_whoever_has_no_approval_does_not_see_a_page(office, scanned):
    with pytest.raises(Refused, match="申请借阅") as refused:
        Scans(office.desk).open(office["officer"], scanned[0].id)
    assert refused.value.basis is not None
    assert Scans(office.desk).of_case(office["officer"], "西教罚〔2026〕1号")


def test_a_scan_that_was_altered_or_lost_is_not_shown_and_found_by_the_check(office, scanned):
    guarding, clerk = Guarding(office.desk), office["archivist"]
    sound = guarding.check(clerk, Unwatched(), Scope())
    assert sound.checked["attachments"] == 2
    assert not [each for each in sound.findings if each.item.startswith("attachment")]
    files: dict[str, Path] = {each.stem: each for each in stored(office)}
    first, second = files[scanned[0].sha256], files[scanned[1].sha256]
    first.chmod(0o644)
    first.write_bytes(first.read_bytes()[:-1] + b"x")
    second.unlink()
    with pytest.raises(Damaged):
        Scans(office.desk).open(clerk, scanned[0].id)
    with pytest.raises(Unavailable):
        Scans(office.desk).open(clerk, scanned[1].id)
    for scope in (Scope(), Scope(case_no="西教罚〔2026〕1号")):
        found = guarding.check(clerk, Unwatched(), scope).findings
        codes = sorted(each.code for each in found if each.item.startswith("attachment:"))
        assert codes == ["altered", "missing"]


def test_taking_a_scan_off_keeps_its_bytes(office, document, scanned):
    scans, clerk = Scans(office.desk), office["archivist"]
    scans.remove(clerk, scanned[0].id)
    assert [each.name for each in scans.of_case(clerk, "西教罚〔2026〕1号")[document.id]] == [
        "附页.jpg"
    ]
    assert len(stored(office)) == 2
    with pytest.raises(NotFound):
        scans.open(clerk, scanned[0].id)
    Casework(office.desk).remove_document(clerk, "西教罚〔2026〕1号", document.id)
    with pytest.raises(NotFound):
        scans.open(clerk, scanned[1].id)


def test_only_who_keeps_case_files_adds_scans(office, document, tmp_path):
    with pytest.raises(Refused):
        Scans(office.desk).add(
            office["officer"], "西教罚〔2026〕1号", document.id, [pdf(tmp_path / "x.pdf", 1)]
        )
    assert not office.desk.folder.attachments.exists()
