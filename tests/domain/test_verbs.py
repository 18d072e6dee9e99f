import ast
import re

import pytest

from archive_desk.domain.verb_details import DETAILS
from archive_desk.domain.verbs import ITEMS, VERBS, Subject, item_title, verb_title
from archive_desk.languages import Language, catalogue, render
from tests.helpers.sources import PACKAGE, tree

VERB = re.compile(rf"({'|'.join(Subject)})\.[a-z_]+")
_OF_LOANS = (
    "loan_changes",
    "lending",
    "circulating",
    "drafting",
    "loan_papers",
    "loan_signing",
    "reminding",
)
PREFIXES = {**dict.fromkeys(_OF_LOANS, "loan."), "marking": "mark."}


def used_verbs() -> set[str]:
    """Every verb that a service writes: whole, or a word after `write(work, …)`."""
    found: set[str] = set()
    for path in (PACKAGE / "services").glob("*.py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if VERB.fullmatch(node.value):
                    found.add(node.value)
            elif isinstance(node, ast.Call) and path.stem in PREFIXES:
                name = getattr(node.func, "id", "")
                word = node.args[1] if len(node.args) > 1 else None
                if name in {"write", "_write"} and isinstance(word, ast.Constant):
                    found.add(PREFIXES[path.stem] + word.value)
    return found


def test_every_verb_that_is_written_has_its_words():
    used = used_verbs()
    assert len(used) > 40, "nothing was read, so nothing was checked"
    assert used - set(VERBS) == set()


def test_no_words_are_kept_for_verbs_that_nobody_writes():
    assert set(VERBS) - used_verbs() == set()


def test_every_verb_belongs_to_a_subject():
    assert {verb.partition(".")[0] for verb in VERBS} == set(Subject)


def test_all_words_are_said_in_english_too():
    english = catalogue(Language.EN)
    words = {*VERBS.values(), *ITEMS.values(), *DETAILS.values()}
    assert {word for word in words if not word.isascii() and word not in english} == set()


@pytest.mark.parametrize(
    ("item", "words", "english"),
    [
        ("footage:12", "音像 12", "Footage 12"),
        ("case:西教罚〔2026〕1号", "案卷 西教罚〔2026〕1号", "Case file 西教罚〔2026〕1号"),
        ("case:a{b}:c", "案卷 a{b}:c", "Case file a{b}:c"),
        ("archive:0f-1", "档案库", "Archive"),
        ("archive", "档案库", "Archive"),
        ("planet:9", "planet:9", "planet:9"),
        ("", "", ""),
    ],
)
def test_items_are_named_as_people_name_them(item, words, english):
    assert item_title(item) == words
    assert render(item_title(item), Language.EN) == english


def test_an_unknown_verb_is_shown_as_it_is():
    assert verb_title("case.{danced}") == "case.danced"
    assert render(verb_title("archive.backed_up"), Language.EN) == "Back the database up"
