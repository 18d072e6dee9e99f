from tests.helpers import recordings
from tests.helpers.archives import staffed_office
from tests.helpers.stored import vault_file_of
from tests.helpers.taking_in import take_in


def prepared(tmp_path):
    """A closed archive with one recording; the recording's file."""
    office = staffed_office(tmp_path / "archive")
    recordings.video(tmp_path / "card" / "DSJ-A1_20261118090000.mp4")
    take_in(office, tmp_path / "card")
    file = vault_file_of(office, 1)
    office.desk.close()
    return file


def test_a_sound_archive_ends_with_nought_and_a_changed_byte_with_one(console, tmp_path):
    file = prepared(tmp_path)
    common = ("--archive", tmp_path / "archive", "--as", "auditor", "--json")
    sound = console("check", "--full", *common)
    assert (sound.code, sound.json["findings"]) == (0, [])
    assert sound.json["checked"]["originals"] == 1
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)
    altered = console("check", *common)
    assert altered.code == 1
    finding = altered.json["findings"][0]
    assert (finding["code"], finding["item"]) == ("altered", "footage:1")


def test_people_read_what_was_found_as_lines(console, tmp_path):
    prepared(tmp_path).unlink()
    result = console("check", "--archive", tmp_path / "archive", "--as", "auditor")
    assert result.code == 1
    assert "missing\tfootage:1\t" in result.out
    assert "originals 1" in result.out


def test_the_database_is_backed_up_by_command(console, tmp_path):
    prepared(tmp_path)
    result = console("backup", "--archive", tmp_path / "archive", "--as", "admin", "--json")
    assert result.code == 0
    assert result.json["backup"].startswith(str(tmp_path / "archive" / "backups"))


def test_a_check_writes_its_report_and_is_listed(console, tmp_path):
    prepared(tmp_path)
    common = ("--archive", tmp_path / "archive", "--as", "archivist", "--json")
    made = console("check", *common, "--report", tmp_path / "report.pdf")
    assert made.code == 0, made.err
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    runs = console("fixity", "list", *common).json["runs"]
    assert [(each["run"], each["items"]) for each in runs] == [(made.json["run"], 1)]
    book = tmp_path / "report.xlsx"
    assert console("fixity", "report", made.json["run"], "--out", book, *common).code == 0
    assert book.stat().st_size > 1000


def test_the_rota_is_shown_set_and_run_by_command(console, tmp_path):
    prepared(tmp_path)
    common = ("--archive", tmp_path / "archive", "--as", "archivist", "--json")
    assert console("fixity", "show", *common).json["states"]["never"] == 1
    changed = console("fixity", "set", "--interval", 30, "--rate", 0, *common).json
    assert (changed["interval_days"], changed["rate_mib"], changed["share_gib"]) == (30, 0, 50)
    assert console("fixity", "set", "--share", 0, *common).code == 2
    # The recording was taken in by a clock that stood still; the command's goes on.
    assert console("fixity", "run", *common).code == 0


def test_a_check_of_one_batch_by_command(console, tmp_path):
    prepared(tmp_path)
    common = ("--archive", tmp_path / "archive", "--as", "auditor", "--json")
    assert console("check", "--batch", "2026-0001", *common).json["checked"]["originals"] == 1
    assert console("check", "--batch", "none", *common).code == 2


def test_what_was_moved_is_put_back_and_spoilt_lists_are_rewritten_without_a_mirror(
    console, tmp_path
):
    file = prepared(tmp_path)
    common = ("--archive", tmp_path / "archive", "--as", "archivist", "--json")
    file.rename(file.with_name("elsewhere.mp4"))
    lists = file.parent.parent / "manifest-sha256.txt"
    lists.chmod(0o600)
    lists.write_text("nonsense")

    healed = console("check", "--heal", *common)

    assert healed.code == 1
    assert [each["mended"] for each in healed.json["healed"]] == ["put_back", "lists"]
    assert (healed.json["healed"][0]["footage"], healed.json["healed"][1]["batch"][-5:]) == (
        1,
        "-0001",
    )
    again = console("check", "--full", *common)
    assert (again.code, again.json["findings"]) == (0, [])


def test_a_report_of_an_unknown_kind_is_refused_before_anything_is_read(console, tmp_path):
    prepared(tmp_path)
    common = ("--archive", tmp_path / "archive", "--as", "archivist", "--json")

    refused = console("check", "--report", tmp_path / "report.txt", *common)

    assert (refused.code, refused.json["error"]["kind"]) == (2, "invalid")
    assert console("fixity", "list", *common).json["runs"] == []


def test_exchanged_originals_are_named_and_put_back_by_command(console, tmp_path):
    staffed_office(tmp_path / "archive").desk.close()
    for minute in range(2):
        recordings.video(tmp_path / "card" / f"DSJ-A1_2026111809{minute}000.mp4", text=str(minute))
    common = ("--archive", tmp_path / "archive", "--as", "archivist", "--json")
    console("import", tmp_path / "card", *common)
    one, two = sorted((tmp_path / "archive" / "vault").rglob("data/*.mp4"))
    kept = two.with_suffix(".kept")
    two.rename(kept)
    one.rename(two)
    kept.rename(one)
    checked = console("check", "--heal", *common)
    assert checked.code == 1
    assert [each["code"] for each in checked.json["findings"]] == ["exchanged", "exchanged"]
    assert {each["mended"] for each in checked.json["healed"]} == {"put_back", "nothing"}
    assert console("check", "--full", *common).code == 0
