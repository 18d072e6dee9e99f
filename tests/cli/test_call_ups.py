from pathlib import Path

from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.commands import Commands
from tests.helpers.stored import in_case, stored


def test_a_call_up_by_command_from_naming_to_the_decision(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive", "dawukou")
    case = registered(office, ended_at=None)
    in_case(office, case, stored(office))
    office.desk.close()
    run = Commands(tmp_path / "archive")
    name = ("case", "callup", "name", case.no, "--person")
    run(*name, "officer", actor="officer2", code=3)
    made = run(*name, "officer", "--as-duty", "legal_review", actor="archivist")
    assert (made["state"], made["duty"], made["case"]) == ("live", "legal_review", case.no)
    assert run(*name, "officer", actor="unit_head", code=3)["error"]["kind"] == "conflict"
    (mine,) = run("case", "callup", "list", actor="officer")["callups"]
    assert mine["callup"] == made["callup"]
    assert run("case", "callup", "list", actor="officer2")["callups"] == []
    run("export", "--footage", 1, "--out", tmp_path / "out", actor="officer", code=3)
    assert not (tmp_path / "out").exists()
    second = run(*name, "leader", "--reason", "集体讨论", actor="archivist")
    ended = run(
        "case", "callup", "end", second["callup"], "--reason", "不再参加", actor="archivist"
    )
    assert (ended["state"], ended["ended"]["reason"]) == ("ended", "不再参加")
    run("case", "document", case.no, "--type", "行政处罚决定书", actor="archivist")
    found = run("case", "callup", "list", case.no, actor="archivist")["callups"]
    assert {each["state"] for each in found} == {"decided", "ended"}
    refused = run(*name, "officer2", actor="archivist", code=3)
    assert "第9项第2目" in refused["error"]["basis"]


def test_where_the_regulation_has_none_the_command_says_so(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive", "xigang")
    case = registered(office, ended_at=None)
    office.desk.close()
    run = Commands(tmp_path / "archive")
    refused = run(
        "case", "callup", "name", case.no, "--person", "officer", actor="archivist", code=3
    )
    assert "第二十二条" in refused["error"]["basis"]
