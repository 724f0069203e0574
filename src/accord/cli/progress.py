"""How far a scan has come: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from accord.analysis.report import Report, Task
from accord.analysis.sandbox import PROTECTIONS
from accord.analysis.scan import Planned
from accord.analysis.supervisor import Event, Finished, Heard, Prepared

INTERVAL = 10.0
"""Seconds between two lines."""


class Lines:
    """Follows a scan and prints a line when it begins, when it is prepared, and every ten seconds.

    Attributes
    ----------
    files, failed : int
        Sounds done so far, and those of them that could not be used.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.total = self.files = self.failed = 0
        self.bytes = self.bytes_done = 0
        self._began = self._spoke = time.monotonic()
        self._heard = 0.0
        self._in_hand: dict[Task, float] = {}

    def __enter__(self) -> Lines:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Nothing is left behind."""

    def see(self, event: Planned | Event) -> None:
        """Take note of something that happened."""
        match event:
            case Planned():
                self.total, self.bytes = event.files, event.bytes
                self.begin(event)
            case Prepared():
                self._began = time.monotonic()
                self.say(_protected_by(event.protections))
            case Heard():
                self._in_hand[event.task] = event.seconds
                self.show()
            case Finished():
                self._in_hand.pop(event.task, None)
                self.files += 1
                self.bytes_done += event.task.size
                if isinstance(event.outcome, Report):
                    self._heard += event.outcome.duration
                else:
                    self.failed += 1
                self.show()

    @property
    def seconds(self) -> float:
        """Wall-clock seconds since the workers were ready."""
        return time.monotonic() - self._began

    @property
    def speed(self) -> float:
        """Seconds of audio per second."""
        return (self._heard + sum(self._in_hand.values())) / max(self.seconds, 1e-3)

    def say(self, text: str) -> None:
        """Print a line."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def begin(self, planned: Planned) -> None:
        """Say what there is to do."""
        known = f", {planned.unchanged} are unchanged" if planned.unchanged else ""
        self.say(f"{planned.files} files to read ({planned.bytes / 1e6:.0f} MB){known}.")
        if planned.files:
            self.say("Preparing: the first scan after an installation compiles the analyser, which takes a minute.")

    def show(self) -> None:
        """Show where things stand."""
        now = time.monotonic()
        if now - self._spoke >= INTERVAL:
            self._spoke = now
            share = self.bytes_done / max(self.bytes, 1)
            left = f", about {_span(self.seconds * (1 / share - 1))} left" if 0.01 < share < 1 else ""
            self.say(f"{self.files} of {self.total} files, {self.speed:.0f} times real time{left}.")


class Bar(Lines):
    """Follows a scan with a bar."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[files]}"),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
        )
        self._row = self._bar.add_task("Looking", total=None, files="", speed="")

    def __enter__(self) -> Bar:
        """Draw the bar."""
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bar away."""
        self._bar.stop()

    def begin(self, planned: Planned) -> None:
        """Fill in what there is to do."""
        self._bar.update(self._row, description="Preparing", total=planned.bytes)
        self.show()

    def show(self) -> None:
        """Move the bar."""
        failed = f", {self.failed} failed" if self.failed else ""
        self._bar.update(
            self._row,
            description="Analysing" if self.files or self._in_hand else "Preparing",
            completed=self.bytes_done,
            files=f"{self.files}/{self.total} files{failed}",
            speed=f"{self.speed:.0f}x real time" if self.files or self._in_hand else "",
        )


def _protected_by(active: tuple[str, ...]) -> str:
    missing = [name for name in PROTECTIONS if name not in active]
    lacking = f" (this system has no {', no '.join(missing)})" if missing else ""
    return f"Decoders are kept in by {', '.join(active)}{lacking}."


def _span(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds > 5400 else f"{seconds / 60:.0f} min" if seconds > 90 else "a minute"
