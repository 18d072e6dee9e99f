import shutil
from pathlib import Path

import pytest

from tests.helpers.archives import staffed_office
from tests.helpers.case_files import registered
from tests.helpers.stored import in_case, stored, vault_file_of

CASE = "西教罚〔2026〕1号"


@pytest.fixture
def office(tmp_path):
    office = staffed_office(tmp_path / "archive")
    in_case(office, registered(office), stored(office), stored(office, 3))
    yield office
    office.desk.close()


@pytest.fixture
def clerk(console, office):
    def run(*words):
        root = office.desk.folder.root
        return console(*words, "--archive", root, "--as", "archivist", "--json")

    return run


def test_a_disc_goes_its_whole_way_by_command(clerk, tmp_path):
    planned = clerk("disc", "plan", "--medium", "dvd", "--case", CASE)
    assert planned.code == 0, planned.out
    (disc,) = planned.json["discs"]
    assert planned.json["set"] == "S2026-0001"
    assert {"number": 1, "of": 1}.items() <= disc.items()
    assert 0 < disc["used_bytes"] < disc["capacity_bytes"] == 2_295_104 * 2048
    assert [item["case"] for item in disc["items"]] == [CASE, CASE]

    built = clerk("disc", "build", disc["disc"])
    assert built.code == 0, built.out
    assert built.json["state"] == "built"
    assert len(built.json["sha256"]) == 64

    verified = clerk("disc", "verify", disc["disc"])
    assert verified.code == 0, verified.out
    assert verified.json["findings"] == []
    assert verified.json["sha256"] == built.json["sha256"]
    assert verified.json["image"] == built.json["image"]

    for paper in ("label", "contents", "case", "burn-record", "check-record"):
        file = tmp_path / f"{paper}.pdf"
        assert clerk("disc", paper, disc["disc"], "--out", file).json["file"] == str(file)
        assert file.read_bytes().startswith(b"%PDF")

    burned = clerk("disc", "burned", disc["disc"], "--set", "C", "--location", "一号库")
    assert burned.code == 0, burned.out
    (line,) = clerk("disc", "list").json["discs"]
    assert (line["state"], line["copy_set"], line["location"]) == ("burned", "C", "一号库")


def test_a_damaged_image_is_named_and_the_code_is_1(clerk, office):
    (disc,) = clerk("disc", "plan", "--medium", "cd", "--footage", "1", "2").json["discs"]
    image = clerk("disc", "build", disc["disc"]).json["image"]
    original = vault_file_of(office, 1).read_bytes()
    data = bytearray(Path(image).read_bytes())
    data[bytes(data).index(original[:2048]) + 7] ^= 1
    Path(image).write_bytes(data)
    by_number, by_path = clerk("disc", "verify", disc["disc"]), clerk("disc", "verify", image)
    for answer in (by_number, by_path):
        assert answer.code == 1
        (finding,) = answer.json["findings"]
        assert (finding["code"], finding["item"]) == ("altered", disc["items"][0]["path"])
    assert by_path.json["disc"] == disc["disc"]


def test_a_trial_plan_registers_nothing(clerk):
    trial = clerk("disc", "plan", "--medium", "bd25", "--case", CASE, "--dry-run")
    assert trial.code == 0
    assert len(trial.json["discs"][0]["items"]) == 2
    assert clerk("disc", "list").json["total"] == 0


@pytest.mark.skipif(shutil.which("xorriso") is None, reason="xorriso is not installed")
def test_a_disc_is_burned_and_read_back_by_command(clerk, tmp_path, monkeypatch):
    drive = tmp_path / "drive"
    monkeypatch.setenv("DESK_STDIO_DRIVES", str(drive))
    offered = [each for each in clerk("disc", "drives").json["drives"] if not each["real"]]
    assert [(each["drive"], each["blank"]) for each in offered] == [(f"stdio:{drive}", True)]
    (disc,) = clerk("disc", "plan", "--medium", "dvd", "--case", CASE).json["discs"]
    clerk("disc", "build", disc["disc"])
    burned = clerk("disc", "burn", disc["disc"], "--drive", f"stdio:{drive}")
    assert (burned.code, burned.json["state"]) == (0, "burned"), burned.out
    back = clerk("disc", "readback", disc["disc"], "--drive", f"stdio:{drive}")
    assert (back.code, back.json["state"], back.json["findings"]) == (0, "verified", [])
    assert clerk("disc", "verify", f"stdio:{drive}").json["disc"] == disc["disc"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("disc", "plan", "--medium", "floppy", "--case", CASE), 2),
        (("disc", "plan", "--medium", "cd", "--case", "无此案"), 2),
        (("disc", "build", "G1999-0001"), 2),
        (("disc", "verify", "/no/such/image.iso"), 4),
        (("disc", "list", "--limit", "0"), 2),
        (("disc", "burn", "G1999-0001", "--drive", "/etc/passwd"), 2),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(clerk, words, code):
    answer = clerk(*words)
    assert answer.code == code
    assert answer.json["error"]["message"]


def test_others_are_refused(console, office):
    root = office.desk.folder.root
    words = ("disc", "plan", "--medium", "cd", "--case", CASE, "--archive", root, "--json")
    assert console(*words, "--as", "officer").code == 3


def test_the_calendar_a_round_and_a_migration_by_command(clerk, office, tmp_path):
    (planned,) = clerk("disc", "plan", "--medium", "dvd", "--case", CASE).json["discs"]
    no, drive = planned["disc"], tmp_path / "drive"
    image = clerk("disc", "build", no).json["image"]
    shutil.copyfile(image, drive)
    clerk("disc", "burned", no, "--brand", "档案级", "--batch", "2026-03")
    assert clerk("disc", "identify", drive).json["disc"] == no
    assert clerk("disc", "readback", no, "--drive", f"stdio:{drive}").code == 0
    assert clerk("disc", "shelve", no, "一号库/3柜/2格").json["state"] == "shelved"
    assert clerk("disc", "places").json["places"][-1] == {"place": "一号库 3柜 2格", "discs": 1}
    calendar = clerk(
        "disc", "calendar", "--months", "12", "--percent", "50", "--decided-by", "档案室"
    )
    assert calendar.code == 0, calendar.out
    assert (calendar.json["rule"]["months"], calendar.json["rule"]["basis"]) == (12, None)
    ((line),) = calendar.json["discs"]
    assert (line["disc"], line["overdue"]) == (no, False)
    assert clerk("disc", "sample").code == 3
    drawn = clerk("disc", "sample", "--all", "--seed", "种子").json
    assert ([each["disc"] for each in drawn["discs"]], drawn["seed"]) == ([no], "种子")
    check = ("disc", "check", no, "--round", drawn["round"], "--drive", f"stdio:{drive}")
    assert clerk(*check, "--appearance", "完好").json["findings"] == []
    assert clerk("disc", "rounds").json["rounds"][0]["finished_at"]
    assert len(clerk("disc", "health", no).json["points"]) == 2
    assert clerk("disc", "warnings").json["discs"] == []
    new = clerk("disc", "migrate", no, "--reason", "预防性迁移", "--medium", "bd25").json
    assert (new["replaces"], new["state"], new["medium"]) == (no, "planned", "bd25")
    assert clerk("disc", "show", no).json["replaced_by"] == new["disc"]
    labels = tmp_path / "labels.pdf"
    assert clerk("disc", "labels", no, new["disc"], "--out", labels, "--start", "4").code == 0
    page = tmp_path / "page.pdf"
    found = clerk("disc", "calibrate", "--page", page, "--measured", "31", "29", "150", "200").json
    assert (found["offset_mm"], found["file"]) == ([-1.0, 1.0], str(page))
