"""What the house looks like from outside: rooms, sizes, and nothing of anybody's machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.helpers.sources import PACKAGE, ROOT, modules, tree

_MAX_LINES = 500
# A migration is never edited once landed, so it is as long as it was.
_ANY_LENGTH = PACKAGE / "db" / "migrations" / "versions"
# These hold more than a docstring: the version, and the tables on their one metadata.
_SPEAKING_PACKAGES = {PACKAGE / "__init__.py", PACKAGE / "db" / "tables" / "__init__.py"}
# Tests of the whole house rather than of one module.
_WHOLE_HOUSE = {
    "test_contracts",
    "test_coverage",
    "test_layout",
    "test_qt",
    "test_start",
    "test_words",
}
# Whole runs of the program, and long proofs, mirror nothing.
_NO_MIRRORS = {"journeys", "proofs"}
_NO_ROOMS = {"utils", "common", "helpers", "managers", "core"}
_MACHINE = re.compile(
    r"(?<![\w.~}])/(?:home|root|opt|work|Users|mnt)/\w|[A-Z]:[\\/]+Users\b"
    r"|https?://\S+/simple\b|--(?:extra-)?index-url|--find-links|--trusted-host",
)


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("package", sorted(PACKAGE.rglob("__init__.py")), ids=_place)
def test_a_package_says_what_it_is_for_and_nothing_else(package: Path) -> None:
    module = tree(package)
    assert ast.get_docstring(module), "what is this room for?"
    if package not in _SPEAKING_PACKAGES:
        assert len(module.body) == 1, "a package holds its docstring only"


def test_there_are_no_rooms_for_everything() -> None:
    found = [_place(path) for path in modules() if _NO_ROOMS & {path.stem, path.parent.name}]
    assert not found


def test_a_module_reads_in_one_sitting() -> None:
    python = [path for path in _tracked() if path.suffix == ".py" and path.parent != _ANY_LENGTH]
    assert len(python) > 50
    lengths = {_place(path): len(path.read_text("utf-8").splitlines()) for path in python}
    assert not {name: lines for name, lines in lengths.items() if lines >= _MAX_LINES}


def test_tests_mirror_the_modules() -> None:
    """One file per module or package, or several of `test_<module>_<aspect>`."""
    lost = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        room = PACKAGE / path.parent.relative_to(ROOT / "tests")
        name = path.stem.removeprefix("test_")
        words = name.split("_")
        names = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
        mirrored = name == room.name or any(
            (room / f"{one}.py").exists() or (room / one).is_dir() for one in names
        )
        if not mirrored and path.stem not in _WHOLE_HOUSE and path.parent.name not in _NO_MIRRORS:
            lost.append(_place(path))
    assert not lost, "these tests mirror no module"


def test_nothing_names_a_machine_or_a_registry() -> None:
    texts = [path for path in _tracked() if path.suffix not in {".ttf", ".png", ".jpg", ".ico"}]
    found = []
    for path in texts:
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if _MACHINE.search(line):
                found.append(f"{_place(path)}:{number}: {line.strip()[:80]}")
    assert not found


def test_the_check_for_machines_would_see_one() -> None:
    for line in ("path = '/home/somebody/x'", "--index-url=x", "see https://index.example/simple"):
        assert _MACHINE.search(line)
    for line in ("https://example.org/home/page", "resources/opt/x", "~/.local/share"):
        assert not _MACHINE.search(line)


def test_the_links_between_the_papers_lead_somewhere() -> None:
    dead = []
    for paper in (path for path in _tracked() if path.suffix == ".md"):
        for target in re.findall(r"\]\(([^)#\s]+)", paper.read_text("utf-8")):
            if "://" not in target and not (paper.parent / target).exists():
                dead.append(f"{_place(paper)}: {target}")
    assert not dead
