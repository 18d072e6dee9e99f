"""The rules by command: every value with its article, and absurd input refused in words."""

import pytest

from archive_desk.services.rulebook import shipped_text
from tests.domain.test_holiday_tables import NOTICE_2027
from tests.helpers.archives import staffed_office


def test_the_list_holds_every_value_with_its_article(console) -> None:
    listed = {each["key"]: each for each in console("rules", "list", "--json").json["regulations"]}
    assert listed["xigang"]["disc_duty"]["scope"] == "all"
    assert listed["dawukou"]["sensitivity"]["classes"][1] == "work_secret"
    assert listed["fushun"]["custody"]["keeper"] == "校外监管科"
    assert listed["fushun"]["reviewers"] is None
    assert listed["jinpu"]["matters"][0]["distinct"] is True
    assert {row["level"] for row in listed["xigang"]["mandatory_av"]} == {
        "full", "pictures", "as_needed",
    }  # fmt: skip
    clocks = {each["clock"]: each for each in listed["dawukou"]["deadlines"]}
    assert clocks["report_statistics"]["yearly"] == "01-05"
    assert clocks["publish_decision"]["period"] == {"amount": 7, "unit": "working_days"}
    assert all(opening["standing"] == "undecided" for opening in listed["xigang"]["open"])


def test_a_fixed_day_of_the_next_year_is_a_deadline_too(console) -> None:
    answer = console(
        "rules", "due", "--regulation", "dawukou", "--clock", "report_statistics",
        "--start", "2025-06-30", "--json",
    ).json  # fmt: skip
    assert answer["due"] == "2026-01-05T23:59:59+08:00"
    assert "第4项第3目" in answer["basis"]
    assert answer["provisional"] is False


def test_a_disclosure_is_extended_by_twenty_working_days(console) -> None:
    due = ("rules", "due", "--regulation", "xigang", "--start", "2026-02-02", "--json")
    assert console(*due, "--clock", "disclosure").json["due"].startswith("2026-03-06")
    longer = console(*due, "--clock", "disclosure", "--extended").json
    assert longer["due"].startswith("2026-04-03")
    refused = console(*due, "--clock", "burn", "--extended")
    assert refused.code == 2
    assert "不能延长" in refused.json["error"]["message"]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("0001-01-01", "1990 年至 2100 年"),
        ("9999-12-31T23:59:59", "1990 年至 2100 年"),
        ("yesterday", "不是时间"),
        ("2026-02-30", "不是时间"),
        ("", "不是时间"),
    ],
)
def test_an_absurd_start_is_refused_in_words(console, start: str, words: str) -> None:
    refused = console(
        "rules", "due", "--regulation", "jinpu", "--clock", "hand_in", "--start", start, "--json"
    )
    assert refused.code == 2
    assert words in refused.json["error"]["message"]


@pytest.mark.parametrize("start", ["1990-01-01T00:00:00+08:00", "2100-12-31T23:59:59+08:00"])
@pytest.mark.parametrize("clock", ["hand_in", "archive", "disclosure"])
def test_the_first_and_the_last_year_count(console, start: str, clock: str) -> None:
    answer = console(
        "rules", "due", "--regulation", "jinpu", "--clock", clock, "--start", start, "--json"
    )
    assert answer.code == 0
    assert answer.json["due"] > start


def test_a_time_zone_that_is_none_is_refused_in_words(console) -> None:
    refused = console(
        "rules", "due", "--regulation", "jinpu", "--clock", "hand_in",
        "--start", "2026-01-01", "--zone", "Middle/Earth", "--json",
    )  # fmt: skip
    assert refused.code == 2
    assert "Middle/Earth" in refused.json["error"]["message"]


def test_of_several_regulations_the_earliest_and_the_longest_hold(console) -> None:
    both = ("--regulation", "fushun", "--regulation", "jinpu", "--json")
    due = console("rules", "due", *both, "--clock", "hand_in", "--start", "2026-02-14T16:20").json
    assert due["due"] == "2026-02-15T16:20:00+08:00"
    assert "第二十四条" in due["basis"]
    kept = console("rules", "retention", *both).json
    assert kept["retention"] == "保存不少于 3 年"
    assert any("抚顺市教育局" in step for step in kept["steps"])


def test_a_rule_file_is_checked_without_an_archive(console, tmp_path) -> None:
    file = tmp_path / "ours.toml"
    text = shipped_text("jinpu")
    file.write_text(text, encoding="utf-8")
    assert console("rules", "check", str(file), "--json").json == {"problems": []}
    file.write_text(text.replace("days = 30", 'days = "thirty"'), encoding="utf-8")
    found = console("rules", "check", str(file), "--json")
    assert found.code == 1
    (problem,) = found.json["problems"]
    assert problem["key"] == "deadlines.archive.days"
    assert text.splitlines()[problem["line"] - 1] == "days = 30"
    assert "整数" in problem["expected"]


def test_the_office_decides_previews_adopts_and_applies_by_command(console, tmp_path) -> None:
    office = staffed_office(tmp_path / "archive", "fushun")
    office.desk.close()
    at = ("--archive", str(tmp_path / "archive"), "--as", "archivist", "--json")
    why = ("--why", "局长办公会纪要〔2026〕3号")
    made = console(
        "rules", "decide", "fushun", "deadlines.hand_in",
        "standing=decided", "article=第十五条", "text=及时导出保存", "hours=48",
        "starts=recording_ended", "decision=纪要〔2026〕3号", *why, *at,
    )  # fmt: skip
    assert (made.code, made.json["version"]) == (0, 2)
    assert made.json["review"] == {"looked": 0, "raised": 0, "proposed": 0}
    shown = console("rules", "show", "fushun", *at, "--out", str(tmp_path / "v2.toml")).json
    clock = {each["clock"]: each for each in shown["regulation"]["deadlines"]}["hand_in"]
    assert (clock["standing"], clock["decision"]) == ("decided", "纪要〔2026〕3号")
    text = (tmp_path / "v2.toml").read_text(encoding="utf-8")
    (tmp_path / "v3.toml").write_text(text.replace("years = 3", "years = 2"), encoding="utf-8")
    preview = console("rules", "preview", str(tmp_path / "v3.toml"), *at).json
    assert preview["shortens"] is True
    assert [each["path"] for each in preview["changes"]] == ["retention.ordinary"]
    assert console("rules", "adopt", str(tmp_path / "v3.toml"), *why, *at).json["version"] == 3
    versions = console("rules", "versions", "fushun", *at).json["versions"]
    assert [each["version"] for each in versions] == [3, 2, 1]
    applied = console("rules", "apply", "fushun", "jinpu", *why, *at).json
    assert [each["key"] for each in applied["regulations"]] == ["fushun", "jinpu"]
    assert applied["reasons"]
    wrong = console("rules", "decide", "fushun", "open.disc_copies", "value=99", *why, *at)
    assert wrong.code == 2
    assert "open.disc_copies" in wrong.json["error"]["message"]


def test_a_holiday_table_is_checked_imported_exported_and_withdrawn(console, tmp_path) -> None:
    office = staffed_office(tmp_path / "archive", "xigang")
    office.desk.close()
    at = ("--archive", str(tmp_path / "archive"), "--as", "archivist", "--json")
    file = tmp_path / "2027.csv"
    file.write_text(NOTICE_2027, encoding="gb18030")
    changes = console("holidays", "check", str(file), *at).json["changes"]
    assert {"day": "2027-02-20", "before": "周末", "after": "调休上班"} in changes
    taken = console("holidays", "import", str(file), "--document", "国办发明电〔2026〕9号",
                    "--why", "已发布", *at).json  # fmt: skip
    assert (taken["year"], taken["document_no"]) == (2027, "国办发明电〔2026〕9号")
    years = console("holidays", "list", *at).json["years"]
    assert [(each["year"], each["shipped"]) for each in years][:2] == [(2027, False), (2026, True)]
    due = ("rules", "due", "--regulation", "xigang", "--clock", "burn", "--start", "2027-02-01")
    settled = console(*due, "--archive", str(tmp_path / "archive"), "--json").json
    assert (settled["due"], settled["provisional"]) == ("2027-02-20T23:59:59+08:00", False)
    assert console(*due, "--json").json["provisional"] is True
    out = tmp_path / "out.csv"
    console("holidays", "export", "2027", "--out", str(out), *at)
    assert "2027-02-20,班,春节" in out.read_text(encoding="utf-8-sig")
    assert console("holidays", "withdraw", "2027", "--why", "作废", *at).code == 0
    file.write_text(NOTICE_2027.replace("2027-02-06,休", "2027-02-06,?"), encoding="utf-8")
    refused = console("holidays", "import", str(file), "--why", "w", *at)
    assert refused.code == 2
    assert "第 6 行" in refused.json["error"]["message"]


def test_a_chain_and_its_scenes_are_edited_entry_by_entry(console, tmp_path) -> None:
    office = staffed_office(tmp_path / "archive", "xigang")
    office.desk.close()
    at = ("--archive", str(tmp_path / "archive"), "--as", "archivist", "--json")
    why = ("--why", "局长办公会纪要〔2026〕3号")
    step = ("role=agency_head", "title=核准", 'acts=["provide"]', "in_person=true")
    tried = console("rules", "insert", "xigang", "lending", *step, "--preview", *at)
    assert tried.code == 0
    assert [each["path"] for each in tried.json["changes"]] == ["lending"]
    assert "0 件在办的申请仍按原程序审批。" in tried.json["effects"]
    assert console("rules", "entries", "xigang", "lending", *at).json["version"] == 1
    assert console("rules", "insert", "xigang", "lending", *step, *why, *at).json["version"] == 2
    moved = console(
        "rules", "move", "xigang", "lending", "--entry", "3", "--to", "1", *why, *at
    )  # fmt: skip
    assert moved.json["version"] == 3
    chain = console("rules", "show", "xigang", *at).json["regulation"]["chain"]
    assert [each["role"] for each in chain["steps"]] == [
        "agency_head", "unit_head", "leader_in_charge",
    ]  # fmt: skip
    assert (chain["steps"][0]["acts"], chain["steps"][0]["in_person"]) == (["provide"], True)
    assert (
        console("rules", "set", "xigang", "lending", "proposer=承办人", *why, *at).json["version"]
        == 4
    )
    scenes = console("rules", "entries", "xigang", "scenes", *at).json["entries"]
    wrong = console(
        "rules", "set", "xigang", "scenes", "--entry", "1", "category=门", "--preview", *at
    )
    assert wrong.code == 1
    assert (wrong.json["problems"][0]["entry"], wrong.json["problems"][0]["field"]) == (
        1,
        "category",
    )
    gone = console("rules", "remove", "xigang", "scenes", "--entry", str(len(scenes)), *why, *at)
    assert gone.code == 0
    left = console("rules", "entries", "xigang", "scenes", *at).json["entries"]
    assert left == scenes[:-1]
    for words, code in (
        (("remove", "xigang", "scenes", "--entry", "99", *why), 2),
        (("remove", "xigang", "scenes", *why), 2),
        (("entries", "xigang", "nothing"), 2),
        (("insert", "xigang", "marks", "title=抽样", "article=一", "text=x"), 2),
    ):
        assert console("rules", *words, *at).code == code, words


def test_a_regulation_of_the_offices_own_is_counted_where_its_archive_is_named(
    console, tmp_path
) -> None:
    office = staffed_office(tmp_path / "archive", "jinpu")
    office.desk.close()
    named = ("--archive", str(tmp_path / "archive"))
    at = (*named, "--as", "archivist", "--json")
    copied = console(
        "rules", "copy", "jinpu", "--to", "ours", "--title", "本单位办法", "--why", "试行", *at
    )
    assert copied.code == 0
    due = ("rules", "due", "--regulation", "ours", "--clock", "hand_in", "--start", "2026-02-14")
    answer = console(*due, *named, "--json")
    assert answer.code == 0
    assert answer.json["due"] == "2026-02-15T00:00:00+08:00"
    assert "本单位办法" in answer.json["basis"]
    kept = console("rules", "retention", "--regulation", "ours", *named, "--json")
    assert (kept.code, kept.json["regulation"]) == (0, "ours")
    listed = console("rules", "list", *named, "--json").json["regulations"]
    assert [each["key"] for each in listed] == [
        "xigang", "fushun", "shuncheng", "jinpu", "dawukou", "ours",
    ]  # fmt: skip
    without = console(*due, "--json")
    assert without.code == 2
    assert "--archive" in without.json["error"]["message"]
    assert "xigang" in without.json["error"]["message"]
    other = (*due[:3], "theirs", *due[4:])
    unknown = console(*other, *named, "--json")
    assert unknown.code == 2
    assert "ours" in unknown.json["error"]["message"]
    assert len(console("rules", "list", "--json").json["regulations"]) == 5
