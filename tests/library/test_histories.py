"""Whatever a scan meets, in whatever order: nothing is refused, nothing dangles, and no id changes its owner."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from accord.domain.entities import Release, ScannedFile, Span, Tags
from accord.domain.settings import Settings
from accord.library.catalogue import Library, open_library
from accord.rights.registry import OWN_AUDIO
from tests.library.shelf import scanned, sound

NAMES = st.sampled_from(["A", "a ", "B", "Various Artists", "Ünknown"])
ARTISTS = st.lists(NAMES, max_size=2, unique=True).map(tuple)
MBIDS = st.sampled_from([None, *(f"{number:08d}-0000-4000-8000-000000000000" for number in range(2))])
SOUNDS = ["x", "y", "z"]

tags = st.builds(
    Tags,
    artists=ARTISTS,
    album=st.sampled_from([None, "Z", "z", "Q"]),
    album_artists=ARTISTS,
    genres=st.lists(st.sampled_from(["Rock", "rock", "Jazz"]), max_size=3).map(tuple),
    mb_release_id=MBIDS,
    mb_artist_ids=MBIDS.map(lambda mbid: (mbid,) if mbid else ()),
    mb_album_artist_ids=MBIDS.map(lambda mbid: (mbid,) if mbid else ()),
    track_total=st.sampled_from([None, 1, 9]),
)
files = st.builds(
    lambda path, of, span, tags: replace(scanned(path, of, span=span), tags=tags),
    st.sampled_from(["/m/a/1.ogg", "/m/a/2.ogg", "/m/b/1.ogg", "/m/3.ogg"]),
    st.sampled_from(SOUNDS),
    st.sampled_from([None, None, Span(0.0, 5.0), Span(5.0, None), Span(4.0, 9.0)]),
    tags,
)
steps = st.lists(files | st.sampled_from([Path("/m/a"), Path("/m/b/1.ogg")]), min_size=1, max_size=10)


@given(steps)
@settings(max_examples=15)
def test_any_history_leaves_a_whole_library(empty: Path, history: list[ScannedFile | Path]) -> None:
    with TemporaryDirectory() as home:
        shutil.copy(empty, home)
        with open_library(Settings(home=Path(home))) as library:
            owners: dict[str, str] = {}
            for step in history:
                if isinstance(step, Path):
                    library.forget_missing(step, set())
                else:
                    library.record_file(step, None, OWN_AUDIO.id)
                _check_aliases(library, owners)
            _check_answers(library)


def _check_aliases(library: Library, owners: dict[str, str]) -> None:
    """Every alias leads where it led before."""
    with library.store.reading() as db:
        for table in ("artist_aliases", "release_aliases"):
            for alias, owner in db.exec_driver_sql(f"SELECT id, owner_id FROM {table}"):
                assert owners.setdefault(alias, owner) == owner


def _check_answers(library: Library) -> None:
    """Everything that is shown can be asked for, is found, and is counted."""
    tracks = [track for track in library.tracks([sound(name) for name in SOUNDS]) if track]
    releases = library.releases([track.release.id for track in tracks])
    for whole, track in zip(releases, tracks, strict=True):
        assert whole is not None
        assert all(getattr(whole, name) == getattr(track.release, name) for name in Release.__slots__)
    credits = [credit for track in tracks for credit in (*track.artists, *track.release.artists)]
    assert [artist and artist.id for artist in library.artists([credit.id for credit in credits])] == [
        credit.id for credit in credits
    ]
    for track in tracks:
        listed = library.release_tracks(track.release.id, 50, 0)
        assert track.id in {other.id for other in listed.items}
        assert len(listed.items) == listed.total <= track.release.total_tracks
    counts = library.counts()
    assert counts.tracks == len(tracks)
    with library.store.reading() as db:
        for kind, asked in (("track", library.tracks), ("artist", library.artists), ("release", library.releases)):
            ids = db.exec_driver_sql("SELECT entity_id FROM search_entries WHERE kind = ?", (kind,)).scalars().all()
            assert None not in asked(list(ids)), "what is found can be shown"
            assert kind != "track" or set(ids) == {track.id for track in tracks}
            assert kind != "release" or len(ids) == counts.releases
        assert db.exec_driver_sql("PRAGMA foreign_key_check").all() == []
