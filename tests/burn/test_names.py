import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_desk.burn import names


@pytest.mark.parametrize(
    "name",
    [
        "0001_DSJ-A1B2C3_20261120_0001.mp4",
        "西综罚〔2026〕12号",
        "0002_询问笔录（一）.MP4",
        "-rf.avi",
    ],
)
def test_a_safe_name_stays_as_it_is(name: str) -> None:
    assert names.safe(name) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("罚/字:2026*", "罚_字_2026_"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("..", "_"),
        ("", "_"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        ("尾点. ", "尾点"),
        (".隐藏", "_隐藏"),
    ],
)
def test_what_a_disc_or_windows_cannot_hold_is_replaced(name: str, safe: str) -> None:
    assert names.safe(name) == safe


def test_a_chinese_name_of_100_characters_is_complete() -> None:
    name = "执" * 96 + ".mp4"
    assert names.safe(name) == name


def test_joliet_keeps_64_characters_and_the_extension() -> None:
    fits, long = "法" * 60 + ".mp4", "法" * 96 + ".mp4"
    short = names.joliet([fits, long])
    assert short[fits] == fits
    assert short[long] == "法" * 58 + "_1.mp4"


def test_iso_names_keep_what_letters_and_digits_there_are() -> None:
    assert names.iso_files(["0001_DSJ-A1_询问.mp4"]) == {
        "0001_DSJ-A1_询问.mp4": "0001_DSJ_A1.MP4;1"
    }
    assert names.iso_files(["说明文件.TXT", "文件目录.TXT"]) == {
        "文件目录.TXT": "_.TXT;1",
        "说明文件.TXT": "__1.TXT;1",
    }
    assert names.iso_folders(["电子档案", "西综罚〔2026〕12号"]) == {
        "电子档案": "_",
        "西综罚〔2026〕12号": "2026_12",
    }


TEXTS = st.text(min_size=1, max_size=150)


@given(st.sets(TEXTS.map(names.safe), max_size=30))
def test_shortened_names_fit_and_differ_without_regard_to_case(wanted: set[str]) -> None:
    for shorten, limit in ((names.joliet, 64), (names.iso_folders, 30), (names.iso_files, 33)):
        short = shorten(wanted)
        assert set(short) == wanted
        assert len({names.folded(name) for name in short.values()}) == len(wanted)
        assert all(0 < names.length(name) <= limit for name in short.values())


@given(TEXTS)
def test_safe_names_fit_udf_and_are_safe(name: str) -> None:
    safe = names.safe(name)
    assert 0 < names.length(safe) <= names.UDF_LENGTH
    assert names.safe(safe) == safe
    assert not set(safe) & set('<>:"/\\|?*')
