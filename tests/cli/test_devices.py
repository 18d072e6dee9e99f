from pathlib import Path

import openpyxl

from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.commands import Commands


def test_the_whole_path_of_a_device_by_command(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive", "shuncheng")
    case = registered(office)
    office.desk.close()
    run = Commands(tmp_path / "archive")
    added = run(
        *("device", "add", "JLY-01", "--kind", "recorder", "--model", "示例型号"),
        *("--serial", "SN-1", "--section", "综合科", "--custodian", "甲", "--purchased"),
        *("2025-03-01",),
        actor="archivist",
    )
    assert (added["state"], added["purchased_on"]) == ("in", "2025-03-01")
    check = ("--battery", "90", "--free-gb", "32")
    give = ("device", "issue", "JLY-01", "--officer", "officer", "--case", case.no)
    refused = run(*give, "--until", "2099-12-31", actor="archivist", code=2)
    assert "第二十三条" in refused["error"]["basis"]
    broken = run(*give, *check, "--fault", "黑屏", actor="archivist", code=3)
    assert broken["error"]["kind"] == "refused"
    out = run(*give, *check, "--until", "2099-12-31", actor="archivist")
    assert (out["state"], out["case"], out["officer"]) == ("out", case.no, "示例officer")
    twice = run(*give, *check, "--until", "2099-12-31", actor="archivist", code=3)
    assert twice["error"]["kind"] == "conflict"
    (held,) = run("device", "list", "--state", "out", actor="officer")["devices"]
    assert held["issue"]["issue"] == out["issue"]
    run("device", "return", "JLY-01", actor="archivist", code=2)
    back = run("device", "return", "JLY-01", "--no-footage", "未发生执法", actor="archivist")
    assert (back["state"], back["no_footage"]) == ("returned", "未发生执法")
    run("device", "return", "JLY-01", "--no-footage", "x", actor="archivist", code=3)
    care = run(
        "device", "maintain", "JLY-01", "--text", "清洁", "--next", "2099-01-01", actor="archivist"
    )
    assert (care["kind"], care["sound"], care["next"]) == ("upkeep", True, "2099-01-01")
    run("device", "ledger", "correct", out["issue"], "--text", "改为送达", actor="archivist")
    shown = run("device", "show", "JLY-01", actor="leader")
    assert shown["issues"][0]["corrections"] == ["改为送达（示例archivist）"]
    assert len(shown["maintenance"]) == 1
    (line,) = run("device", "ledger", "list", actor="auditor")["lines"]
    assert line["issue"] == out["issue"]
    ledger = ("device", "ledger", "export", "--out")
    for name in ("r.xlsx", "r.csv", "r.pdf"):
        assert run(*ledger, tmp_path / name, actor="leader")["lines"] == 1
    book = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert book.cell(4, 2).value == out["issue"]
    run("device", "print", out["issue"], "--out", tmp_path / "f.pdf", actor="archivist")
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF")
    run("device", "ledger", "care", "--out", tmp_path / "c.pdf", actor="archivist")
    gone = run("device", "retire", "JLY-01", "--reason", "老化", actor="archivist")
    assert (gone["state"], gone["retired"]["reason"]) == ("retired", "老化")
    run(*give, *check, actor="archivist", code=3)
    run("device", "add", "JLY-02", actor="officer", code=3)
