"""Previews of a library's tracks: chosen, cut and kept, each once."""

from __future__ import annotations

import gzip
import hashlib
import os
import time
from concurrent.futures import Future
from pathlib import Path

import orjson

from accord.analysis import preview_cutter
from accord.analysis.preview_cutter import PreviewCutter
from accord.domain.entities import Span
from accord.domain.errors import AudioError, DecoderHung, NotFound, SoundGone
from accord.domain.settings import Settings
from accord.library.catalogue import Library
from accord.library.people import People
from accord.library.preview_files import PreviewFiles
from accord.library.sounds import Sound
from accord.recommend import typical_section
from accord.server.passes import Passes

FOLDER = "previews"
"""Below the data folder; no backup includes it."""
AGAIN = 3600.0
"""Seconds for which a track of which no preview can be made has no address of one; its file may come back."""
HUNG = 600.0
"""Seconds for which a file at which the decoder hung is not tried again: others would wait for it each time."""


class Previews:
    """Makes previews when they are first asked for.

    Parameters
    ----------
    library : Library
        An open library; what its profile refuses has no preview.
    files : PreviewFiles
        Where they are kept.
    cutter : PreviewCutter
        Cuts them, one at a time.
    passes : Passes
        Who may hear them.
    """

    def __init__(self, library: Library, files: PreviewFiles, cutter: PreviewCutter, passes: Passes) -> None:
        self.passes = passes
        self._library = library
        self._files = files
        self._cutter = cutter
        self._hung: dict[str, tuple[float, DecoderHung]] = {}
        self._failed: dict[str, float] = {}
        """Track -> when no preview of it could be made."""

    def pass_to(self, track_id: str) -> str | None:
        """Return a pass to the preview of a track; ``None`` where none could be made when somebody asked for it."""
        failed = self._failed.get(track_id)
        return None if failed is not None and time.monotonic() - failed < AGAIN else self.passes.give(track_id)

    def ready(self, track_id: str) -> Path | None:
        """Return the preview of a track if it was made before.

        Raises
        ------
        NotFound
            If there is no such track.
        SoundGone
            If none of its files is there.
        RightsError
            If its source may not be used in this profile.
        """
        sound, _ = self._present(track_id)
        found = self._files.find(_name(track_id, sound))
        if found is not None:
            self._failed.pop(track_id, None)
        return found

    def made(self, track_id: str) -> Future[Path]:
        """Have the preview of a track made; one that was ordered before is not made a second time.

        The future raises what ``ready`` does, an ``AudioError`` where the file cannot be decoded, or ``StoreError``
        where the preview cannot be kept.
        """
        return self._cutter.order(lambda: self._make(track_id))

    def _make(self, track_id: str) -> Path:
        sound, (path, within) = self._present(track_id)
        name = _name(track_id, sound)
        kept = self._files.find(name)  # made meanwhile, for another who asked
        if kept is not None:
            return kept
        since, error = self._hung.get(name, (0.0, None))
        if error is not None and time.monotonic() - since < HUNG:
            raise error
        excerpt = self._excerpt(track_id, sound)
        start = within.start if within else 0.0
        try:
            data = self._cutter.cut(path, Span(start + excerpt.start, _end(start + (excerpt.end or 0.0), within)))
        except AudioError as failure:
            self._failed[track_id] = time.monotonic()
            if isinstance(failure, DecoderHung):
                self._hung[name] = time.monotonic(), failure
            raise
        self._failed.pop(track_id, None)
        return self._files.keep(name, data)

    def _present(self, track_id: str) -> tuple[Sound, tuple[Path, Span | None]]:
        """Return a track's sound and the first of its files that is there."""
        sound = self._library.sound(track_id)
        if sound is None:
            raise NotFound(f"There is no track {track_id}.")
        for path, within in sound.files:
            if os.path.isfile(path):
                return sound, (path, within)
        self._failed[track_id] = time.monotonic()
        raise SoundGone(f"The file of track {track_id} is no longer there.")

    def _excerpt(self, track_id: str, sound: Sound) -> Span:
        """Return the typical section; the middle of a track that was not analysed."""
        document = self._library.analysis_document(track_id)
        if document is not None:
            return typical_section.typical_section(orjson.loads(gzip.decompress(document)))
        start = max(0.0, 0.5 * (sound.duration - typical_section.LENGTH))
        return Span(start, min(sound.duration, start + typical_section.LENGTH))


def previews_of(people: People, settings: Settings) -> Previews:
    """Return the previews of a library, kept in its data folder; their key is made where there is none yet.

    Raises
    ------
    KeyLost
        If the key is not whole.
    StoreError
        If the folder of keys cannot be written.
    """
    files, cutter = PreviewFiles(settings.home / FOLDER), PreviewCutter(settings.file_timeout)
    return Previews(people.library, files, cutter, Passes(people.vault.preview_key()))


def _name(track_id: str, sound: Sound) -> str:
    """Return the name of a preview's file, which changes with all that decides how it sounds."""
    rules = f"{sound.version} {typical_section.RULE} {preview_cutter.RULE}"
    return f"{track_id}-{hashlib.sha256(rules.encode()).hexdigest()[:12]}.mp3"


def _end(end: float, within: Span | None) -> float:
    """Return where an excerpt ends in its file: never beyond the track itself."""
    return end if within is None or within.end is None else min(end, within.end)
