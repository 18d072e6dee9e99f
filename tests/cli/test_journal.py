from tests.helpers.archives import staffed_office


def test_the_journal_is_verified_and_exported_by_command(console, tmp_path):
    staffed_office(tmp_path / "archive").desk.close()
    out = tmp_path / "journal.jsonl"
    verified = console("journal", "verify", "--archive", tmp_path / "archive", "--json")
    assert (verified.code, verified.json["findings"]) == (0, [])
    common = ("--archive", tmp_path / "archive", "--as", "auditor", "--json")
    exported = console("journal", "export", "--out", out, *common)
    assert exported.code == 0
    again = console("journal", "verify", "--file", out, "--json")
    assert again.json["head"] == exported.json["head"]


def test_an_altered_export_ends_with_exit_code_one(console, tmp_path):
    staffed_office(tmp_path / "archive").desk.close()
    out = tmp_path / "journal.jsonl"
    console("journal", "export", "--out", out, "--archive", tmp_path / "archive", "--as", "auditor")
    out.write_text(out.read_text(encoding="utf-8").replace("officer", "0fficer"), encoding="utf-8")
    result = console("journal", "verify", "--file", out, "--json")
    assert result.code == 1
    assert result.json["findings"][0]["code"] == "altered"
