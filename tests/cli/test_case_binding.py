"""A case file bound, tested, archived, supplemented and opened again, by command."""

import json
from datetime import datetime

import pytest

from tests.helpers.archives import staffed_office
from tests.helpers.case_files import NINE, recording
from tests.helpers.discs_of_footage import on_read_back_discs
from tests.helpers.papers import pdf
from tests.helpers.printed import Printed

NO = "西教罚〔2026〕1号"


@pytest.fixture
def run(console, tmp_path):
    office = staffed_office(tmp_path / "archive")

    def run(*words, who="archivist"):
        return console(*words, "--archive", tmp_path / "archive", "--as", who, "--json")

    added = run(
        *("case", "add", NO, "--cause", "无证办学", "--party", "示例培训中心", "--kind", "penalty"),
        *("--section", "综合科", "--officer", "甲一:ZF-1", "--officer", "乙二:ZF-2"),
        *("--opened", "2026-11-16", "--ended", "2026-11-18T12:00+08:00"),
    )
    assert added.code == 0, added.out
    for type_, number, pages in (
        ("询问笔录", "", None),
        ("立案审批表", "1", 2),
        ("行政处罚决定书", "西教罚决〔2026〕1号", 3),
    ):
        words = ["case", "document", NO, "--type", type_, "--number", number]
        made = run(*words, *(("--pages", pages) if pages else ()), "--start", NINE.isoformat())
        assert made.code == 0, made.out
        if type_ == "询问笔录":
            scanned = pdf(tmp_path / "笔录.pdf", 4)
            assert run("case", "scan", NO, "--document", made.json["document"], scanned).code == 0
    footage = recording(office, device="A1", officer="ZF-1")
    assert run("case", "link", NO, footage, "--stage", "调查取证").code == 0
    on_read_back_discs(office, [footage])
    yield run
    office.desk.close()


def test_pages_are_counted_through_the_volume_in_the_order_of_the_standard(run, tmp_path):
    contents = run("case", "contents", NO).json
    rows = [(e["title"], e["first_page"], e["last_page"]) for e in contents["entries"][:3]]
    assert rows == [("立案审批表", 1, 2), ("行政处罚决定书", 3, 5), ("询问笔录", 6, 9)]
    footage = contents["entries"][3]
    assert (footage["responsible"], footage["first_page"]) == ("甲一", None)
    assert footage["note"] == "光盘 GP-1\na"
    assert contents["pages"] == 9
    order = tmp_path / "order.txt"
    order.write_text("询问笔录\n\n立案审批表\n", "utf-8")
    assert run("case", "order", "--set", order).json["order"] == ["询问笔录", "立案审批表"]
    contents = run("case", "contents", NO).json
    assert [e["title"] for e in contents["entries"][:2]] == ["询问笔录", "立案审批表"]
    assert len(run("case", "order", "--usual").json["order"]) > 15


def test_the_whole_set_is_printed_with_what_article_21_asks_for(run, tmp_path):
    assert (
        run(
            *("case", "cover", NO, "--outcome", "罚款", "--sensitivity", "内部"),
            *("--handed-by", "甲一", "--handed-at", "2026-11-20T10:00+08:00"),
        ).code
        == 0
    )
    out = tmp_path / "set.pdf"
    printed = run("case", "print", NO, "--out", out)
    assert printed.code == 0, printed.out
    paper = Printed(out.read_bytes())
    paper.require_embedded_fonts(tmp_path)
    for wanted in (
        "行政执法案卷",
        "执法单位",
        "制作人示例archivist",
        "制作时间",
        "示例培训中心无证办学案",
        "交接人甲一",
        "2026年11月20日10:00",
        "西教罚决〔2026〕1号",
        "卷内文件目录",
        "6—9",
        "备考表",
        "本卷有文书3件，共9页；音像1件（视频1）。",
        "随卷光盘1张",
        "档案交接登记表",
        "光盘清单",
    ):
        assert wanted in paper.text, wanted
    assert len(paper.pages_mm) == 5
    widths = {round(width) for width, _ in paper.pages_mm}
    assert widths == {210, 297}
    bad = run("case", "print", NO, "--paper", "poster", "--out", out)
    assert bad.code == 2


def test_manual_items_wait_until_a_person_confirms_them(run, tmp_path):
    report = run("case", "test", NO).json
    items = {each["item"]: each for each in report["items"]}
    assert items["A2"]["result"] == "passed"
    assert items["C1"]["result"] == "failed", "the recording has no bytes in the vault"
    manual = [code for code, each in items.items() if each["method"] == "manual"]
    assert manual
    assert {items[code]["result"] for code in manual} == {"pending"}
    assert run("case", "test-confirm", report["report"], "C1", "--result", "passed").code == 2
    assert run("case", "test-confirm", report["report"], "S1", "--result", "failed").code == 2
    confirmed = run(
        *("case", "test-confirm", report["report"], "S1", "--result", "passed"),
        *("--note", "某杀毒软件"),
    ).json
    (virus,) = [each for each in confirmed["items"] if each["item"] == "S1"]
    assert (virus["result"], virus["by"]) == ("passed", "示例archivist")
    assert datetime.fromisoformat(virus["at"])
    out = tmp_path / "report.pdf"
    assert run("case", "test-print", report["report"], "--out", out).code == 0
    paper = Printed(out.read_bytes())
    paper.require_embedded_fonts(tmp_path)
    assert "待人工确认" in paper.text
    assert len(run("case", "tests", NO).json["reports"]) == 1


def test_archiving_tests_first_and_what_comes_after_is_a_supplement(run):
    refused = run("case", "archive", NO)
    assert refused.code == 3, "an original is missing"
    assert run("case", "supplement", NO, "--text", "早了").code == 3
    archived = run("case", "archive", NO, "--reason", "原件在修复中")
    assert archived.code == 0, archived.out
    assert archived.json["test"]["occasion"] == "archive"
    assert run("case", "document", NO, "--type", "其他").code == 3
    added = run("case", "supplement", NO, "--text", "送达回证原件在第 7 页之后")
    assert (added.code, added.json["number"]) == (0, 1)
    notes = run("case", "contents", NO).json["notes"]
    assert "送达回证原件在第 7 页之后" in json.dumps(notes, ensure_ascii=False)


def test_a_file_is_opened_again_only_by_somebody_elses_word(run):
    run("case", "archive", NO, "--reason", "原件在修复中")
    assert run("case", "reopen-decide", NO, "--opinion", "好", who="unit_head").code == 2
    asked = run("case", "reopen", NO, "--reason", "决定书装错，补充不能解决")
    assert asked.code == 0, asked.out
    assert run("case", "reopen", NO, "--reason", "再问一次").code in {3, 4}
    assert run("case", "reopen-decide", NO, "--opinion", "好").code == 3
    assert run("case", "change", NO, "--cause", "别的").code == 3
    declined = run(
        "case", "reopen-decide", NO, "--opinion", "写补充即可", "--decline", who="unit_head"
    )
    assert (declined.code, declined.json["agreed"]) == (0, False)
    assert run("case", "change", NO, "--cause", "别的").code == 3
    run("case", "reopen", NO, "--reason", "复议机关要求更正")
    agreed = run("case", "reopen-decide", NO, "--opinion", "同意", who="unit_head")
    assert (agreed.code, agreed.json["agreed"]) == (0, True)
    assert run("case", "change", NO, "--cause", "别的").code == 0
    again = run("case", "archive", NO, "--reason", "原件在修复中")
    assert (again.code, again.json["state"]) == (0, "archived")
