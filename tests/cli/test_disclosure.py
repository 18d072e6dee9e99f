from pathlib import Path

from tests.helpers.archives import staffed_office
from tests.helpers.commands import Commands


def test_the_whole_path_of_an_application_by_command(tmp_path: Path) -> None:
    office = staffed_office(tmp_path / "archive")
    office.desk.close()
    run = Commands(tmp_path / "archive")
    facts = ("--applicant", "示例申请人", "--identity", "身份证", "--contact", "电话")
    add = ("disclosure", "add", *facts, "--content", "某次检查的录像")
    run(*add, "--how", "internet_fax", "--received", "2026-09-14", actor="archivist", code=2)
    came = ("--how", "in_person", "--received", "2026-09-14")
    made = run(*add, *came, actor="archivist")
    no = made["disclosure"]
    assert made["due"].startswith("2026-10-16T23:59:59")
    assert any("国庆" in each for each in made["explanation"])
    late = run("disclosure", "correction", no, "--text", "补正", actor="archivist", code=3)
    assert "第三十条" in late["error"]["basis"]
    ask = ("disclosure", "correction", no, "--text", "请写明日期", "--on", "2026-09-22")
    waiting = run(*ask, actor="archivist")
    assert (waiting["due"], waiting["standing"]) == (None, True)
    again = run("disclosure", "corrected", no, "--on", "2026-09-28", actor="archivist")
    assert again["due"].startswith("2026-10-30")
    run("disclosure", "consult", no, "--party", "示例公司", "--on", "2026-09-29", actor="archivist")
    back = run("disclosure", "consulted", no, "--on", "2026-10-12", actor="archivist")
    assert (back["not_counted"], back["due"][:10]) == (5, "2026-11-06")
    run("disclosure", "deliver", no, "--text", "邮寄", actor="archivist", code=3)
    refused = run(
        "disclosure",
        "answer",
        no,
        "--kind",
        "refused",
        "--text",
        "不公开",
        actor="archivist",
        code=2,
    )
    assert "第三十六条第三项" in refused["error"]["basis"]
    answer = ("disclosure", "answer", no, "--kind", "withheld", "--text", "执法案卷信息")
    proposed = run(*answer, actor="archivist")
    assert proposed["state"] == "proposed"
    assert "第十六条第二款" in proposed["answer"]["basis"]
    run("disclosure", "approve", no, actor="archivist", code=3)
    run("disclosure", "approve", no, actor="unit_head", code=3)
    run("disclosure", "send-back", no, "--text", "写明救济途径", actor="leader")
    run(*answer, actor="archivist")
    assert run("disclosure", "approve", no, actor="leader")["state"] == "answered"
    done = run("disclosure", "deliver", no, "--text", "邮寄签收", actor="archivist")
    assert done["state"] == "delivered"
    assert len(run("disclosure", "show", no, actor="auditor")["steps"]) == 9
    (line,) = run("disclosure", "list", actor="leader")["disclosures"]
    assert line["disclosure"] == no
    for form in ("answer", "handling"):
        out = tmp_path / f"{form}.pdf"
        run("disclosure", "print", no, "--form", form, "--out", out, actor="archivist")
        assert out.read_bytes().startswith(b"%PDF")
    export = ("disclosure", "export", "--out", tmp_path / "r.xlsx")
    assert run(*export, actor="auditor")["lines"] == 1
    run("disclosure", "list", actor="officer", code=3)
