"""Each way of using what is archived, by command: view, copy, burn, a disc and a volume lent."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_desk.services import accounts
from tests.helpers.archives import cheap_hasher, staffed_office
from tests.helpers.commands import Commands
from tests.helpers.holdings import holdings
from tests.helpers.stored import stored

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "PasswordHasher", cheap_hasher)


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Commands, int]:
    """An archive with a case and a disc, and one recording whose bytes are there."""
    office = staffed_office(tmp_path / "archive")
    holdings(office)
    footage = stored(office)
    office.desk.close()
    return Commands(tmp_path / "archive"), int(footage)


def asked(desk: Commands, *words: object, actor: str = "officer") -> str:
    """A request for a week from now, signed by both."""
    start, until = NOW - timedelta(hours=1), NOW + timedelta(days=7)
    loan = desk(
        *("loan", "request", "--purpose", "办案需要"),
        *("--from", start.isoformat(), "--until", until.isoformat()),
        *words,
        actor=actor,
    )
    desk("loan", "approve", loan["loan"], "--opinion", "同意", actor="unit_head")
    desk("loan", "approve", loan["loan"], "--opinion", "批准", actor="leader")
    return str(loan["loan"])


def test_who_may_look_does_not_copy_and_who_may_copy_does_so_as_often_as_approved(
    desk: tuple[Commands, int], tmp_path: Path
) -> None:
    run, footage = desk
    asked(run, "--act", "view", "--footage", footage)
    export = ("export", "--footage", footage, "--out")
    refused = run(*export, tmp_path / "a", actor="officer", code=3)["error"]
    assert "只批准了查阅" in refused["message"]
    assert refused["basis"].endswith("第二十二条")
    assert not (tmp_path / "a").exists() or not any((tmp_path / "a").iterdir())
    copying = asked(run, "--act", "copy", "--footage", footage, "--uses", 1)
    made = run(*export, tmp_path / "b", actor="officer")["files"]
    assert made[0]["loan"] == copying
    subprocess.run(
        ["sha256sum", "--check", "--quiet", "manifest-sha256.txt"], cwd=tmp_path / "b", check=True
    )
    spent = run(*export, tmp_path / "c", actor="officer", code=3)["error"]
    assert "次数已用完" in spent["message"]
    (grant,) = run("loan", "show", copying, actor="officer")["grants"]
    assert (grant["uses"], grant["used"], grant["live"]) == (1, 1, False)
    assert (
        run("loan", "revoke", copying, "--reason", "已移送", actor="leader")["state"] == "revoked"
    )


def test_discs_are_burned_for_an_applicant_under_his_approval(
    desk: tuple[Commands, int], tmp_path: Path
) -> None:
    run, footage = desk
    viewing = asked(run, "--act", "view", "--footage", footage)
    plan = ("disc", "plan", "--medium", "dvd", "--loan")
    refused = run(*plan, viewing, actor="archivist", code=3)["error"]
    assert refused["basis"].endswith("第二十二条")
    burning = asked(run, "--act", "burn", "--footage", footage, "--uses", 1)
    run(*plan, burning, actor="officer", code=3)
    planned = run(*plan, burning, actor="archivist")["discs"]
    assert [item["footage"] for item in planned[0]["items"]] == [footage]
    run(*plan, burning, actor="archivist", code=3)
    out = tmp_path / "journal.jsonl"
    run("journal", "export", "--out", out, actor="auditor")
    (line,) = [each for each in out.read_text("utf-8").splitlines() if "disc.planned" in each]
    assert burning in line


def test_a_disc_goes_out_is_waited_for_and_comes_back_by_its_code(
    desk: tuple[Commands, int], tmp_path: Path
) -> None:
    run, _ = desk
    clerk = "archivist"
    first = asked(run, "--act", "borrow", "--disc", "GP-2026-001", "--place", "档案室内")
    idle = run("loan", "scan", "GP-2026-001", actor=clerk)
    assert idle["loan"]["loan"] == first
    run("loan", "hand-out", first, actor=clerk)
    run("loan", "slip", first, "--out", tmp_path / "slip.pdf", actor=clerk)
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")
    second = asked(run, "--act", "borrow", "--disc", "GP-2026-001", actor="officer2")
    assert run("loan", "hand-out", second, actor=clerk, code=3)["error"]["basis"]
    waits = run("loan", "renew", first, actor=clerk, code=3)["error"]["message"]
    assert second in waits
    early = run("loan", "remind", first, "--out", tmp_path / "n.pdf", actor=clerk, code=3)
    assert "尚未到期" in early["error"]["message"]
    assert run("loan", "scan", "GP-2026-001 sha256:00", actor=clerk)["loan"]["loan"] == first
    back = run(
        *("loan", "return", first, "--condition", "完好", "--effect", "作为证据使用"), actor=clerk
    )
    assert (back["state"], back["effect"]) == ("returned", "作为证据使用")
    assert run("loan", "return", first, actor=clerk, code=3)["error"]["kind"] == "conflict"
    assert run("loan", "scan", "别处-77", actor=clerk, code=2)["error"]["kind"] == "not_found"
    lines = run("ledger", "list", "--loan", first, actor=clerk)["lines"]
    assert [line["effect"] for line in lines] == ["作为证据使用"]


def test_a_paper_volume_is_registered_asked_for_on_paper_and_lent(
    desk: tuple[Commands, int], tmp_path: Path
) -> None:
    run, _ = desk
    clerk = "archivist"
    add = ("volume", "add", "2026-001", "--number", 1, "--title", "正卷")
    volume = run(*add, actor=clerk)["volume"]
    start, until = NOW - timedelta(hours=1), NOW + timedelta(days=7)
    draft = run(
        *("loan", "draft", "--applicant", "officer", "--act", "borrow", "--volume", volume),
        *("--from", start.isoformat(), "--until", until.isoformat()),
        actor=clerk,
    )
    assert draft["state"] == "draft"
    run("loan", "submit", draft["loan"], actor=clerk, code=2)
    changed = ("loan", "draft", "--change", draft["loan"], "--purpose", "核对原件")
    run(*changed, actor=clerk)
    loan = run("loan", "submit", draft["loan"], actor=clerk)
    assert (loan["applicant"], loan["entered_by"]) == ("示例officer", "示例archivist")
    scan = tmp_path / "审批单.pdf"
    scan.write_bytes(b"%PDF-1.4 signed")
    run("loan", "attach", loan["loan"], "--file", scan, actor=clerk)
    for signer in ("unit_head", "leader"):
        approve = ("loan", "approve", loan["loan"], "--opinion", "同意")
        run(*approve, "--signed-by", signer, "--paper", scan, actor=clerk)
    shown = run("loan", "show", loan["loan"], actor="officer")
    assert [paper["step"] for paper in shown["papers"]] == [0, 1, 2]
    assert {step["entered_by"] for step in shown["steps"]} == {"示例archivist"}
    run("loan", "hand-out", loan["loan"], actor=clerk)
    assert run("loan", "scan", volume, actor=clerk)["loan"]["loan"] == loan["loan"]
    corrected = run(
        *("ledger", "correct", 1, "--set", "borrower=示例officer2", "--reason", "登记笔误"),
        actor=clerk,
    )
    assert (corrected["no"], corrected["corrects"]) == (2, 1)
    run("loan", "return", loan["loan"], actor=clerk)
    totals = run("ledger", "totals", actor="leader")["states"]
    assert (totals["returned"], totals["corrected"]) == (1, 1)


def test_the_head_names_a_signer_and_urgency_alone_opens_nothing(
    desk: tuple[Commands, int],
) -> None:
    run, footage = desk
    run("deputy", "signer", 1, "officer2", actor="leader", code=3)
    named = run("deputy", "signer", 1, "officer2", actor="agency_head")["signers"]
    assert [each["account"] for each in named] == ["officer2"]
    start, until = NOW - timedelta(hours=1), NOW + timedelta(days=7)
    loan = run(
        *("loan", "request", "--act", "view", "--footage", footage, "--purpose", "急"),
        *("--urgency", "urgent", "--from", start.isoformat(), "--until", until.isoformat()),
        actor="officer",
    )["loan"]
    release = ("loan", "release", loan, "--reason", "现场急需")
    assert run(*release, actor="archivist", code=3)["error"]["basis"].endswith("第二十二条")
    run("loan", "approve", loan, "--opinion", "同意", actor="unit_head", code=3)
    run("loan", "approve", loan, "--opinion", "同意", actor="officer2")
    overview = run("loan", "overview", actor="leader")["sections"]
    assert overview[0]["waiting"] == 1
