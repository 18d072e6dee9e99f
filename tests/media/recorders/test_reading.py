from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive_desk.domain.arrivals import Identities
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.footage import Kind, TimeSource
from archive_desk.languages import Language, catalogue
from archive_desk.media.recorders.families import read_families
from archive_desk.media.recorders.reading import Reader
from archive_desk.paths import resources

SHANGHAI = ZoneInfo("Asia/Shanghai")
FAMILIES = read_families(resources() / "recorders")


def reader(*, devices: set[str] = frozenset(), officers: set[str] = frozenset()) -> Reader:
    known = Identities(frozenset(devices), frozenset(officers))
    return Reader(FAMILIES, zone=SHANGHAI, known=known)


NAME_SAMPLES = [(pattern, sample) for pattern in FAMILIES.names for sample in pattern.samples]
FOLDER_SAMPLES = [(pattern, sample) for pattern in FAMILIES.folders for sample in pattern.samples]


@pytest.mark.parametrize(
    ("pattern", "sample"), NAME_SAMPLES, ids=[sample["name"] for _, sample in NAME_SAMPLES]
)
def test_every_sample_name_reads_as_its_family_says(pattern, sample):
    found = reader().read(f"{sample.get('folder', 'card')}/{sample['name']}")

    assert found.family == pattern.key
    assert found.device == sample.get("device", "")
    assert found.officer == sample.get("officer", "")
    assert found.sequence == sample.get("sequence")
    assert found.important == sample.get("important", False)
    if "start" not in sample:
        assert found.claims == ()
        return
    expected = datetime.fromisoformat(sample["start"])
    expected = expected if expected.tzinfo else expected.replace(tzinfo=SHANGHAI)
    assert found.claims[0].source is TimeSource.NAME
    assert found.claims[0].at == expected


@pytest.mark.parametrize(
    ("pattern", "sample"), FOLDER_SAMPLES, ids=[sample["folder"] for _, sample in FOLDER_SAMPLES]
)
def test_every_sample_folder_reads_as_its_family_says(pattern, sample):
    found = reader().read(sample["folder"] + "/clip.mp4")

    assert found.family == pattern.key
    assert found.device == sample.get("device", "")
    assert found.officer == sample.get("officer", "")
    assert found.important == sample.get("important", False)
    days = [claim.at.date().isoformat() for claim in found.claims if claim.whole_day]
    assert days == ([sample["day"]] if "day" in sample else [])


def test_the_register_decides_which_number_is_the_device():
    name = "1234567_765432_20230214093015_0001.mp4"

    assert reader().read(name).device == "1234567"
    turned = reader(devices={"765432"}, officers={"1234567"}).read(name)
    assert (turned.device, turned.officer, turned.decided_by) == ("765432", "1234567", "register")


def test_a_known_officer_alone_decides_too():
    found = reader(officers={"1111"}).read("1111_2222_20230214093015_0001.mp4")

    assert (found.device, found.officer) == ("2222", "1111")


def test_without_any_sign_the_first_number_is_the_device():
    found = reader().read("1111_2222_20230214093015_0001.mp4")

    assert (found.device, found.officer, found.decided_by) == ("1111", "2222", "default")


def test_short_names_take_device_and_officer_from_their_folders():
    found = reader().read("DCIM/101ANDRO/DSJ-A1/012345/20230214/20230214093015_0003IMP.mp4")

    assert (found.device, found.officer) == ("DSJ-A1", "012345")
    assert found.important
    assert [claim.source for claim in found.claims] == [TimeSource.NAME, TimeSource.FOLDER]


def test_an_unknown_name_is_unrecognised_and_still_wanted():
    assert reader().read("新建文件夹/现场.mp4").family == ""
    assert reader().why_skipped("新建文件夹/现场.mp4") is None


def test_digits_that_are_no_date_claim_no_time():
    assert reader().read("8888888_000000_20230231093015_0001.mp4").claims == ()


def test_a_name_written_in_world_time_says_so():
    (claim,) = reader().read("PXL_20220831_003137144.mp4").claims

    assert claim.zoned
    assert claim.at == datetime(2022, 8, 31, 0, 31, 37, 144000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("DCIM/SEGTEMP/20230214093015_0003.mp4", "预录临时文件"),
        (".hidden.txt", "隐藏文件"),
        ("._a.mp4", "操作系统自己的文件"),
        (".config/a.mp4", "隐藏文件夹里的文件"),
        ("DCIM/.thumbnails/1.jpg", "缩略图"),
        ("a.thm", "缩略图"),
        ("Thumbs.db", "缩略图"),
        ("$RECYCLE.BIN/x.mp4", "回收站里的文件"),
        ("System Volume Information/WPSettings.dat", "操作系统自己的文件"),
        ("~lock.docx", "临时文件"),
        ("a.tmp", "临时文件"),
    ],
)
def test_what_no_recorder_made_stays_on_the_card(path, reason):
    assert reader().why_skipped(path) == reason


@pytest.mark.parametrize(
    "path",
    [
        *("gps.xml", "a.dav", "complete", "trail.gpx", "SEGTEMPLATE/a.mp4", "thumbprint.mp4"),
        *(".hidden.mp4", "..mp4", "~a.MP4"),
    ],
)
def test_the_unknown_and_recordings_behind_a_dot_are_never_skipped(path):
    assert reader().why_skipped(path) is None


def test_kinds_go_by_extension_and_the_rest_are_sidecars():
    assert FAMILIES.kind_of("A.MP4") is Kind.VIDEO
    assert FAMILIES.kind_of("a.amr") is Kind.AUDIO
    assert FAMILIES.kind_of("a.heic") is Kind.PHOTO
    assert FAMILIES.kind_of("a.dav") is Kind.SIDECAR
    assert FAMILIES.kind_of("complete") is Kind.SIDECAR


def test_a_mistake_in_a_data_file_names_the_file_and_the_entry(tmp_path: Path):
    (tmp_path / "own.toml").write_text(
        '[[names]]\nkey = "mine"\ntitle = "x"\npriority = 1\npattern = "(oops"\n', encoding="utf-8"
    )

    with pytest.raises(InvalidInput, match=r"own\.toml.*mine"):
        read_families(tmp_path)


def test_every_title_and_reason_of_the_data_files_has_an_english_one():
    patterns = (*FAMILIES.names, *FAMILIES.folders)
    spoken = [words for each in patterns for words in (each.title, each.layout) if words]
    spoken += [rule.reason for rule in FAMILIES.skips]

    assert [
        text for text in spoken if not text.isascii() and text not in catalogue(Language.EN)
    ] == []


def test_the_folders_above_the_chosen_one_are_read_too():
    card = "CARD/DCIM/101ANDRO/7654321/012345"

    found = reader().read("20260301/20260301101112_0007.mp4", card)
    alone = reader().read("20260214_093015_4F2A.mkv", "card/012345_B8A44F123456_20260214_093015")

    assert (found.device, found.officer, found.important) == ("7654321", "012345", True)
    assert (alone.device, alone.officer) == ("B8A44F123456", "012345")


def test_a_name_to_the_minute_says_so():
    (claim,) = reader().read("AXON_Body_2_Video_2023-02-14_0930.mp4").claims

    assert claim.whole_minute
    assert not claim.whole_day


def test_what_a_messenger_names_by_its_sending_is_no_start():
    assert reader().read("WhatsApp Video 2026-02-14 at 09.39.13.mp4").claims == ()


@pytest.mark.parametrize(
    "name",
    [
        "8888888_000000_20260229235959_0002.mp4",
        "8888888_000000_20261332000000_0002.mp4",
        "8888888_000000_00000000000000_0002.mp4",
    ],
)
def test_a_clock_gone_mad_hides_neither_device_nor_officer(name):
    found = reader().read(name)

    assert (found.device, found.officer, found.sequence) == ("8888888", "000000", 2)
    assert found.claims == ()
