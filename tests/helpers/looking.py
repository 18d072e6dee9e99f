"""What a person sees in a window."""

from PySide6.QtWidgets import QApplication, QLabel, QWidget


def shown(widget: QWidget) -> str:
    """All the text on labels that are visible in `widget`, a line each."""
    QApplication.sendPostedEvents()
    labels = (each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))
    return "\n".join(each.text() for each in labels)
