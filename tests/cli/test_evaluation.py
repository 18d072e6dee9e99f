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
                *("--points", str(points), "--footage", "1", "--at", "90000"),
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


def begun(run):
    drawn(run)
    run("round", "assign", "PC-2026-01", "--reviewer", "reviewer", "--reviewer", "reviewer2")
    run("round", "begin", "PC-2026-01")


def test_every_draw_is_told_and_a_round_is_called_off_and_planned_again(run):
    drawn(run)
    run("round", "discard", "PC-2026-01", "--reason", "范围有误")
    run("round", "draw", "PC-2026-01")
    first, second = run("round", "draws", "PC-2026-01")["draws"]
    assert (first["seed"], first["seed_given"], first["reason"]) == (SEED, True, "范围有误")
    assert (second["seed_given"], second["discarded_at"]) == (False, None)
    gone = run("round", "withdraw", "PC-2026-01", "--reason", "与上级评查重复")
    assert (gone["state"], gone["withdrawn"]) == ("withdrawn", "与上级评查重复")
    assert run("round", "draw", "PC-2026-01", code=3)["error"]["kind"] == "refused"
    again = run("round", "copy", "PC-2026-01", "--name", "再评", "--until", "2099-12-31")
    assert (again["round"], again["sheet"], again["until"]) == (
        "PC-2026-02",
        "playback",
        "2099-12-31",
    )


def test_a_plan_is_looked_at_before_it_is_kept_and_changed_before_it_is_drawn(run):
    plan = ("--name", "试评", "--from", "2026-11-01", "--until", "2026-12-31")
    seen = run("round", "preview", *plan, "--share", "100")
    assert (seen["population"], seen["wanted"]) == (1, 1)
    run("round", "add", *plan, "--share", "100")
    changed = run("round", "change", "PC-2026-01", *plan, "--number", "5", "--sheet", "playback")
    assert changed["sheet"] == "playback"
    lead = run("round", "add", *plan, "--share", "100", "--lead", "officer", code=2)
    assert "不能担任评查组长" in lead["error"]["message"]


def test_a_sheet_is_changed_put_back_and_taken_back_by_command(run):
    begun(run)
    here = ("PC-2026-01", CASE)
    run("score", "show", *here, actor="reviewer")
    for amount in ("nan", "-1", "0.25", "1e9", "x"):
        words = ("score", "deduct", *here, "credentials", "--text", "未见", f"--points={amount}")
        assert run(*words, actor="reviewer", code=2)["error"]["kind"] == "invalid"
    beyond = ("--footage", "1", "--at", "3600001")
    words = ("score", "deduct", *here, "credentials", "--text", "未见", "--points", "1")
    assert run(*words, *beyond, actor="reviewer", code=2)["error"]["kind"] == "invalid"
    made = run(*(*words, "--footage", "1", "--at", "90000", "--document", "1"), actor="reviewer")[
        "deductions"
    ][0]
    assert made["wall_clock"].startswith("2026-11-18T")
    assert made["document"] == 1
    key = str(made["id"])
    changed = run("score", "change", *here, key, "--points", "1.5", actor="reviewer")
    assert changed["deductions"][0] == made | {"points": 1.5}
    assert run("score", "remove", *here, key, actor="reviewer")["deductions"] == []
    restored = run("score", "restore", *here, key, actor="reviewer")["deductions"]
    assert restored[0]["points"] == 1.5
    assert run("score", "phrases", *here, "credentials", actor="reviewer")["phrases"] == ["未见"]
    for item in PLAYBACK:
        if item != "credentials":
            run("score", "answer", *here, item, "full", actor="reviewer")
    run("score", "hand-in", *here, actor="reviewer")
    back = run("score", "take-back", *here, "--reason", "看错了画面", actor="reviewer")
    assert not back["handed_in"]


def test_the_unit_gets_more_time_by_command(run):
    begun(run)
    for account in ("reviewer", "reviewer2"):
        scored(run, account, points=5)
    (notice,) = run("findings", "send", "PC-2026-01")["notices"]
    no = notice["notice"]
    (longer,) = run("findings", "extend", no, "--days", "3", "--text", "补正需时")["notices"]
    assert longer["due"] > notice["due"]
    assert [step["event"] for step in longer["steps"]] == ["send", "extend"]
    told = run("findings", "show", no)
    assert told["findings"][0]["text"] == "未见出示证件"
    assert "补正需时" in "".join(told["counted"])
    assert run("findings", "extend", no, "--days", "0", "--text", "x", code=2)["error"]
