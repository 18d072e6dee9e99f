def test_a_demonstration_into_a_full_folder_is_wrong_usage(tmp_path, console):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = console("demo", tmp_path, "--json")
    assert (result.code, result.json["error"]["kind"]) == (2, "invalid")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
