"""Loans, the register, the rules and the worklist, as a script uses them."""

from pathlib import Path

import pytest

from tests.helpers.archives import staffed_office
from tests.helpers.holdings import holdings

PERIOD = ("--from", "2026-11-01", "--until", "2099-12-31")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    office = staffed_office(tmp_path / "archive")
    holdings(office)
    office.desk.close()
    return tmp_path / "archive"


@pytest.fixture
def run(archive, console):
    def run(account: str, *words: object):
        return console("--archive", archive, "--as", account, *words, "--json")

    return run


def request(run, *things: object):
    ask = ("loan", "request", "--act", "view", "copy", "--purpose", "办案", *PERIOD)
    return run("officer", *ask, *(things or ("--case", "2026-001")))


def test_the_whole_path_of_a_loan(run) -> None:
    made = request(run)
    assert made.code == 0
    number = made.json["loan"]
    assert (made.json["state"], made.json["next_signature"]) == ("submitted", "unit_head")
    first = run("unit_head", "loan", "approve", number, "--opinion", "同意")
    assert (first.code, first.json["next_signature"]) == (0, "leader_in_charge")
    second = run("leader", "loan", "approve", number, "--opinion", "同意")
    assert (second.code, second.json["state"]) == (0, "approved")
    assert [grant["act"] for grant in second.json["grants"]] == ["view", "copy"]
    assert [step["decision"] for step in second.json["steps"]] == ["approved", "approved"]
    assert run("archivist", "loan", "hand-out", number).json["state"] == "lent"
    back = run("archivist", "loan", "return", number, "--condition", "完好")
    assert (back.code, back.json["state"]) == (0, "returned")
    listed = run("archivist", "ledger", "list")
    assert listed.code == 0
    (line,) = listed.json["lines"]
    assert (line["loan"], line["state"], line["condition"]) == (number, "returned", "完好")
    assert run("auditor", "journal", "verify").json["findings"] == []


def test_approving_ones_own_request_is_refused_with_the_article(run) -> None:
    number = request(run).json["loan"]
    result = run("officer", "loan", "approve", number, "--opinion", "同意")
    assert result.code == 3
    assert result.json["error"]["kind"] == "refused"
    assert result.json["error"]["basis"] == "《西岗区教育局行政执法全过程记录制度》第二十二条"


def test_a_refusal_a_withdrawal_and_a_revocation(run) -> None:
    first, second, third = (request(run).json["loan"] for _ in range(3))
    refused = run("unit_head", "loan", "refuse", first, "--reason", "与工作无关")
    assert (refused.code, refused.json["state"]) == (0, "refused")
    assert run("officer", "loan", "withdraw", second).json["state"] == "withdrawn"
    run("unit_head", "loan", "approve", third, "--opinion", "同意")
    run("leader", "loan", "approve", third, "--opinion", "同意")
    revoked = run("leader", "loan", "revoke", third, "--reason", "案件移送")
    assert (revoked.code, revoked.json["state"]) == (0, "revoked")
    assert not any(grant["live"] for grant in revoked.json["grants"])
    states = [loan["state"] for loan in run("archivist", "loan", "list").json["loans"]]
    assert states == ["revoked", "withdrawn", "refused"]
    only = run("archivist", "loan", "list", "--state", "refused").json["loans"]
    assert [loan["loan"] for loan in only] == [first]


def test_what_waits_for_a_signature_is_listed_and_shown(run) -> None:
    number = request(run, "--disc", "GP-2026-001").json["loan"]
    waiting = run("unit_head", "loan", "list", "--waiting").json["loans"]
    assert [loan["loan"] for loan in waiting] == [number]
    assert run("leader", "loan", "list", "--waiting").json["loans"] == []
    assert run("officer", "loan", "show", number).json["items"][0]["kind"] == "disc"
    clocks = run("unit_head", "worklist").json["clocks"]
    assert [(clock["clock"], clock["item"]) for clock in clocks] == [
        ("signature", f"loan:{number}")
    ]


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        (("--case", "没有"), 2, "not_found"),
        ((), 0, None),
        (("--footage", "999"), 2, "not_found"),
    ],
)
def test_what_is_asked_for_must_exist(run, words, code, kind) -> None:
    result = request(run, *words)
    assert result.code == code
    assert kind is None or result.json["error"]["kind"] == kind


def test_a_period_in_the_past_is_wrong_usage(run) -> None:
    ask = ("loan", "request", "--act", "view", "--case", "2026-001", "--purpose", "办案")
    result = run("officer", *ask, "--from", "2020-01-01", "--until", "2020-01-08")
    assert (result.code, result.json["error"]["kind"]) == (2, "invalid")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "pdf"])
def test_the_register_is_exported(run, tmp_path, kind) -> None:
    out = tmp_path / f"register.{kind}"
    result = run("archivist", "ledger", "export", "--format", kind, "--out", out)
    assert (result.code, result.json["lines"]) == (0, 0)
    assert out.stat().st_size > 50


def test_the_approval_form_is_printed(run, tmp_path) -> None:
    number = request(run).json["loan"]
    out = tmp_path / "form.pdf"
    assert run("officer", "loan", "print", number, "--out", out).code == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_the_rules_need_no_archive(console) -> None:
    listed = console("rules", "list", "--json").json["regulations"]
    assert [each["key"] for each in listed] == [
        "xigang",
        "fushun",
        "shuncheng",
        "jinpu",
        "dawukou",
    ]
    due = console(
        "rules", "due", "--regulation", "xigang", "--clock", "burn",
        "--start", "2026-02-06T10:00:00+08:00", "--json",
    )  # fmt: skip
    assert (due.code, due.json["due"]) == (0, "2026-02-27T23:59:59+08:00")
    assert due.json["basis"].endswith("第二十条")
    assert due.json["provisional"] is False
    assert len(due.json["steps"]) > 3


def test_what_the_regulation_leaves_open_is_said(console) -> None:
    due = ("rules", "due", "--regulation", "fushun", "--clock", "burn", "--start", "2026-02-06")
    result = console(*due, "--json")
    assert (result.code, result.json["due"], result.json["standing"]) == (0, None, "undecided")


def test_retention_is_explained(console) -> None:
    keep = ("rules", "retention", "--regulation", "shuncheng")
    patrol = console(*keep, "--activity", "patrol", "--json").json
    assert (patrol["kind"], patrol["retention"]) == ("floor", "保存不少于 6 个月")
    raised = console(*keep, "--activity", "patrol", "--trigger", "objection_complaint", "--json")
    assert raised.json["kind"] == "long_term"
    wrong = console(*keep, "--trigger", "rain", "--json")
    assert (wrong.code, wrong.json["error"]["kind"]) == (2, "invalid")


def test_less_is_approved_sent_back_completed_and_signed_by_a_deputy(run) -> None:
    number = request(run).json["loan"]
    back = run("unit_head", "loan", "send-back", number, "--reason", "请写明用途")
    assert (back.code, back.json["state"]) == (0, "incomplete")
    assert back.json["sent_back"]["reason"] == "请写明用途"
    again = run("officer", "loan", "resubmit", number, "--purpose", "行政复议")
    assert (again.json["state"], again.json["purpose"]) == ("submitted", "行政复议")
    absent = ("--deputy", "officer2", "--from", "2026-11-01", "--until", "2099-12-31")
    assert run("officer2", "loan", "approve", number, "--opinion", "同意").code == 3
    made = run("unit_head", "deputy", "add", *absent, "--reason", "外出开会")
    assert (made.code, made.json["in_force"]) == (0, True)
    less = ("--opinion", "只看", "--only-act", "view")
    signed = run("officer2", "loan", "approve", number, *less)
    assert signed.json["steps"][0]["deputy_for"] == "示例unit_head"
    assert signed.json["acts"] == ["view"]
    assert run("unit_head", "deputy", "end", made.json["id"]).json["in_force"] is False
    assert len(run("auditor", "deputy", "list").json["deputies"]) == 1


def test_part_comes_back_something_is_lost_and_found(run, tmp_path: Path) -> None:
    ask = ("loan", "request", "--act", "borrow", "--purpose", "办案", *PERIOD)
    made = run("officer", *ask, "--case", "2026-001", "--disc", "GP-2026-001")
    number, labels = made.json["loan"], [item["label"] for item in made.json["items"]]
    for account in ("unit_head", "leader"):
        run(account, "loan", "approve", number, "--opinion", "同意")
    run("archivist", "loan", "hand-out", number)
    slip = run("archivist", "loan", "slip", number, "--out", tmp_path / "slip.pdf")
    assert slip.code == 0
    recalled = run("archivist", "loan", "recall", number, "--reason", "盘点需要")
    assert recalled.json["recalled_at"]
    assert run("archivist", "loan", "notice", number, "--out", tmp_path / "n.pdf").code == 0
    part = run("archivist", "loan", "return", number, "--item", labels[0])
    assert (part.json["state"], len(part.json["returns"])) == ("lent", 1)
    lost = ("--missing", labels[1], "--note", "借阅人称已遗失")
    assert run("archivist", "loan", "return", number, *lost).json["state"] == "returned"
    (incident,) = run("leader", "incident", "list", "--open").json["incidents"]
    assert (incident["item"], incident["condition"]) == (labels[1], "missing")
    settle = ("incident", "settle", incident["incident"], "--outcome", "found", "--note", "找到")
    assert run("archivist", *settle).json["outcome"] == "found"
    assert run("archivist", *settle).code == 3
