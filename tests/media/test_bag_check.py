from pathlib import Path

import pytest

from archive_desk.media.bag_check import BagFault, Fault, bag_faults
from archive_desk.media.bags import BagEntry, BagRecord, tag_files

ENTRY = BagEntry("data/0001_a.mp4", 3, "1" * 64, "2" * 64)


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    for name, content in tag_files(BagRecord((ENTRY,))).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_lists_as_they_were_written_are_relied_on(bag):
    assert list(bag_faults(bag, [ENTRY])) == []


def test_a_list_of_other_files_is_not(bag):
    other = BagEntry("data/0002_b.mp4", 3, "1" * 64, "2" * 64)
    names = {fault.name for fault in bag_faults(bag, [ENTRY, other])}
    assert names == {"manifest-sha256.txt", "manifest-sm3.txt"}


@pytest.mark.parametrize("content", [b"nonsense", b"\xff\xfe", b"1  a\n1  a\n"])
def test_a_list_that_makes_no_sense_has_been_altered(bag, content):
    (bag / "manifest-sha256.txt").write_bytes(content)
    assert BagFault("manifest-sha256.txt", Fault.ALTERED) in list(bag_faults(bag, [ENTRY]))


def test_a_list_that_is_a_folder_cannot_be_read(bag):
    (bag / "bagit.txt").unlink()
    (bag / "bagit.txt").mkdir()
    assert [fault.fault for fault in bag_faults(bag, [ENTRY])] == [Fault.UNREACHABLE]


def test_an_empty_folder_lacks_every_list(tmp_path):
    faults = list(bag_faults(tmp_path, [ENTRY]))
    assert {fault.fault for fault in faults} == {Fault.MISSING}
    assert len(faults) == 5
