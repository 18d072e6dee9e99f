"""The coverage table: every provision has its line, and every test that it names exists."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
TESTS = ROOT / "tests"

PROVISIONS = {
    "000": (
        "2 · 3 · 4 · 5 · 6 · 7 · 8 · 9 · 10 · 11(2) · 11(3) · 11(4) · 12(1) · 12(2) · "
        "12(3) · 13 · 14 · 15 · 16 · 17 · 18 · 19 · 20 · 21 ¶1 · 21 ¶2 · 22 · 23 · 24 · 25 · "
        "n/a"
    ),
    "001": ("2 · 3, 14 · 4 · 5 · 6 · 7 · 8 · 9 · 10 · 11 · 12 · 15 · 16 · 17 · 18 · 19 · n/a"),
    "002": (
        "3, 5–7 · 4 · 8 · 9 · 10 · 11 · 12 · 13 · 14 · 15 · 16 · 17 · 18 · 19 · 20 · 21 · "
        "22 · 23 · 24 · 25 · n/a"
    ),
    "003": (
        "2–3 · 5 · 7–8 · 9 · 10 · 11–12 · 13 · 14 · 15 · 16 · 17 · 18 · 19 · 20–22 · 23 · "
        "24 · 25 · 26 · 27 · 28 · 29 · n/a"
    ),
    "004": (
        "2(2) · 4(2) · 4(3) · 5(2) · 6(2)–(3) · 7(1) · 7(2) · 7(3) · 8(1) · 8(2) · 8(3) · "
        "9(1) · 9(2) · 10–15 · 16–17 · 二.(二)/实施步骤 · n/a"
    ),
}
"""The articles and items that ask something of a records room, by regulation."""

TAGS = {"F", "R", "D", "C", "FM", "RP", "P", "W", "A"}


def lines() -> dict[tuple[str, str], tuple[str, str, str]]:
    """Tags, what serves it and tests of each provision of each regulation."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    regulation = ""
    for line in TABLE.splitlines():
        if heading := re.match(r"## (\d{3}) ·", line):
            regulation = heading[1]
        elif regulation and line.startswith("| ") and not line.startswith("| provision"):
            provision, tags, served, tests = (cell.strip() for cell in line.strip("|").split("|"))
            assert (regulation, provision) not in found, f"{regulation} {provision} stands twice"
            found[regulation, provision] = (tags, served, tests)
    return found


def named(tests: str) -> list[str]:
    return re.findall(r"`(test_\w+)`", tests)


def test_every_provision_of_the_five_regulations_has_its_line() -> None:
    wanted = {
        (regulation, provision)
        for regulation, provisions in PROVISIONS.items()
        for provision in provisions.split(" · ")
    }
    assert set(lines()) == wanted


def test_every_line_says_what_serves_it_and_names_a_test() -> None:
    for where, (tags, served, tests) in lines().items():
        assert served, where
        assert set(tags.split()) <= TAGS, where
        if tags:
            assert named(tests) or "Not served" in served, where


def test_every_test_that_is_named_exists() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in TESTS.rglob("test_*.py"))
    there = set(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
    names = {name for _tags, _served, tests in lines().values() for name in named(tests)}
    assert len(names) > 50
    assert names <= there, sorted(names - there)
