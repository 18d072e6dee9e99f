"""The desk's log file: what happened, for whoever is called when something went wrong.

The log is not the journal: it holds no legal facts, may be thrown away, and names no footage's
content.
"""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s [%(threadName)s] %(message)s"
_MAX_BYTES = 2 * 1024 * 1024
_KEPT_FILES = 5


def start_logging(folder: Path, *, level: int = logging.INFO) -> Path:
    """Send the program's log into `folder`, python's warnings included, and name the file.

    Where the folder cannot be written the log goes to standard error: a desk without a log is
    better than no desk. Calling it again moves the log.
    """
    path = folder / "archive-desk.log"
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    stop_logging()
    handler.set_name(__name__)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    return path


def stop_logging() -> None:
    """Take the handler of `start_logging` away and close its file."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.get_name() == __name__:
            root.removeHandler(handler)
            handler.close()
    logging.captureWarnings(capture=False)
