"""One person's playing: what is open, what is played of it, and where it stands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.footage import Kind
from archive_desk.domain.frames import FrameIndex
from archive_desk.domain.ids import FootageId, RepairId
from archive_desk.domain.programmes import GapPlay, Programme, programme_of
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.timelines import Timeline
from archive_desk.domain.work import Monitor
from archive_desk.media.player import Player, PlayerState, Reel, Shown
from archive_desk.services.timelines import Timelines
from archive_desk.services.viewing import Opened, Viewing
from archive_desk.ui.jobs import Job, Lane
from archive_desk.ui.playback.bridge import PlayerBridge
from archive_desk.ui.playback.opening import Opening, Position, Start, at_most, position_of
from archive_desk.ui.playback.watching import Watching
from archive_desk.ui.screen import ScreenContext


class PlaybackSession(QObject):
    """Opens recordings for the person at the desk and plays them; writes down what was watched.

    Signals:
        opened: the `Opened` that leads now; on a timeline, at each new segment.
        closed: nothing is open; a sentence why, or empty.
        failed: the leading recording cannot be played; a `Sentence` why.
        lined: the `Programme` that is played.
        shown: the `Shown` that is on the screen.
        moved: the `Position` of the leading recording.
        entered: the `PlayerState` is another now.
        troubled: a `Sentence` for the person.
        rights_changed: something is looked at under another right now.
    """

    opened = Signal(object)
    closed = Signal(object)
    failed = Signal(object)
    lined = Signal(object)
    shown = Signal(object)
    moved = Signal(object)
    entered = Signal(object)
    troubled = Signal(object)
    rights_changed = Signal()

    def __init__(self, context: ScreenContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._viewing = Viewing(context.desk)
        self._opening = Opening(context.actor, self._viewing, Timelines(context.desk))
        self.watching = Watching(context, self._viewing, self)
        self.watching.refused.connect(self._on_watching_refused)
        self.watching.renewed.connect(self._on_watching_renewed)
        self._player: Player | None = None
        self._bridge: PlayerBridge | None = None
        self._jobs: list[Job] = []
        self._wish: object = None
        self.gaps = GapPlay.CARD
        self.programme: Programme | None = None
        self.reels: dict[FootageId, Reel] = {}
        self.current: Opened | None = None
        self._rate = 1.0
        # What was asked last; the player itself answers a moment later.
        self._runs = False

    # -- what can be asked -----------------------------------------------------------------------

    @property
    def state(self) -> PlayerState:
        """What the player is doing."""
        return PlayerState.EMPTY if self._player is None else self._player.state

    @property
    def empty(self) -> bool:
        """Whether nothing is open, nor being opened."""
        return self.current is None and self._wish is None

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self.state is PlayerState.PLAYING

    @property
    def rate(self) -> float:
        """How fast it runs, or would; backward if negative."""
        return self._rate

    @property
    def index(self) -> FrameIndex | None:
        """The frame index of the leading recording."""
        reel = None if self.current is None else self.reels.get(self.current.footage.id)
        return None if reel is None else reel.index

    @property
    def length_ms(self) -> int:
        """How long the leading recording is."""
        if self.current is None:
            return 0
        if self.index is not None:
            return round(self.index.length * 1000)
        return self.current.footage.media.duration_ms or 0

    @property
    def now(self) -> Shown | None:
        """What is on the screen."""
        return None if self._player is None else self._player.shown

    @property
    def position(self) -> Position | None:
        """Where the leading recording stands; None while nothing is open that has a time."""
        shown = self.now
        lead = None if shown is None else shown.lead
        if lead is None or self.current is None or lead.footage_id != self.current.footage.id:
            return None
        return position_of(lead)

    # -- opening ---------------------------------------------------------------------------------

    def open(
        self,
        footage_id: FootageId,
        at_ms: int = 0,
        *,
        play: bool = True,
        line: Timeline | None = None,
        alone: bool = False,
        copy: RepairId | None = None,
    ) -> None:
        """Show a recording from `at_ms`, if the person may see it.

        Its take is played as one, or `line` is where that is given; `alone`, nothing beside it.
        With `copy` its repaired copy is shown.
        """
        self._put_away()
        self._wish = wish = object()
        actor, viewing = self._context.actor, self._viewing
        # Opening is written down, and what is written waits for the disk.
        job = self._job(lambda _monitor: viewing.open(actor, footage_id, copy))
        job.succeeded.connect(
            lambda opened: self._on_admitted(wish, opened, line, at_ms, play=play, alone=alone)
        )
        job.failed.connect(lambda error: self._on_not_admitted(wish, error))
        self._context.jobs.start(job, Lane.WATCH)

    def _on_admitted(
        self,
        wish: object,
        opened: Opened,
        line: Timeline | None,
        at_ms: int,
        *,
        play: bool,
        alone: bool,
    ) -> None:
        if wish is not self._wish:
            return
        self._wish, self.current = None, opened
        self.watching.begin(opened)
        self.opened.emit(opened)
        if opened.footage.kind is Kind.PHOTO:
            return
        opening = self._opening
        job = self._job(lambda monitor: opening.start(opened, line, monitor, alone=alone))
        job.succeeded.connect(lambda start: self._begin(opened, start, at_ms, play=play))
        job.failed.connect(self._on_job_failed)
        self._context.jobs.start(job, Lane.WATCH)

    def _on_not_admitted(self, wish: object, error: BaseException) -> None:
        if wish is not self._wish:
            return
        self._wish = None
        self.closed.emit(_with_basis(error) if isinstance(error, ArchiveDeskError) else "")
        self._context.notices.error(error)

    def _begin(self, opened: Opened, start: Start, at_ms: int, *, play: bool) -> None:
        if opened is not self.current:
            return
        reel = start.reel
        self.reels = {reel.footage_id: reel}
        line = at_most(start.line, reel.footage_id)
        programme = programme_of(line, self.gaps, start.lengths)
        self.programme = programme
        if reel.trouble is not None:
            self.failed.emit(reel.trouble)
        lane = line.lane_of(reel.footage_id)
        if lane is None or not programme.stretches:
            return
        player = self._ready_player()
        time = Fraction(at_ms, 1000)
        if reel.index is not None:
            time = reel.index.time_of(reel.index.frame_at(at_ms))
        place = programme.place_in(reel.footage_id, time) or Fraction(0)
        self.lined.emit(programme)
        player.open(programme, self.reels, place, lane.key)
        # The speed stays from one recording to the next; that the last one ran backward does not.
        self.set_rate(abs(self._rate))
        if play and reel.trouble is None:
            player.play()
        self._make_ready(self._others(reel.footage_id))

    def choose_lanes(self, line: Timeline, lanes: Sequence[str]) -> None:
        """Play these lanes of `line` side by side; the moment on the screen stays."""
        current, shown = self.current, self.now
        if current is None or line.segment_of(current.footage.id) is None:
            return
        own = line.lane_of(current.footage.id)
        kept = [lane for lane in line.lanes if lane.key in lanes or lane == own]
        chosen = at_most(Timeline(tuple(kept), line.unplaced, line.timed), current.footage.id)
        lengths = {key: reel.index.length for key, reel in self.reels.items() if reel.index}
        programme = programme_of(chosen, self.gaps, lengths)
        if programme == self.programme or own is None or self._player is None:
            return
        lead = None if shown is None else shown.lead
        time = lead.time if lead is not None else Fraction(0)
        place = programme.place_in(current.footage.id, time)
        if place is None and shown is not None:
            place = programme.place_of(shown.moment)
        self._change_programme(programme, place or Fraction(0), own.key)

    def set_gaps(self, gaps: GapPlay) -> None:
        """Pass gaps in another way from now on."""
        self.gaps = gaps
        shown, old = self.now, self.programme
        if old is None or shown is None:
            return
        programme = programme_of(old.timeline, gaps)
        lead = shown.lead
        place = None
        if lead is not None and lead.footage_id is not None:
            place = programme.place_in(lead.footage_id, lead.time)
        place = programme.place_of(shown.moment) if place is None else place
        self._change_programme(programme, place or Fraction(0), shown.leading)

    def _change_programme(self, programme: Programme, place: Fraction, leading: str) -> None:
        playing, player = self.playing, self._player
        if player is None:
            return
        self.programme = programme
        self.lined.emit(programme)
        player.open(programme, self.reels, place, leading)
        player.set_rate(self._rate)
        if playing:
            player.play()
        if self.current is not None:
            waiting = self._others(self.current.footage.id)
            self._make_ready([each for each in waiting if each not in self.reels])

    def _others(self, footage_id: FootageId) -> list[FootageId]:
        """The other recordings of the programme, those first that are played first."""
        if self.programme is None:
            return []
        own = self.programme.timeline.segment_of(footage_id)
        segments = [each for lane in self.programme.lanes for each in lane.segments]
        begins = segments[0].start if own is None else own.start
        segments.sort(key=lambda each: (each.end < begins, each.start))
        return [each.footage_id for each in segments if each.footage_id != footage_id]

    def _make_ready(self, waiting: list[FootageId]) -> None:
        """Get the other recordings ready, one after the other, while the first one plays."""
        if not waiting:
            return
        footage_id, rest = waiting[0], waiting[1:]
        job = self._job(lambda monitor: self._opening.admit(footage_id, monitor))
        job.succeeded.connect(lambda found: self._on_ready(*found))
        job.succeeded.connect(lambda _found: self._make_ready(rest))
        self._context.jobs.start(job, Lane.WATCH)

    def _on_ready(self, opened: Opened | None, reel: Reel) -> None:
        self.reels[reel.footage_id] = reel
        if opened is not None:
            self.watching.opened[reel.footage_id] = opened
        if self._player is not None:
            self._player.supply(reel)

    # -- playing ---------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play, or pause; from standing still it always goes forward."""
        if self.playing:
            self.pause()
        else:
            self.set_rate(abs(self._rate))
            self.play()

    def pause(self) -> None:
        """Stand still."""
        self._runs = False
        if self._player is not None:
            self._player.pause()

    def play(self) -> None:
        """Run."""
        self._runs = True
        if self._player is not None:
            self._player.play()

    def shuttle(self, direction: int) -> None:
        """Run forward or backward; asked again, twice as fast each time."""
        same = self._rate * direction > 0
        faster = min(max(abs(self._rate), 0.5) * 2, 16.0) if same and self._runs else 1.0
        self.set_rate(direction * faster)
        self.play()

    def seek(self, at_ms: int) -> None:
        """Go there in the leading recording."""
        if self.current is None:
            return
        at_ms = min(max(at_ms, 0), self.length_ms)
        if self.index is not None:
            self.seek_picture(self.current.footage.id, self.index.frame_at(at_ms))
        elif self.programme is not None:
            place = self.programme.place_in(self.current.footage.id, Fraction(at_ms, 1000))
            self.seek_place(place)

    def seek_picture(self, footage_id: FootageId, number: int) -> None:
        """Go to a picture of a recording of the programme."""
        if self._player is not None:
            self.watching.jump()
            self._player.seek_picture(footage_id, number)

    def seek_moment(self, moment: datetime, prefer: FootageId | None = None) -> bool:
        """Go to a moment of the line; False outside."""
        place = None if self.programme is None else self.programme.place_of(moment, prefer)
        self.seek_place(place)
        return place is not None

    def seek_place(self, place: Fraction | None) -> None:
        """Go to a place of the programme."""
        if self._player is not None and place is not None:
            self.watching.jump()
            self._player.seek(place)

    def seek_in(self, footage_id: FootageId, at_ms: int) -> bool:
        """Go to a position in a recording of the programme; False if it is not in it."""
        reel = self.reels.get(footage_id)
        if reel is not None and reel.index is not None:
            self.seek_picture(footage_id, reel.index.frame_at(at_ms))
            return True
        programme = self.programme
        place = programme.place_in(footage_id, Fraction(at_ms, 1000)) if programme else None
        self.seek_place(place)
        return place is not None

    def jump(self, by_ms: int) -> None:
        """Go on, or back, by so much."""
        shown, programme = self.now, self.programme
        if shown is not None and programme is not None:
            place = shown.place + Fraction(by_ms, 1000)
            self.seek_place(min(max(place, Fraction(0)), programme.length))

    def step(self, count: int) -> None:
        """Go on, or back, by so many pictures."""
        if self._player is not None:
            self.watching.jump()
            self._player.step(count)

    def set_rate(self, rate: float) -> None:
        """Run at another speed; backward if negative."""
        self._rate = rate
        if self._player is not None:
            self._player.set_rate(rate)

    def set_loop(self, loop: tuple[Fraction, Fraction] | None) -> None:
        """Play one part over and over."""
        if self._player is not None:
            self._player.set_loop(loop)

    def set_volume(self, percent: int) -> None:
        """Be louder or softer."""
        if self._player is not None:
            self._player.set_volume(percent)

    def set_balance(self, shift: int) -> None:
        """Hear more of one side."""
        if self._player is not None:
            self._player.set_balance(shift)

    def lead(self, lane: str) -> None:
        """Hear and step this lane."""
        if self._player is not None:
            self._player.lead(lane)

    def set_boxes(self, boxes: Mapping[str, tuple[int, int]]) -> None:
        """How large each lane is on the screen."""
        if self._player is not None:
            self._player.set_boxes(boxes)

    def write_down(self) -> None:
        """Put what was watched since the last time into the journal."""
        self.watching.write_down()

    def close(self, why: Sentence | str = "") -> None:
        """Put away what is open."""
        self._put_away()
        self.closed.emit(why)

    def shut(self) -> None:
        """End for good."""
        self._put_away()
        player, self._player = self._player, None
        if self._bridge is not None:
            self._bridge.close()
        if player is not None:
            player.close()

    # -- inside ----------------------------------------------------------------------------------

    def _put_away(self) -> None:
        for job in self._jobs:
            job.cancel()
        self._jobs = []
        shown = self.now
        if shown is not None and self.current is not None and self.playing:
            self.watching.see(shown, playing=True, rate=self._rate)
        self.watching.end()
        if self._player is not None and self.current is not None:
            self._player.unload()
        self.current, self.programme, self.reels = None, None, {}
        self._wish = None

    def _job(self, work: Callable[[Monitor], object]) -> Job:
        job = Job(self.tr("打开音像"), work, parent=self, quiet=True, own_errors=True)
        job.ended.connect(lambda: self._jobs.remove(job) if job in self._jobs else None)
        self._jobs.append(job)
        return job

    def _ready_player(self) -> Player:
        if self._player is None:
            bridge = PlayerBridge(self)
            bridge.shown.connect(self._on_bridge_shown)
            bridge.entered.connect(self._on_bridge_entered)
            bridge.troubled.connect(self.troubled)
            self._bridge = bridge
            self._player = Player(bridge)
        return self._player

    def _on_bridge_shown(self, shown: Shown) -> None:
        lead = shown.lead
        if self.current is None or lead is None or lead.footage_id not in (None, *self.reels):
            return
        self.watching.see(shown, playing=self.playing, rate=self._rate)
        if lead.footage_id is not None and lead.footage_id != self.current.footage.id:
            following = self.watching.opened.get(lead.footage_id)
            if following is not None:
                self.current = following
                self.opened.emit(following)
        self.shown.emit(shown)
        if lead.footage_id == self.current.footage.id:
            self.moved.emit(position_of(lead))

    def _on_bridge_entered(self, state: PlayerState) -> None:
        if self.current is None and state is not PlayerState.EMPTY:
            return
        if state is not PlayerState.PLAYING:
            self._runs = False
            self.watching.jump()
        self.entered.emit(state)

    def _on_job_failed(self, error: BaseException) -> None:
        if isinstance(error, ArchiveDeskError):
            self.failed.emit(error.message)
        else:
            self._context.notices.error(error)

    def _on_watching_refused(self, error: ArchiveDeskError) -> None:
        self.close(_with_basis(error))
        self._context.notices.error(error)

    def _on_watching_renewed(self, opened: Opened) -> None:
        if self.current is not None and self.current.footage.id == opened.footage.id:
            self.current = opened
        self.rights_changed.emit()


def _with_basis(error: ArchiveDeskError) -> Sentence | str:
    """Why something is not shown, with the article that says so."""
    if error.basis is None:
        return error.message
    return say("{why}（{basis}）", why=error.message, basis=str(error.basis))
