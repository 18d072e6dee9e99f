from pathlib import Path

import bagit

from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored


def test_a_court_gets_its_package_by_command(console, tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive")
    case = registered(office)
    in_case(office, case, stored(office))
    office.desk.close()

    def run(account: str, *words: object):
        return console("--archive", tmp_path / "archive", "--as", account, *words, "--json")

    ask = ("loan", "request", "--act", "provide", "--case", case.no, "--purpose", "行政诉讼")
    loan = run("officer", *ask, "--from", "2026-11-01", "--until", "2099-12-31").json["loan"]
    for account in ("unit_head", "leader"):
        run(account, "loan", "approve", loan, "--opinion", "同意")
    to = ("--to", "示例区人民法院", "--document-no", "示调函3号", "--proves", "告知过程")
    made = run("archivist", "provide", "make", loan, *to, "--out", tmp_path / "out")
    assert made.code == 0
    assert bagit.Bag(made.json["package"]).is_valid()
    again = run("archivist", "provide", "make", loan, *to, "--out", tmp_path / "out")
    assert (again.code, again.json["error"]["kind"]) == (3, "refused")
    number = made.json["provision"]
    received = run("archivist", "provide", "receipt", number, "--receiver", "示例法官")
    assert received.json["receipt"]["receiver"] == "示例法官"
    (line,) = run("auditor", "provide", "list").json["provisions"]
    assert line["provision"] == number
    assert run("leader", "provide", "export", "--out", tmp_path / "r.xlsx").json["lines"] == 1
