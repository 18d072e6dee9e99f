import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import bagit
import pytest

from tests.helpers import recordings
from tests.helpers.archives import PASSWORD, staffed_office
from tests.helpers.sources import ROOT

NAME = "8810021_012345_20261119093015_0001.mp4"


@pytest.fixture
def archive(tmp_path) -> Path:
    office = staffed_office(tmp_path / "archive")
    office.desk.close()
    return tmp_path / "archive"


def importing(console, archive, source, *words):
    given = ("--archive", archive, "--as", "archivist", "--json")
    return console("import", source, *words, *given)


def test_a_clean_card_is_done(console, archive, tmp_path):
    card = tmp_path / "card"
    recordings.video(card / NAME)

    done = importing(console, archive, card)

    assert done.code == 0
    (row,) = done.json["imported"]
    content = (card / NAME).read_bytes()
    assert row["source"] == NAME
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert row["sm3"] == hashlib.new("sm3", content).hexdigest()
    assert row["size_bytes"] == len(content)
    assert done.json["batch"].endswith("-0001")
    assert (done.json["duplicates"], done.json["skipped"], done.json["failed"]) == ([], [], [])


def test_the_demonstration_card_has_one_damaged_file(console, archive, recorder_card):
    done = importing(console, archive, recorder_card, "--section", "综合科")

    assert done.code == 1
    faulty = [row for row in done.json["imported"] if row["faulty"]]
    assert [row["name"][-8:] for row in faulty] == ["0006.mp4"]
    assert faulty[0]["reason"]
    assert [row["source"][-7:] for row in done.json["duplicates"]] == ["IMP.mp4"]
    assert len(done.json["skipped"]) == 5
    assert done.json["failed"] == []
    again = importing(console, archive, recorder_card)
    assert (again.code, again.json["imported"]) == (0, [])


def test_a_folder_inside_the_archive_is_wrong_usage(console, archive):
    done = importing(console, archive, archive / "vault")

    assert done.code == 2
    assert "重叠" in done.json["error"]["message"]


def test_somebody_without_the_right_is_refused(console, archive, tmp_path):
    recordings.video(tmp_path / "card" / NAME)
    given = ("--archive", archive, "--as", "officer", "--json")

    done = console("import", tmp_path / "card", *given)

    assert (done.code, done.json["error"]["kind"]) == (3, "refused")


def test_people_read_what_was_skipped_and_why(console, archive, recorder_card):
    given = ("--archive", archive, "--as", "archivist", "--language", "en")

    done = console("import", recorder_card, *given)

    assert done.code == 1
    assert "Imported: 30" in done.out
    assert "Thumbnail" in done.out
    assert "power was lost" in done.out


def test_the_hand_over_form_is_written_with_the_import(console, archive, tmp_path):
    recordings.video(tmp_path / "card" / NAME)
    form = tmp_path / "form.pdf"

    done = importing(console, archive, tmp_path / "card", "--form", form)

    assert done.code == 0
    assert form.read_bytes().startswith(b"%PDF")


def test_sm3_can_be_left_out_once_or_for_good(console, archive, tmp_path):
    cards = []
    for number in range(3):
        folder = tmp_path / f"card{number}"
        folder.mkdir()
        name = f"8810021_012345_2026111909301{number}_000{number}.mp4"
        (folder / name).write_bytes(b"content %d" % number)
        cards.append(folder)

    def sm3_of(card, *words):
        (row,) = importing(console, archive, card, *words).json["imported"]
        return row["sm3"]

    assert sm3_of(cards[0], "--no-sm3") == ""
    with_sm3 = importing(console, archive, cards[1]).json["imported"]
    assert with_sm3[0]["sm3"] == hashlib.new("sm3", b"content 1").hexdigest()
    office = ("--archive", archive, "--json")
    assert console("settings", "--no-sm3", "--as", "archivist", *office).code == 3
    assert console("settings", "--as", "archivist", *office).json["sm3"] is True
    assert console("settings", "--no-sm3", "--as", "admin", *office).json["sm3"] is False
    assert sm3_of(cards[2]) == ""
    bags = sorted((archive / "vault").glob("20*"))
    assert [(bag / "manifest-sm3.txt").exists() for bag in bags] == [False, True, False]
    for bag in bags:
        assert bagit.Bag(str(bag)).validate()
    given = ("--archive", archive, "--as", "archivist", "--json")
    assert console("check", "--full", *given).json["findings"] == []


def test_the_very_bytes_of_a_name_are_told(console, archive, tmp_path):
    folder = tmp_path / "card"
    folder.mkdir()
    raw = b"a\xff\nb\xe8\xae\xb0.mp4"
    (folder / os.fsdecode(raw)).write_bytes(b"x")

    (row,) = importing(console, archive, folder).json["imported"]

    assert bytes.fromhex(row["source_bytes"]) == raw
    assert row["source"] == r"a\xff\x0ab记.mp4"


@pytest.mark.parametrize("left", ["empty", "nothing", "another"])
def test_a_vault_that_is_not_connected_is_refused_in_words(console, archive, tmp_path, left):
    card = tmp_path / "card"
    card.mkdir()
    (card / NAME).write_bytes(b"one")
    assert importing(console, archive, card).json["releasable"]
    vault = archive / "vault"
    vault.rename(tmp_path / "elsewhere")
    if left == "empty":
        vault.mkdir()
    elif left == "another":
        staffed_office(tmp_path / "second").desk.close()
        (tmp_path / "second" / "vault").rename(vault)
        (vault / "vault.toml").chmod(0o600)
        mark = (vault / "vault.toml").read_text("utf-8")
        (vault / "vault.toml").write_text(
            mark.replace('archive_id = "', 'archive_id = "x'), "utf-8"
        )
    (card / NAME.replace("0001", "0002")).write_bytes(b"two")
    given = ("--archive", archive, "--as", "archivist", "--json")

    refused = importing(console, archive, card)
    checked = console("check", *given)

    assert refused.code == 4
    words = {"empty": "没有连接", "nothing": "已断开", "another": "另一个档案库"}[left]
    assert words in refused.json["error"]["message"]
    assert checked.code == 1
    assert {finding["code"] for finding in checked.json["findings"]} == {"unreachable"}
    assert not vault.exists() or {path.name for path in vault.iterdir()} <= {"vault.toml"}
    if vault.exists():
        for path in vault.iterdir():
            path.unlink()
        vault.rmdir()
    (tmp_path / "elsewhere").rename(vault)
    assert len(importing(console, archive, card).json["imported"]) == 1
    assert console("check", *given).json["findings"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without asking them")
@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_told_to_stop_closes_its_batch(archive, tmp_path, order):
    card = tmp_path / "card"
    card.mkdir()
    content = os.urandom(4 << 20)
    for number in range(60):
        (card / f"{number:02d}.bin").write_bytes(content + bytes([number]))
    told = ("--archive", archive, "--as", "archivist", "--json")
    started = subprocess.Popen(
        [sys.executable, "-m", "archive_desk.cli.main", "import", card, *told],
        cwd=ROOT,
        env=os.environ | {"ARCHIVE_DESK_PASSWORD": PASSWORD},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # Stopped before the first file is whole, there would be no bag to look at.
    while started.poll() is None and not list(archive.glob("vault/*/data/*.bin")):
        time.sleep(0.01)
    started.send_signal(order)
    out, err = started.communicate()

    assert started.returncode == 4, err
    assert json.loads(out)["error"]["kind"] == "cancelled"
    assert "-0001" in err
    (bag,) = archive.glob("vault/*-0001")
    assert bagit.Bag(str(bag)).validate()


def test_a_return_that_has_not_been_yet_is_refused(console, archive, tmp_path):
    recordings.video(tmp_path / "card" / NAME)
    late = ("--returned", "2999-01-01T08:00:00+08:00", "--reason", "路远")

    refused = importing(console, archive, tmp_path / "card", *late)

    assert refused.code == 2
    assert "不能晚于现在" in refused.json["error"]["message"]


def test_a_form_that_has_no_place_is_refused_before_the_import(console, archive, tmp_path):
    recordings.video(tmp_path / "card" / NAME)

    refused = importing(console, archive, tmp_path / "card", "--form", tmp_path / "no" / "a.pdf")

    assert (refused.code, refused.json["error"]["kind"]) == (2, "invalid")
    assert not list(archive.glob("vault/*/data/*"))


def test_a_card_with_only_hidden_files_is_answered_with_its_list(console, archive, tmp_path):
    card = tmp_path / "card"
    (card / "DCIM").mkdir(parents=True)
    (card / "DCIM" / ".trash").write_bytes(b"x")
    (card / "DCIM" / "._8810021.mp4").write_bytes(b"x")

    done = importing(console, archive, card)

    assert done.code in {0, 1}
    assert sorted(row["source"] for row in done.json["skipped"]) == [
        "DCIM/._8810021.mp4",
        "DCIM/.trash",
    ]
    assert all(row["reason"] for row in done.json["skipped"])
    assert done.json["imported"] == []
    checked = console("check", "--full", "--archive", archive, "--as", "archivist", "--json")
    assert (checked.code, checked.json["findings"]) == (0, [])


def test_an_empty_folder_is_still_a_mistake(console, archive, tmp_path):
    (tmp_path / "empty").mkdir()

    refused = importing(console, archive, tmp_path / "empty")

    assert refused.code == 2
    assert "没有可以采集的文件" in refused.json["error"]["message"]
