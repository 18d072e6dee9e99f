"""Where things lie: the files that come with the program, and the folders of this workstation."""

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_APP_NAME = "archive-desk"


def resources() -> Path:
    """The folder of icons, fonts, translations and regulations.

    An installed wheel carries it inside the package; a source checkout has it beside the package.
    """
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def config_folder() -> Path:
    """Where this person's preferences lie; `ARCHIVE_DESK_CONFIG_DIR` overrides it."""
    override = os.environ.get("ARCHIVE_DESK_CONFIG_DIR")
    if override:
        return Path(override)
    return platformdirs.user_config_path(_APP_NAME, appauthor=False)


def log_folder() -> Path:
    """Where this person's log files lie; inside the configuration where that is overridden."""
    if os.environ.get("ARCHIVE_DESK_CONFIG_DIR"):
        return config_folder() / "logs"
    return platformdirs.user_log_path(_APP_NAME, appauthor=False)
