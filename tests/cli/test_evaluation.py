"""A round of evaluation by command, from the plan to the report."""

import pytest

from tests.helpers.commands import Commands
from tests.helpers.evaluations import SEED, evaluation_office, paper

CASE = "西教罚〔2026〕1号"
PLAYBACK = ("veto_tampering", "credentials", "notice", "coverage", "continuity", "times", "quality")


@pytest.fixture
def commands(tmp_path):
    office = evaluation_office(tmp_path / "archive", count=1)
    office.desk.close()
    return Commands(tmp_path / "archive")


@pytest.fixture
def run(commands):
    def call(*words, actor="leader", code=0):
        return commands("evaluation", *words, actor=actor, code=code)

    return call


def drawn(run, *more):
    run(
        *("round", "add", "--name", "试评", "--from", "2026-11-01", "--until", "2026-12-31"),
        *("--share", "100", "--sheet", "playback", "--lead", "leader", *more),
    )
    return run("round", "draw", "PC-2026-01", "--seed", SEED)


def scored(run, account, *, points):
    run("score", "show", "PC-2026-01", CASE, actor=account)
    for item in PLAYBACK:
        if item == "credentials" and points:
            run(
                *("score", "deduct", "PC-2026-01", CASE, item, "--text", "未见出示证件"),
                *("--points", points, "--footage", "1", "--at", "90000"),
                actor=account,
            )
        else:
            run("score", "answer", "PC-2026-01", CASE, item, "full", actor=account)
    return run("score", "hand-in", "PC-2026-01", CASE, actor=account)


def test_a_round_goes_from_the_plan_to_the_report(run, tmp_path):
    made = drawn(run)
    assert (made["state"], made["population"], made["seed"]) == ("drawn", 1, SEED)
    assert run("round", "redraw", "PC-2026-01")["fair"]
    run("round", "assign", "PC-2026-01", "--reviewer", "reviewer", "--reviewer", "reviewer2")
    run("round", "begin", "PC-2026-01")
    first = scored(run, "reviewer", points=5)
    assert (first["score"], first["grade"], first["handed_in"]) == (95.0, "优秀", True)
    assert run("score", "compare", "PC-2026-01", CASE, code=3)["error"]["kind"] == "refused"
    scored(run, "reviewer2", points=0)
    (difference,) = run("score", "compare", "PC-2026-01", CASE)["differences"]
    assert difference["open"]
    settled = run(
        *("score", "settle", "PC-2026-01", CASE, "credentials", "other"),
        *("--points", "3", "--reason", "部分可见"),
    )
    assert (settled["settled"], settled["score"]) == (True, 97.0)
    (notice,) = run("findings", "send", "PC-2026-01")["notices"]
    no = notice["notice"]
    answer = ("findings", "answer", no, "--text", "已整改", "--file", str(paper(tmp_path)))
    assert run(*answer, actor="archivist")["notices"][0]["state"] == "answered"
    assert run("findings", "accept", no)["notices"][0]["state"] == "accepted"
    assert run("round", "close", "PC-2026-01")["state"] == "closed"
    found = run("results", "PC-2026-01")
    assert [(row["case_no"], row["score"]) for row in found["results"]] == [(CASE, 97.0)]
    assert found["agreement"]["same"] == 6
    for name in ("report.pdf", "report.xlsx"):
        run("report", "PC-2026-01", "--out", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 4000
    run("report", "PC-2026-01", "--case", CASE, "--out", str(tmp_path / "case.pdf"))


def test_rules_refuse_by_command_as_in_the_window(run):
    drawn(run)
    assert run("round", "begin", "PC-2026-01", code=3)["error"]["kind"] == "refused"
    assert run("round", "draw", "PC-2026-01", actor="officer", code=3)["error"]["kind"] == "refused"
    assert run("round", "show", "PC-2026-09", code=2)["error"]["kind"] == "not_found"
    discarded = run("round", "discard", "PC-2026-01", "--reason", "范围有误")
    assert (discarded["state"], discarded["draws"]) == ("draft", 1)


def test_a_score_sheet_is_exported_changed_and_loaded_with_its_mistakes_named(run, tmp_path):
    file = tmp_path / "own.toml"
    run("sheet", "export", "playback", "--out", str(file))
    text = file.read_text("utf-8").replace('key = "playback"', 'key = "own"')
    file.write_text(text.replace("points = 15", "points = 14", 1), "utf-8")
    (mistake,) = run("sheet", "load", str(file), code=1)["mistakes"]
    assert "99" in mistake["expected"]
    file.write_text(text, "utf-8")
    assert run("sheet", "load", str(file))["key"] == "own"
    assert [each["own"] for each in run("sheet", "list")["sheets"]] == [False, False, True]


def test_an_account_for_somebody_from_outside_needs_its_end(commands):
    words = ("account", "add", "justice", "--name", "示例", "--role", "external_reviewer")
    assert commands(*words, actor="admin", code=2)["error"]["kind"] == "invalid"
    made = commands(*words, "--until", "2099-12-31", actor="admin")
    assert made["until"].startswith("2099-12-31T")
