def test_a_demonstration_into_a_full_folder_is_wrong_usage(tmp_path, console):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = console("demo", tmp_path, "--json")
    assert (result.code, result.json["error"]["kind"]) == (2, "invalid")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_demonstration_lists_its_card_and_its_accounts(tmp_path, console, monkeypatch):
    result = console("demo", tmp_path / "archive", "--card", tmp_path / "card", "--json")
    assert result.code == 0
    assert result.json["archive"] == str(tmp_path / "archive")
    assert result.json["card"] == str(tmp_path / "card")
    roles = {person["role"] for person in result.json["accounts"]}
    assert {"archivist", "officer", "unit_head", "leader_in_charge", "reviewer"} <= roles
    clerk = next(p for p in result.json["accounts"] if p["role"] == "archivist")
    monkeypatch.setenv("ARCHIVE_DESK_PASSWORD", clerk["password"])
    acting = ("--archive", tmp_path / "archive", "--as", clerk["account"])
    assert console("account", "list", *acting, "--json").code == 0
