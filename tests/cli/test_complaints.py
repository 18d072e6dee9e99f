from pathlib import Path

import bagit

from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.commands import Commands
from tests.helpers.stored import in_case, stored


def test_a_complaint_is_answered_by_command_with_a_package_and_a_kept_copy(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    in_case(office, case, stored(office))
    office.desk.close()
    run = Commands(tmp_path / "archive")
    add = ("complaint", "add", "--from", "示例区人民政府", "--document-no", "示复〔2026〕1号")
    about = ("--case", case.no, "--received", "2026-09-28")
    made = run(*add, "--kind", "review", *about, actor="archivist")
    assert (made["due"][:10], made["clock"]) == ("2026-10-16", "review_answer")
    assert "第四十八条" in made["basis"]
    simple = run(*add, "--kind", "review_simple", *about, actor="archivist")
    assert simple["due"].startswith("2026-10-10")
    run("complaint", "list", actor="officer", code=3)
    ask = ("loan", "request", "--act", "provide", "--case", case.no, "--purpose", "行政复议")
    loan = run(*ask, "--from", "2026-11-01", "--until", "2099-12-31", actor="officer")["loan"]
    for account in ("unit_head", "leader"):
        run("loan", "approve", loan, "--opinion", "同意", actor=account)
    to = ("--to", "示例区人民政府", "--document-no", "示复〔2026〕1号", "--proves", "告知过程")
    make = ("provide", "make", loan, *to, "--out", tmp_path / "out", "--complaint")
    run(*make, "YS-1999-0001", actor="archivist", code=2)
    package = run(*make, made["complaint"], actor="archivist")
    assert package["complaint"] == made["complaint"]
    kept = Path(package["kept_copy"]["path"])
    assert bagit.Bag(str(kept)).is_valid()
    assert run("provide", "check", package["provision"], actor="archivist")["findings"] == []
    (kept / "data" / "签收回执.pdf").write_bytes(b"altered")
    found = run("provide", "check", package["provision"], actor="archivist", code=1)["findings"]
    assert [each["code"] for each in found] == ["kept_copy_altered"]
    shown = run("complaint", "show", made["complaint"], actor="leader")
    assert shown["provisions"] == [package["provision"]]
    assert shown["state"].startswith("answered")
    states = run("complaint", "list", actor="auditor", code=1)["complaints"]
    assert {each["state"] for each in states} & {"overdue"}
    assert run("complaint", "export", "--out", tmp_path / "r.pdf", actor="auditor")["lines"] == 2
