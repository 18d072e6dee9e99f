"""Two thousand names no file system likes: everything comes in, safely named, nothing followed."""

import csv
import io
import json
import os
import re
import unicodedata

import bagit
import pytest

from archive_desk.cli.main import main
from archive_desk.media.scanning import shown
from tests.helpers.archives import PASSWORD, staffed_office
from tests.proofs import hostile
from tests.proofs.agreement import disorder

SAFE = re.compile(r"[^\x00-\x1f\x7f/\\<>:\"|?*%]+")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\..*)?")


@pytest.fixture(scope="module", params=[2000])
def card(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "card"
    folder.mkdir()
    return folder, hostile.write(folder, request.param)


def imported(archive, card, capfdbinary, monkeypatch):
    monkeypatch.setenv("ARCHIVE_DESK_PASSWORD", PASSWORD)
    capfdbinary.readouterr()
    code = main(["import", str(card), "--archive", str(archive), "--as", "archivist", "--json"])
    said = capfdbinary.readouterr().out
    return code, json.loads(said.decode("utf-8", "strict"))


@pytest.mark.timeout(600)
@pytest.mark.proof
def test_two_thousand_hostile_names_come_in(card, tmp_path, capfdbinary, monkeypatch):
    proven(*card, tmp_path / "archive", capfdbinary, monkeypatch)


def test_two_hundred_hostile_names_come_in(tmp_path, capfdbinary, monkeypatch):
    folder = tmp_path / "card"
    folder.mkdir()
    proven(
        folder,
        hostile.write(folder, 2000, every=10),
        tmp_path / "archive",
        capfdbinary,
        monkeypatch,
    )


def proven(card, held, archive, capfdbinary, monkeypatch):
    office = staffed_office(archive)
    office.desk.close()
    before = sorted(os.listdir(os.fsencode(card)))  # noqa: PTH208

    _, answer = imported(archive, card, capfdbinary, monkeypatch)

    outcomes = {line["source"]: key for key in OUTCOMES for line in answer[key]}
    assert answer["failed"] == []
    assert answer["duplicates"] == []
    assert answer["releasable"]
    refused = [line for line in answer["skipped"] if "链接" in line["reason"]]
    assert len(refused) == hostile.LINKS
    assert (
        len([line for line in answer["skipped"] if "普通文件" in line["reason"]]) == hostile.PIPES
    )
    left = len(answer["skipped"]) - hostile.LINKS - hostile.PIPES
    assert all(line["reason"] for line in answer["skipped"])
    assert len(answer["imported"]) == len(held) - left
    assert {shown(raw) for raw in held} <= set(outcomes)
    # Every name is told as its very bytes, whatever is shown of it.
    told = {bytes.fromhex(line["source_bytes"]) for key in OUTCOMES for line in answer[key]}
    assert set(held) <= told
    assert {b"link.mp4", b"dangling.mp4", b"up", b"pipe.mp4"} <= told
    # What stays on the card is junk by its name, and never a recording.
    stayed = {line["source"] for line in answer["skipped"]} & {shown(raw) for raw in held}
    assert not [source for source in stayed if is_recording(source)]
    vault_is_safe(archive, held, left)
    assert disorder(archive) == []
    assert sorted(os.listdir(os.fsencode(card))) == before  # noqa: PTH208


OUTCOMES = ("imported", "duplicates", "skipped", "failed")


def is_recording(source: str) -> bool:
    return source.lower().endswith((".mp4", ".jpg"))


def vault_is_safe(archive, held, left):
    (bag,) = (path for path in (archive / "vault").iterdir() if (path / "data").is_dir())
    files = sorted((bag / "data").iterdir())
    assert len(files) == len(held) - left
    for file in files:
        name = file.name
        assert SAFE.fullmatch(name)
        assert not RESERVED.fullmatch(name)
        assert len(name.encode()) <= 80
        assert name[0] not in ".-~ "
        assert name[-1] not in ". "
        assert unicodedata.normalize("NFC", name) == name
        assert not any(unicodedata.category(sign) in {"Cf", "Cc", "Zl", "Zp"} for sign in name)
    folded = {unicodedata.normalize("NFKC", file.name).casefold() for file in files}
    assert len(folded) == len(files)
    assert {file.read_bytes() for file in files} <= set(held.values())
    assert bagit.Bag(str(bag)).validate()
    rows = csv.DictReader(io.StringIO((bag / "source-names.csv").read_text("utf-8-sig")))
    # The very bytes of every name, beside the file that bears them.
    kept = {bytes.fromhex(row["source_bytes_hex"]): bag / row["stored"] for row in rows}
    assert all(path.read_bytes() == held[raw] for raw, path in kept.items())
    assert len(kept) == len(files)
