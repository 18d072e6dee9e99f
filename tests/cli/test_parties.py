from pathlib import Path

from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.commands import Commands
from tests.helpers.stored import in_case, stored


def test_a_party_by_command_from_the_request_to_numbered_copies(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    in_case(office, case, stored(office), stored(office, 300))
    office.desk.close()
    run = Commands(tmp_path / "archive")
    who = ("--name", "示例律师", "--identity", "lawyer_licence", "--identity-no", "示例号码")
    ask = ("party", "request", *who, "--relation", "agent", "--ground", "review")
    what = ("--case", case.no, "--act", "view", "copy", "--from", "2026-11-01")
    until = ("--until", "2099-12-31")
    run(*ask, *what, *until, actor="archivist", code=2)
    power = ("--represents", "示例公司", "--power", "2026年委托书")
    made = run(*ask, *power, *what, *until, actor="archivist")
    assert (made["relation"], "第四十七条" in made["basis"]) == ("agent", True)
    no, loan = made["party"], made["loan"]
    copy = ("party", "copy", no, "--out", tmp_path / "out")
    early = run(*copy, actor="archivist", code=3)
    assert "第二十二条" in early["error"]["basis"]
    run("loan", "approve", loan, "--opinion", "同意", actor="archivist", code=3)
    for account in ("unit_head", "leader"):
        run("loan", "approve", loan, "--opinion", "同意", actor=account)
    done = run(*copy, actor="archivist")
    assert [each["copy"] for each in done["copies"]] == [f"{no}-01", f"{no}-02"]
    assert Path(done["folder"]).is_dir()
    (line,) = run("party", "list", actor="auditor")["parties"]
    assert line["represents"] == "示例公司"
    run("party", "print", no, "--out", tmp_path / "r.pdf", actor="archivist")
    assert run("party", "export", "--out", tmp_path / "r.xlsx", actor="leader")["lines"] == 1
    run("party", "list", actor="officer", code=3)
    backwards = ("--from", "2026-11-30T10:00", "--to", "2026-11-30T09:00")
    run("party", "view", no, *backwards, actor="archivist", code=2)
