"""Each import contract is broken once on purpose, in a small copy of the house."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.sources import ROOT

# Modules of rooms, besides those that the contracts name.
_MODULES = ["domain.people", "media.player", "media.probe", "db.engine", "burn.image", "cli.loan"]
_MODULES += ["forms.sheet", "services.lending", "ui.playback.panel"]

# The contract, the module that breaks it, and the import that does.
_BREACHES = [
    ("Imports only point down", "domain.people", "archive_desk.services.lending"),
    ("Imports only point down", "ui.cases.panel", "archive_desk.cli.loan"),
    ("Imports only point down", "utils", "json"),
    (
        "The windows reach the machinery only through services, but for the player",
        "ui.cases.panel",
        "archive_desk.media.player",
    ),
    (
        "The commands reach the machinery only through services",
        "cli.loan",
        "archive_desk.db.engine",
    ),
    ("Screens do not know each other", "ui.worklist.panel", "archive_desk.ui.settings"),
    ("No room goes round in circles", "media.player", "archive_desk.media.probe"),
    ("The machinery rooms are strangers", "burn.image", "archive_desk.media.probe"),
    ("The domain is the standard library", "domain.people", "sqlalchemy"),
    ("Qt lives in the windows", "services.lending", "PySide6"),
    ("SQLAlchemy and its drivers live in db", "cli.loan", "psycopg"),
    ("Media libraries live in media", "ui.playback.panel", "vlc"),
    ("pycdlib lives in burn", "services.lending", "pycdlib"),
    ("comtypes lives in burn", "services.lending", "comtypes"),
    ("ReportLab lives in forms", "services.lending", "reportlab"),
]


def _contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return contracts


def _named_modules() -> set[str]:
    fields = ("modules", "source_modules", "forbidden_modules")
    named = [
        name for contract in _contracts() for field in fields for name in contract.get(field, [])
    ]
    layers = " ".join(layer for contract in _contracts() for layer in contract.get("layers", []))
    inside = {name.removeprefix("archive_desk.") for name in named if name.startswith("archive")}
    return inside | set(re.findall(r"\w+", layers))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house with every room and almost nothing in it, under the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rooms = {name for name in _named_modules() if "*" not in name}
    for name in sorted(rooms):
        _furnish(tmp_path, f"{name}.__init__", "")
    for name in _MODULES:
        _furnish(tmp_path, name, "")
    _furnish(tmp_path, "ui.playback.panel", "import archive_desk.media.player\n")
    _furnish(tmp_path, "media.probe", "import archive_desk.media.player\n")
    return tmp_path


def _furnish(house: Path, module: str, source: str) -> None:
    path = house / "archive_desk" / (module.replace(".", "/") + ".py")
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in [path.parent, *path.parent.parents]:
        if folder == house:
            break
        (folder / "__init__.py").touch()
    path.write_text(source)


def _lint(house: Path) -> str:
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [linter, "--no-cache", "--no-logo"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout


def test_a_house_in_order_keeps_every_contract(house: Path) -> None:
    assert f"Contracts: {len(_contracts())} kept, 0 broken." in _lint(house)


def test_every_contract_is_broken_once() -> None:
    assert {contract for contract, _, _ in _BREACHES} == {
        contract["name"] for contract in _contracts()
    }


@pytest.mark.parametrize(("contract", "module", "imported"), _BREACHES)
def test_a_breach_is_noticed(house: Path, contract: str, module: str, imported: str) -> None:
    _furnish(house, module, f"import {imported}\n")
    assert re.search(rf"^{re.escape(contract)}\s+BROKEN", _lint(house), re.MULTILINE)
