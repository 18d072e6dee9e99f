"""`export` as a script uses it."""

import pytest

from tests.helpers.archives import staffed_office
from tests.helpers.stored import stored


@pytest.fixture
def run(tmp_path, console):
    def run(account: str, *words: object):
        return console("--archive", tmp_path / "archive", "--as", account, *words, "--json")

    return run


def test_a_copy_under_a_view_only_grant_is_refused_and_under_a_copy_grant_made(
    tmp_path, run
) -> None:
    office = staffed_office(tmp_path / "archive")
    footage = stored(office)
    office.desk.close()
    period = ("--purpose", "办案", "--from", "2026-11-01", "--until", "2099-12-31")
    for act, code in (("view", 3), ("copy", 0)):
        ask = ("loan", "request", "--act", act, "--footage", footage, *period)
        number = run("officer", *ask).json["loan"]
        for account in ("unit_head", "leader"):
            assert run(account, "loan", "approve", number, "--opinion", "同意").code == 0
        result = run("officer", "export", "--footage", footage, "--out", tmp_path / act)
        assert result.code == code
        if code:
            assert result.json["error"]["basis"].endswith("第二十二条")
        else:
            (file,) = result.json["files"]
            assert (file["footage"], file["loan"]) == (footage, number)
