"""The system's own dialogs for files and folders; each purpose begins where it last ended."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from archive_desk.ui.remembered import Remembered


def choose_folder(parent: QWidget, remembered: Remembered, purpose: str, title: str) -> Path | None:
    """A folder or drive that exists; None if the person thought better of it."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(remembered.folder(purpose)))
    if not chosen:
        return None
    remembered.keep_folder(purpose, Path(chosen))
    return Path(chosen)


def choose_file(
    parent: QWidget, remembered: Remembered, purpose: str, title: str, kinds: str
) -> Path | None:
    """A file that exists; `kinds` as Qt writes them: `光盘映像 (*.iso)`."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(remembered.folder(purpose)), kinds)
    if not chosen:
        return None
    remembered.keep_folder(purpose, Path(chosen).parent)
    return Path(chosen)


def choose_files(
    parent: QWidget, remembered: Remembered, purpose: str, title: str, kinds: str
) -> list[Path]:
    """Some files that exist, in the order of their names; none if the person thought better."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(remembered.folder(purpose)), kinds)
    files = sorted(Path(each) for each in chosen)
    if files:
        remembered.keep_folder(purpose, files[0].parent)
    return files


def save_file(
    parent: QWidget, remembered: Remembered, purpose: str, title: str, name: str, kinds: str
) -> Path | None:
    """Where to write a file, `name` proposed; the ending is supplied where it was left out."""
    start = remembered.folder(purpose) / name
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if not path.suffix:
        path = path.with_suffix(Path(name).suffix)
    remembered.keep_folder(purpose, path.parent)
    return path
