from datetime import datetime

import pytest

from archive_desk.domain.people import Role
from archive_desk.services.accounts import Accounts
from tests.helpers.archives import PASSWORD, cheap_hasher, staffed_office
from tests.helpers.case_files import recording
from tests.helpers.papers import pdf, picture


@pytest.fixture
def clerk(console, tmp_path):
    """Runs a command as the clerk of an archive with two recordings."""
    office = staffed_office(tmp_path / "archive")
    for number in (1, 2):
        Accounts(office.desk, cheap_hasher()).register(
            office["admin"],
            f"zf{number}",
            f"执法{number}",
            Role.OFFICER,
            PASSWORD,
            certificate_no=f"ZF-{number}",
        )
    recording(office)
    recording(office)
    office.desk.close()

    def run(*words):
        return console(*words, "--archive", tmp_path / "archive", "--as", "archivist", "--json")

    return run


ADD = (
    "case",
    "add",
    "2026-001",
    "--cause",
    "无证办学",
    "--party",
    "示例中心",
    "--section",
    "综合科",
)
TIMES = ("--opened", "2025-11-03", "--ended", "2025-11-04T17:00")


def test_a_case_file_goes_its_whole_way_by_command(clerk):
    officers = ("--officer", "zf1", "--officer", "执法2")
    added = clerk(*ADD, "--kind", "行政处罚", *officers, *TIMES)
    assert added.code == 0, added.out
    assert added.json["kind"] == "penalty"
    ended = datetime.fromisoformat(added.json["ended"])
    assert ended == datetime.fromisoformat("2025-11-04T17:00+08:00")
    assert [each["certificate"] for each in added.json["officers"]] == ["ZF-1", "ZF-2"]

    document = clerk(
        *("case", "document", "2026-001", "--type", "询问笔录", "--number", "1"),
        *("--start", "2025-11-04T09:00", "--end", "2025-11-04T10:00"),
    )
    assert document.code == 0
    number = document.json["document"]
    linked = clerk(
        "case", "link", "2026-001", "1", "2", "--stage", "调查取证", "--document", number
    )
    assert linked.code == 0

    shown = clerk("case", "show", "2026-001").json
    assert [each["id"] for each in shown["footage"]] == [1, 2]
    assert {each["document"] for each in shown["footage"]} == {number}
    assert set(shown["due"]) == {"burn"}

    checked = clerk("case", "check", "2026-001")
    assert checked.code == 1
    found = {each["code"]: each for each in checked.json["findings"]}
    assert "第二十条" in found["disc_missing"]["basis"]
    assert found["disc_missing"]["item"] == "case:2026-001"
    assert found["document_times"]["blocking"] is False

    assert clerk("case", "unlink", "2026-001", "2").code == 0
    refused = clerk("case", "archive", "2026-001")
    assert (refused.code, refused.json["error"]["kind"]) == (3, "refused")
    archived = clerk("case", "archive", "2026-001", "--reason", "光盘机损坏")
    assert (archived.code, archived.json["state"]) == (0, "archived")
    assert clerk("case", "link", "2026-001", "2").code == 3

    listed = clerk("case", "list", "--text", "示例").json
    assert [each["no"] for each in listed["cases"]] == ["2026-001"]
    assert clerk("case", "list", "--state", "open").json == {"cases": [], "total": 0}


def test_one_officer_is_refused_with_the_article(clerk):
    result = clerk(*ADD, "--kind", "penalty", "--officer", "zf1")
    assert result.code == 3
    assert "第八条" in result.json["error"]["basis"]


def test_the_facts_of_a_case_file_are_changed_by_command(clerk):
    clerk(*ADD, "--kind", "检查", "--officer", "zf1", "--officer", "zf2")
    changed = clerk("case", "change", "2026-001", "--ended", "2025-11-04T17:00", "--kind", "处罚")
    assert changed.code == 0, changed.out
    assert (changed.json["kind"], changed.json["cause"]) == ("penalty", "无证办学")
    assert changed.json["ended"] is not None
    assert len(changed.json["officers"]) == 2
    refused = clerk("case", "change", "2026-001", "--officer", "zf1")
    assert refused.code == 3


@pytest.mark.parametrize(
    "words",
    [
        (*ADD, "--kind", "dance", "--officer", "zf1", "--officer", "zf2"),
        (*ADD, "--kind", "检查", "--officer", "a", "--officer", "b", "--opened", "2025-13-40"),
        (*ADD, "--kind", "检查", "--officer", "a", "--officer", "b", "--ended", "gestern"),
        ("case", "show", "none"),
        ("case", "link", "none", "x"),
        ("case", "link", "none", "1"),
    ],
)
def test_wrong_words_are_wrong_usage(clerk, words):
    assert clerk(*words).code == 2


def test_people_read_lines_instead_of_json(clerk, console, tmp_path):
    clerk(*ADD, "--kind", "检查", "--officer", "zf1", "--officer", "zf2")
    result = console(
        "case", "check", "2026-001", "--archive", tmp_path / "archive", "--as", "officer"
    )
    assert result.code == 1
    assert "必备\t案卷还没有音像" in result.out


def test_scans_are_put_beside_a_document_by_command(clerk, tmp_path):
    clerk(*ADD, "--kind", "检查", "--officer", "zf1", "--officer", "zf2")
    number = clerk("case", "document", "2026-001", "--type", "询问笔录").json["document"]
    files = (pdf(tmp_path / "笔录.pdf", 2), picture(tmp_path / "附页.tif"))
    scanned = clerk("case", "scan", "2026-001", "--document", number, *files)
    assert scanned.code == 0, scanned.out
    assert [(each["name"], each["pages"]) for each in scanned.json["scans"]] == [
        ("笔录.pdf", 2),
        ("附页.tif", 2),
    ]
    (document,) = clerk("case", "show", "2026-001").json["documents"]
    assert document["pages"] == 4
    (tmp_path / "bad.pdf").write_text("no")
    bad = clerk("case", "scan", "2026-001", "--document", number, tmp_path / "bad.pdf")
    assert (bad.code, bad.json["error"]["kind"]) == (2, "invalid")
    first = scanned.json["scans"][0]["scan"]
    assert clerk("case", "unscan", "2026-001", first).code == 0
    assert len(clerk("case", "show", "2026-001").json["documents"][0]["scans"]) == 1
