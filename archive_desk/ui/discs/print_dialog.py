"""Printing what belongs to a disc: which paper, what stands on it, on the office's printer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from archive_desk.domain.discs import Disc
from archive_desk.services.disc_papers import Calibration, FaceOptions, Paper
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.theme import SMALL
from archive_desk.ui.widgets.buttons import button
from archive_desk.ui.widgets.dialogs import Dialog
from archive_desk.ui.widgets.inputs import Choice, ChoiceBox, Form
from archive_desk.ui.widgets.panels import Advice
from archive_desk.ui.widgets.text import label

_NOTES = {
    Paper.FACE: "印在可打印盘面上，或照样手写；中孔周围 46 毫米以内不印。不要在光盘上贴纸。",
    Paper.CASE: "一页 A4：封面 120×120 毫米，封底 151×118 毫米连两条盒脊，沿角线裁开。",
    Paper.LABEL: "A4 标签纸，3 列 8 行，每张 70×36 毫米；贴在盒、袋和架上，不贴光盘。",
    Paper.CONTENTS: "盘内每个文件的路径、时间、大小和校验值。",
    Paper.BURN_RECORD: "每次刻录的光驱、盘片、结果，以及废盘编号。",
    Paper.CHECK_RECORD: "每次读检和抽检的读速、重试、坏扇区和结论。",
}


class PrintDialog(Dialog):
    """What to print of a disc.

    Attributes:
        opened: whether the person wants to see it at once, instead of saving it somewhere.

    Signals:
        calibration_wanted: correct the printer first.
    """

    calibration_wanted = Signal()

    def __init__(self, disc: Disc, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=500)
        self.set_title(self.tr("打印 {no}").format(no=disc.no))
        self.opened = False
        form = Form(above=True)
        papers = [Choice(paper, wording.sentence(paper.label)) for paper in Paper]
        self.paper = ChoiceBox(self.tr("打印内容"), papers)
        self.paper.chosen.connect(lambda _paper: self._settle())
        form.add(self.tr("打印内容(&T)"), self.paper)
        self.secrecy, self.retention = QLineEdit(), QLineEdit()
        self.secrecy.setPlaceholderText(self.tr("留空则手填"))
        self.retention.setPlaceholderText(self.tr("留空则手填"))
        self._marks = QWidget()
        row = QHBoxLayout(self._marks)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        for name, edit in (
            (self.tr("密级(&M)"), self.secrecy),
            (self.tr("保管期限(&K)"), self.retention),
        ):
            edit.setMaxLength(20)
            edit.setAccessibleName(name.replace("&", ""))
            said = label(name, "field")
            said.setBuddy(edit)
            row.addWidget(said)
            row.addWidget(edit, 1)
        form.add_wide(self._marks)
        self.guides = QCheckBox(self.tr("画出盘面边线（试印用）(&G)"))
        form.add_wide(self.guides)
        self.whole_set = QCheckBox(self.tr("同一盘组的光盘都印(&W)"))
        form.add_wide(self.whole_set)
        for box in (self.guides, self.whole_set):
            box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.start = QSpinBox()
        self.start.setRange(1, 24)
        self._begin = QWidget()
        row = QHBoxLayout(self._begin)
        row.setContentsMargins(0, 0, 0, 0)
        said = label(self.tr("从第几张标签起(&N)"), "field")
        said.setBuddy(self.start)
        self.start.setAccessibleName(self.tr("从第几张标签起"))
        row.addWidget(said)
        row.addWidget(self.start)
        row.addStretch(1)
        form.add_wide(self._begin)
        self.body.addWidget(form)
        self._note = Advice("", Tone.ACCENT)
        self.body.addWidget(self._note)
        self.add_left(
            button(self.tr("校准打印机(&C)…"), kind="quiet", then=self.calibration_wanted.emit)
        )
        self.set_buttons(None, self.tr("取消"))
        self.add_right(button(self.tr("保存 PDF(&S)…"), then=self.accept))
        self.open_button = button(
            self.tr("打开并打印(&O)"), "printer", kind="primary", then=self._open
        )
        self.open_button.setDefault(True)
        self.add_right(self.open_button)
        self._settle()

    @property
    def options(self) -> FaceOptions:
        """What stands on the paper."""
        return FaceOptions(
            self.secrecy.text().strip(),
            self.retention.text().strip(),
            guides=self.guides.isChecked(),
        )

    def choose(self, paper: Paper) -> None:
        """Begin with this paper."""
        self.paper.choose(paper)
        self._settle()

    def _open(self) -> None:
        self.opened = True
        self.accept()

    def _settle(self) -> None:
        paper = self.paper.value
        self._marks.setVisible(paper in {Paper.FACE, Paper.CASE})
        self.guides.setVisible(paper is Paper.FACE)
        self.whole_set.setVisible(paper is Paper.LABEL)
        self._begin.setVisible(paper is Paper.LABEL)
        self._note.say(self.tr(_NOTES[paper]))


class CalibrationDialog(Dialog):
    """The four figures measured on the proof page.

    Signals:
        page_wanted: write the page to be measured.
        reset_wanted: print as drawn.
    """

    page_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self, calibration: Calibration, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=480)
        self.set_title(self.tr("校准打印机"))
        words = self.tr("先保存校准页，用“实际大小”打印在 A4 纸上，再用毫米尺量四个数填到下面。")
        self.body.addWidget(label(words, "muted", wrap=True))
        form = Form()
        self.figures = []
        for name, usual in (
            (self.tr("方框左边到纸左边(&L)"), 30.0),
            (self.tr("方框下边到纸下边(&B)"), 30.0),
            (self.tr("方框的宽(&W)"), 150.0),
            (self.tr("方框的高(&H)"), 200.0),
        ):
            box = QDoubleSpinBox()
            box.setRange(0.0, 300.0)
            box.setDecimals(1)
            box.setSingleStep(0.1)
            box.setSuffix(self.tr(" 毫米"))
            box.setValue(usual)
            form.add(name, box, hint=self.tr("应为 {mm} 毫米").format(mm=f"{usual:g}"))
            self.figures.append(box)
        self.body.addWidget(form)
        (right, up), (across, along) = calibration.offset_mm, calibration.scale
        now = self.tr("现在：右移 {right} 毫米，上移 {up} 毫米，宽 ×{across}，高 ×{along}")
        figures = {"right": right, "up": up, "across": across, "along": along}
        said = now.format(**{key: f"{value:g}" for key, value in figures.items()})
        self.body.addWidget(label(said, "caption", wrap=True))
        self.add_left(button(self.tr("取消校准"), kind="quiet", then=self.reset_wanted.emit))
        self.add_left(button(self.tr("保存校准页(&P)…"), "printer", then=self.page_wanted.emit))
        self.set_buttons(button(self.tr("保存(&S)"), kind="primary"), self.tr("取消"))

    @property
    def measured(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height in millimetres."""
        left, bottom, width, height = (box.value() for box in self.figures)
        return left, bottom, width, height
