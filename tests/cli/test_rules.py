"""The rules by command: every value with its article, and absurd input refused in words."""

import pytest


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
