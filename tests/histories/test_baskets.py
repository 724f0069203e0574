"""Playlists and dumps come as rows of items, whole or not at all."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from accord.domain.baskets import Item
from accord.domain.errors import UnreadableHistory
from accord.histories import listenbrainz_dump, playlist_dataset, playlist_files
from tests.histories import exports
from tests.histories.exports import ISRC, MBID, START, Play
from tests.histories.playlist_slices import write_slices

# The Million Playlist Dataset's form


def test_slices_come_back_playlist_by_playlist(tmp_path: Path) -> None:
    slices = write_slices(tmp_path, 25, a_slice=10)
    found = list(playlist_dataset.playlists(tmp_path))
    written = [made for path in slices for made in json.loads(path.read_text())["playlists"]]
    assert {basket.name for basket in found} == {str(pid) for pid in range(25)}
    by_pid = {basket.name: basket.items for basket in found}
    for made in written:
        first = made["tracks"][0]
        assert len(by_pid[str(made["pid"])]) == made["num_tracks"]
        assert by_pid[str(made["pid"])][0] == Item(
            first["artist_name"], first["track_name"], first["album_name"], duration=first["duration_ms"] / 1000
        )
    assert "spotify" not in repr(found)


def test_the_maker_of_slices_is_seeded_and_its_tracks_follow_a_power_law(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write_slices(tmp_path / folder, 300)
    (one,), (other,) = list((tmp_path / "a").iterdir()), list((tmp_path / "b").iterdir())
    assert one.read_bytes() == other.read_bytes()
    counts = Counter(item.title for basket in playlist_dataset.playlists(one) for item in basket.items)
    times = sorted(counts.values(), reverse=True)
    assert times[0] > 10 * times[len(times) // 2]


def test_a_slice_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    (path,) = write_slices(tmp_path, 9)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(UnreadableHistory, match="cut off"):
        list(playlist_dataset.playlists(path))
    path.write_text("[]")
    with pytest.raises(UnreadableHistory, match="no slice"):
        list(playlist_dataset.playlists(tmp_path))
    path.unlink()
    with pytest.raises(UnreadableHistory, match="no JSON file"):
        list(playlist_dataset.playlists(tmp_path))


# Files of playlists

M3U = """#EXTM3U
#PLAYLIST:Mine
#EXTINF:305,Björk - Jóga
music/joga.flac

#EXTINF:-1,Radio of somebody
http://radio.example/stream
/absolute/path.ogg
"""
XSPF = f"""<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>Mine</title><trackList>
<track><location>file:///music/j%C3%B3ga.flac</location><title>Jóga</title><creator>Björk</creator>
<album>Homogenic</album><duration>305000</duration>
<identifier>https://musicbrainz.org/recording/{MBID.format(1)}</identifier><identifier>isrc:{ISRC.format(1)}</identifier>
</track><track><title>Only</title></track></trackList></playlist>"""
JSPF = json.dumps(
    {
        "playlist": {
            "title": "Mine",
            "track": [
                {
                    "title": "Jóga",
                    "creator": "Björk",
                    "album": "Homogenic",
                    "duration": 305000,
                    "identifier": [f"https://musicbrainz.org/recording/{MBID.format(1)}"],
                    "location": ["jóga.flac"],
                }
            ],
        }
    }
)


def test_files_of_every_kind_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "a.m3u8").write_text(M3U)
    (tmp_path / "b.m3u").write_bytes("#EXTINF:9,Mötley - Ä\nä.mp3\n".encode("cp1252"))
    (tmp_path / "below" / "c.XSPF").write_text(XSPF)
    (tmp_path / "d.jspf").write_text(JSPF)
    (tmp_path / "e.txt").write_text("no playlist")
    found = {basket.name: basket.items for basket in playlist_files.playlists(tmp_path)}
    assert found == {
        "a.m3u8": [
            Item("Björk", "Jóga", duration=305.0, location=str(tmp_path / "music/joga.flac")),
            Item(None, "Radio of somebody", location="http://radio.example/stream"),
            Item(location="/absolute/path.ogg"),
        ],
        "b.m3u": [Item("Mötley", "Ä", duration=9.0, location=str(tmp_path / "ä.mp3"))],
        "below/c.XSPF": [
            Item("Björk", "Jóga", "Homogenic", ISRC.format(1), MBID.format(1), 305.0, "/music/jóga.flac"),
            Item(None, "Only"),
        ],
        "d.jspf": [Item("Björk", "Jóga", "Homogenic", None, MBID.format(1), 305.0, str(tmp_path / "jóga.flac"))],
    }
    (alone,) = playlist_files.playlists(tmp_path / "d.jspf")
    assert alone.name == "d.jspf"


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.xspf", "<playlist"), ("a.xspf", "<html/>"), ("a.jspf", "{"), ("a.jspf", "[]"), ("a.jspf", '{"playlist": 7}')],
)
def test_a_damaged_playlist_is_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UnreadableHistory, match=name):
        list(playlist_files.playlists(tmp_path))


def test_a_playlist_that_would_grow_without_bound_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "{"x" * 100}">{entities}]>'
    (tmp_path / "a.xspf").write_text(bomb + XSPF.partition("?>")[2].replace("Only", "&e11;"))
    with pytest.raises(UnreadableHistory, match=r"a\.xspf"):
        list(playlist_files.playlists(tmp_path))


def test_a_folder_without_playlists(tmp_path: Path) -> None:
    with pytest.raises(UnreadableHistory, match="holds no playlist"):
        list(playlist_files.playlists(tmp_path))


# ListenBrainz's dumps


def dump(people: int, plays: int, torn: bool = False) -> bytes:
    """A tar of listens by several people, month by month."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for month in range(3):
            listens = []
            for number in range(plays):
                play = Play(START + number, f"Artist {number % 7}", f"Song {number}", number=number % 10)
                row = exports.listen(play, user_id=number % people)
                listens.append({"timestamp": row.pop("listened_at"), **row} if month else row)
            data = exports.lines(listens)[: -40 if torn else None]
            member = tarfile.TarInfo(f"dump/listens/2023/{month + 1}.listens")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        note = tarfile.TarInfo("dump/COPYING")
        note.size = 4
        archive.addfile(note, io.BytesIO(b"CC0\n"))
    return out.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tar.xz": lzma.compress,
    "tar.zst": zstandard.compress,
}


@pytest.mark.parametrize("packed", PACKED)
def test_a_dump_is_gathered_by_person(tmp_path: Path, packed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listenbrainz_dump, "AT_ONCE", 10)
    path = tmp_path / "dump"
    path.write_bytes(PACKED[packed](dump(4, 22)))
    found: dict[str, list[Item]] = defaultdict(list)
    for basket in listenbrainz_dump.listens(path):
        assert len(basket.items) <= 10
        found[basket.name] += basket.items
    assert {person: len(items) for person, items in found.items()} == {"0": 18, "1": 18, "2": 15, "3": 15}
    first = found["0"][0]
    assert (first.artist, first.title, first.recording_mbid) == ("Artist 0", "Song 0", MBID.format(0))


@pytest.mark.parametrize("packed", PACKED)
def test_a_dump_that_is_cut_off_is_refused(tmp_path: Path, packed: str) -> None:
    path = tmp_path / "dump"
    path.write_bytes(PACKED[packed](dump(4, 400))[: -15_000 if packed == "tar" else -200])
    with pytest.raises(UnreadableHistory):
        list(listenbrainz_dump.listens(path))


def test_what_is_no_dump_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    for data, said in ((b"", "dump"), (b"Hello" * 999, "dump"), (dump(2, 9, torn=True), "Line 9")):
        path.write_bytes(data)
        with pytest.raises(UnreadableHistory, match=said):
            list(listenbrainz_dump.listens(path))
