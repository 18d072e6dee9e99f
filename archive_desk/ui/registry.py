"""The screens of the desk: one line each, in the order of the navigation."""

from collections.abc import Callable
from dataclasses import dataclass

from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import Sentence, say
from archive_desk.ui.appraisal.screen import AppraisalScreen
from archive_desk.ui.cases.screen import CasesScreen
from archive_desk.ui.discs.screen import DiscsScreen
from archive_desk.ui.evaluation.screen import EvaluationScreen
from archive_desk.ui.figures.screen import FiguresScreen
from archive_desk.ui.footage.screen import FootageScreen
from archive_desk.ui.guarding.screen import GuardingScreen
from archive_desk.ui.importing.screen import ImportScreen
from archive_desk.ui.intentions import (
    Intention,
    LinkFootage,
    MakeDisc,
    NewCase,
    PlayFootage,
    ReadClockFilm,
    RequestLoan,
    ShowBatch,
    ShowCase,
    ShowComplaint,
    ShowDevice,
    ShowDisc,
    ShowDisclosure,
    ShowEquipment,
    ShowEvaluation,
    ShowFootage,
    ShowJournal,
    ShowLoan,
    ShowNotice,
    TakeIn,
)
from archive_desk.ui.journal.screen import JournalScreen
from archive_desk.ui.ledger.screen import LedgerScreen
from archive_desk.ui.loans.screen import LoansScreen
from archive_desk.ui.outside.screen import OutsideScreen
from archive_desk.ui.people.screen import PeopleScreen
from archive_desk.ui.playback.screen import PlaybackScreen
from archive_desk.ui.recorders.screen import RecordersScreen
from archive_desk.ui.rules.screen import RulesScreen
from archive_desk.ui.screen import Screen, ScreenContext
from archive_desk.ui.settings.screen import SettingsScreen
from archive_desk.ui.worklist.screen import WorklistScreen


@dataclass(frozen=True)
class ScreenSpec:
    """A line of the registry.

    Attributes:
        key: stable name.
        title: as in the navigation.
        icon: a Lucide name.
        make: builds the screen when it is first shown.
        rights: any one of these shows it; none is for everybody.
        serves: the intentions it takes.
        group: screens of one group stand together.
    """

    key: str
    title: Sentence
    icon: str
    make: Callable[[ScreenContext], Screen]
    rights: frozenset[Right] = frozenset()
    serves: tuple[type[Intention], ...] = ()
    group: int = 1

    def open_to(self, actor: Person) -> bool:
        """Whether `actor` has a use for it; one from outside has for nothing but his round."""
        if actor.external:
            return Right.EVALUATE in self.rights and actor.may(Right.EVALUATE)
        return not self.rights or any(actor.may(right) for right in self.rights)


# One line per screen, in the order of the navigation. See docs/ui.md.
SCREENS: tuple[ScreenSpec, ...] = (
    ScreenSpec("worklist", say("工作台"), "layout-dashboard", WorklistScreen, group=0),
    ScreenSpec(
        "import",
        say("采集"),
        "hard-drive-download",
        ImportScreen,
        frozenset({Right.IMPORT}),
        (TakeIn, ShowBatch),
    ),
    ScreenSpec(
        "footage",
        say("音像"),
        "film",
        FootageScreen,
        frozenset({Right.BROWSE}),
        (ShowFootage,),
    ),
    ScreenSpec(
        "cases",
        say("案卷"),
        "folder-open",
        CasesScreen,
        frozenset({Right.BROWSE}),
        (ShowCase, NewCase, LinkFootage),
    ),
    ScreenSpec(
        "playback",
        say("播放"),
        "circle-play",
        PlaybackScreen,
        frozenset({Right.BROWSE}),
        (PlayFootage,),
    ),
    ScreenSpec(
        "discs",
        say("光盘"),
        "disc-3",
        DiscsScreen,
        frozenset({Right.BROWSE}),
        (MakeDisc, ShowDisc),
    ),
    ScreenSpec(
        "loans",
        say("借阅"),
        "hand-helping",
        LoansScreen,
        frozenset({Right.REQUEST_LOAN, Right.SIGN, Right.CIRCULATE, Right.READ_LEDGER}),
        (RequestLoan, ShowLoan),
        group=2,
    ),
    ScreenSpec(
        "ledger",
        say("借阅登记簿"),
        "book-marked",
        LedgerScreen,
        frozenset({Right.READ_LEDGER}),
        group=2,
    ),
    ScreenSpec(
        "outside",
        say("对外利用"),
        "send",
        OutsideScreen,
        frozenset({Right.BROWSE, Right.HANDLE_DISCLOSURE, Right.READ_LEDGER}),
        (ShowDisclosure, ShowComplaint),
        group=2,
    ),
    ScreenSpec(
        "evaluation",
        say("案卷评查"),
        "clipboard-check",
        EvaluationScreen,
        frozenset({Right.EVALUATE, Right.ARRANGE_EVALUATION, Right.ANSWER_FINDINGS}),
        (ShowEvaluation, ShowNotice),
        group=2,
    ),
    ScreenSpec(
        "figures",
        say("统计"),
        "chart-column",
        FiguresScreen,
        frozenset({Right.READ_FIGURES}),
        group=2,
    ),
    ScreenSpec(
        "appraisal",
        say("鉴定与销毁"),
        "archive-restore",
        AppraisalScreen,
        frozenset({Right.KEEP_RETENTION, Right.APPROVE_DESTRUCTION, Right.HOLD}),
        group=2,
    ),
    ScreenSpec(
        "journal",
        say("操作日志"),
        "scroll-text",
        JournalScreen,
        frozenset({Right.READ_JOURNAL}),
        (ShowJournal,),
        group=3,
    ),
    ScreenSpec(
        "guarding",
        say("核对"),
        "shield-check",
        GuardingScreen,
        frozenset({Right.CHECK_ARCHIVE}),
        group=3,
    ),
    ScreenSpec(
        "people",
        say("人员"),
        "users",
        PeopleScreen,
        frozenset({Right.MANAGE_ACCOUNTS}),
        group=3,
    ),
    ScreenSpec(
        "recorders",
        say("设备"),
        "video",
        RecordersScreen,
        frozenset({Right.BROWSE}),
        (ShowDevice, ShowEquipment, ReadClockFilm),
        group=3,
    ),
    ScreenSpec(
        "rules",
        say("制度"),
        "stamp",
        RulesScreen,
        frozenset({Right.BROWSE, Right.CONFIGURE}),
        group=3,
    ),
    ScreenSpec("settings", say("设置"), "settings", SettingsScreen, group=3),
)
