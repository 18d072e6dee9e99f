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
