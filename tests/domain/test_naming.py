import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.naming import (
    Meaning,
    NameFamily,
    Part,
    Place,
    checked,
    marked,
    pattern_of,
    proposed,
)

M = Meaning


def family(*parts: tuple[Meaning, str], **changes) -> NameFamily:
    values = {
        "key": "",
        "title": "示例厂家",
        "priority": 200,
        "place": Place.NAME,
        "parts": tuple(Part(*part) for part in parts),
    }
    return NameFamily(**values | changes)


def meanings(sample, **known):
    parts = proposed(sample, **known)
    assert "".join(part.text for part in parts) == sample
    return [(part.meaning, part.text) for part in parts if part.meaning is not M.CONSTANT]


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        (
            "8888888_012345_20230214093015_0001IMP",
            [
                (M.DEVICE, "8888888"),
                (M.OFFICER, "012345"),
                (M.DATE, "20230214"),
                (M.TIME, "093015"),
                (M.SEQUENCE, "0001"),
                (M.IMPORTANT, "IMP"),
            ],
        ),
        ("AXON_Body_3_Video_2026-03-14_0930", [(M.DATE, "2026-03-14"), (M.TIME, "0930")]),
        (
            "CH01-Mar.14.2026_09.30.15",
            [(M.DEVICE, "CH01"), (M.DATE, "Mar.14.2026"), (M.TIME, "09.30.15")],
        ),
        (
            "HK20260314093015A12345",
            [(M.DATE, "20260314"), (M.TIME, "093015"), (M.DEVICE, "A12345")],
        ),
        ("rec 2026年03月14日 09.30", [(M.DATE, "2026年03月14日"), (M.TIME, "09.30")]),
        ("现场", []),
    ],
)
def test_the_parts_of_an_example_are_guessed(sample, expected):
    assert meanings(sample) == expected


def test_known_numbers_say_which_is_the_device():
    known = {"devices": ["012345"], "officers": ["8888888"]}

    assert meanings("8888888_012345_20230214", **known)[:2] == [
        (M.OFFICER, "8888888"),
        (M.DEVICE, "012345"),
    ]


def test_a_part_is_marked_by_its_place_and_the_rest_becomes_fixed():
    parts = proposed("HK20260314093015A12345")

    changed = marked(parts, 0, 2, M.DEVICE)
    assert changed[0] == Part(M.DEVICE, "HK")
    changed = marked(changed, 17, 22, M.OFFICER)
    assert changed[-2:] == (Part(M.CONSTANT, "A"), Part(M.OFFICER, "12345"))
    assert "".join(part.text for part in changed) == "HK20260314093015A12345"
    assert marked(parts, 3, 3, M.DEVICE) == parts


def test_the_pattern_reads_other_names_of_the_same_make_and_no_others():
    made = checked(
        family(
            (M.CONSTANT, "AXON_"),
            (M.DEVICE, "X81"),
            (M.CONSTANT, "_"),
            (M.DATE, "2026-03-14"),
            (M.CONSTANT, "_"),
            (M.TIME, "0930"),
        )
    )
    expression = re.compile(pattern_of(made), re.IGNORECASE)

    found = expression.fullmatch("axon_Y99123_2027-12-31_2359")
    assert found is not None
    assert found["device"] == "Y99123"
    assert (found["year"], found["minute"]) == ("2027", "59")
    for other in ("AXON_X81_2026-13-14_0930", "AXON__2026-03-14_0930", "AXON_X_1_2026-03-14_0930"):
        assert expression.fullmatch(other) is None


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((), "示例"),
        (((M.CONSTANT, "abc"),), "有用"),
        (((M.TIME, "093015"),), "日期"),
        (((M.DATE, "20261314"),), "认出"),
        (((M.DATE, "20260314"), (M.TIME, "2560")), "认出"),
        (((M.DEVICE, "A1"), (M.CONSTANT, "_"), (M.DEVICE, "B2")), "两次"),
        (((M.EITHER, "A1"), (M.CONSTANT, "_"), (M.DATE, "20260314")), "两处"),
        (((M.SEQUENCE, "12a"), (M.DATE, "20260314")), "数字"),
        (((M.SEQUENCE, "1234567890"), (M.CONSTANT, "_"), (M.DATE, "20260314")), "数字"),
    ],
)
def test_parts_that_make_no_sense_are_turned_away(parts, words):
    with pytest.raises(InvalidInput, match=words):
        checked(family(*parts))


def test_a_name_and_a_priority_are_needed():
    with pytest.raises(InvalidInput):
        checked(family((M.DATE, "20260314"), title="  "))
    with pytest.raises(InvalidInput):
        checked(family((M.DATE, "20260314"), priority=0))


_TEXTS = {
    M.CONSTANT: st.text("_-.A1 现(*+?[{\\", min_size=1, max_size=4),
    M.DEVICE: st.text("AB01", min_size=1, max_size=6),
    M.OFFICER: st.text("0123", min_size=1, max_size=6),
    M.SEQUENCE: st.text("0123", min_size=1, max_size=4),
    M.ANYTHING: st.text("ab1_", min_size=1, max_size=4),
    M.DATE: st.sampled_from(["20260314", "2026-03-14", "Mar.14.2026"]),
    M.TIME: st.sampled_from(["093015", "09.30.15", "0930"]),
    M.IMPORTANT: st.just("IMP"),
}


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(list(_TEXTS)), min_size=1, max_size=9).flatmap(
        lambda chosen: st.tuples(*(st.tuples(st.just(one), _TEXTS[one]) for one in chosen))
    ),
    st.text("AB01_-.現", max_size=300),
)
def test_whatever_is_marked_matches_its_example_and_is_never_slow(parts, hostile):
    try:
        made = checked(family(*parts))
    except InvalidInput:
        return
    expression = re.compile(pattern_of(made), re.IGNORECASE)

    assert expression.fullmatch(made.sample)
    began = time.perf_counter()
    for text in (hostile, made.sample * 3, made.sample[:-1] + "\x00", "A1" * 150 + "!"):
        expression.fullmatch(text)
    assert time.perf_counter() - began < 1
