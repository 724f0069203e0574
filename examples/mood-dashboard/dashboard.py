"""Show the moods of what you play most: now, these months, and over the years.

python dashboard.py
python dashboard.py --tracks 200 --output moods.html
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import httpx
import tekore as tk
from dotenv import load_dotenv

from login import Refused, log_in
from mood import MOODS, Heard, summary
from page import page

PERIODS = {"the last four weeks": "short_term", "the last six months": "medium_term", "the last years": "long_term"}
VARIABLES = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "SPOTIFY_REDIRECT_URI")
TOKEN = Path(__file__).with_name(".refresh-token")
PAGE = 50
"""Tracks that one page may hold."""


def main() -> int:
    """Run the program; return its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tracks", type=int, default=100, metavar="COUNT", help="tracks of each period (100)")
    parser.add_argument("--output", type=Path, default=Path("moods.html"), metavar="FILE", help="page to write")
    options = parser.parse_args()
    if options.tracks < 1:
        parser.error("--tracks: at least one")
    load_dotenv()
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    if missing:
        parser.error(f"set {', '.join(missing)}, or write them into .env")
    try:
        client_id, secret, redirect_uri = (os.environ[name] for name in VARIABLES)
        token = log_in(client_id, secret, redirect_uri, keep=TOKEN)
        name, periods = read(token, options.tracks)
        options.output.write_text(page(name, periods), encoding="utf-8")
    except (tk.HTTPError, Refused, OSError) as error:
        print(error, file=sys.stderr)
    except httpx.HTTPError as error:
        print(f"No answer: {error}", file=sys.stderr)
    else:
        show(name, periods)
        print(f"wrote {options.output}")
        return 0
    return 1


def read(token: tk.RefreshingToken, count: int) -> tuple[str, dict[str, list[Heard]]]:
    """Return a person's name, and what they played most in each period."""
    sender = tk.RetryingSender(retries=3, sender=tk.SyncSender())
    with closing(tk.Spotify(token, sender=sender, chunked_on=True)) as spotify:
        me = spotify.current_user()
        return me.display_name or me.id, {title: list(most_played(spotify, PERIODS[title], count)) for title in PERIODS}


def most_played(spotify: tk.Spotify, period: str, count: int) -> Iterator[Heard]:
    """Yield what a person played most, as far as it was measured."""
    first = spotify.current_user_top_tracks(period, limit=min(count, PAGE))
    tracks = list(islice(spotify.all_items(first), count))
    features = spotify.tracks_audio_features([track.id for track in tracks]) if tracks else []
    for track, sound in zip(tracks, features, strict=True):
        if sound is not None:
            yield Heard(
                title=f"{track.artists[0].name} – {track.name}",
                valence=sound.valence,
                energy=sound.energy,
                danceability=sound.danceability,
                acousticness=sound.acousticness,
                tempo=sound.tempo,
            )


def show(name: str, periods: Mapping[str, Sequence[Heard]]) -> None:
    """Print a line for each period, and a bar for each of its moods."""
    print(f"Moods of {name}")
    for title, heard in periods.items():
        if not heard:
            print(f"\n{title}: nothing played yet")
            continue
        whole = summary(heard)
        print(f"\n{title}: mostly {whole.mood}, {whole.tempo:.0f} BPM, {whole.tracks} tracks")
        for mood in MOODS:
            print(f"  {mood:8} {'█' * round(30 * whole.shares[mood]):30} {whole.shares[mood]:4.0%}")


if __name__ == "__main__":
    sys.exit(main())
