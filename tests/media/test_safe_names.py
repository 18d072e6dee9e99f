from hypothesis import given
from hypothesis import strategies as st

from archive_desk.media.safe_names import LONGEST_BYTES, safe_name, stored_name, told_name


def test_chinese_names_stay_as_they_are():
    assert stored_name(7, "现场检查 第1段.mp4") == "0007_现场检查 第1段.mp4"


def test_a_person_is_told_the_name_without_its_number():
    assert told_name(stored_name(7, "现场检查.mp4")) == "现场检查.mp4"
    assert told_name("10000_a_0001.mp4") == "a_0001.mp4"
    assert told_name("plain.mp4") == "plain.mp4"


def test_what_misleads_is_made_harmless():
    assert safe_name("../../etc/passwd") == "_.._etc_passwd"
    assert safe_name("-rf") == "rf"
    assert safe_name(".hidden") == "hidden"
    assert safe_name("CON.mp4") == "_CON.mp4"
    assert safe_name("a\u202egpj.exe") == "a_gpj.exe"
    assert safe_name("line\nbreak.mp4") == "line_break.mp4"
    assert safe_name("...") == "_"


def test_the_extension_survives_shortening():
    name = safe_name("证" * 85 + ".mp4")

    assert name.endswith(".mp4")
    assert len(name.encode()) <= LONGEST_BYTES


@given(st.text(max_size=120), st.integers(min_value=1, max_value=99_999))
def test_every_name_becomes_safe(name, number):
    stored = stored_name(number, name)

    assert len(stored.encode()) <= LONGEST_BYTES
    assert stored.startswith(f"{number:04d}_")
    assert not set(stored) & set('<>:"/\\|?*%\r\n\x00')
    assert not stored.endswith((".", " "))
    assert safe_name(name)[0] not in ".-~ "
