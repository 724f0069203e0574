"""The dashboard as a page that needs nothing but itself: one plane of moods for each period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from string import Template

from mood import Heard, summary

COLOURS = {"elated": "#e8a013", "serene": "#3a9d5d", "tense": "#cc3d3d", "blue": "#3867c8"}
CORNERS = {
    "elated": (100, -2, "end"),
    "serene": (100, 105, "end"),
    "tense": (0, -2, "start"),
    "blue": (0, 105, "start"),
}
"""Where the name of each quarter stands: above the plane, or below it."""
LARGEST, SMALLEST = 3.2, 1.2
"""Radius of the track that is played most, and of those far down the list; the plane is 100 wide."""

PAGE = Template("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Moods of $name</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #222 }
  main { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 2rem }
  h2 { margin: 0 }
  svg { width: 100%; border: 1px solid #ccc; overflow: visible; margin: 1.5rem 0 }
  svg text { font-size: 4px; fill: #777 }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0 1rem; margin: 0 }
  dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums }
</style>
<h1>Moods of $name</h1>
<main>
$periods
</main>
</html>
""")

PERIOD = Template("""\
<section>
<h2>$title</h2>
<p>mostly <b style="color: $colour">$mood</b>, $tracks tracks</p>
<svg viewBox="0 0 100 100" role="img" aria-label="Tracks by valence and energy">
<path d="M50 0V100M0 50H100" stroke="#ddd" stroke-width=".4"/>
$corners
$dots
</svg>
<dl>
$measures
</dl>
</section>""")


def page(name: str, periods: Mapping[str, Sequence[Heard]]) -> str:
    """Return the dashboard of a person: the title of each period, and what was heard in it, the most played first."""
    sections = (_period(title, heard) for title, heard in periods.items())
    return PAGE.substitute(name=escape(name), periods="\n".join(sections))


def _period(title: str, heard: Sequence[Heard]) -> str:
    if not heard:
        return f"<section>\n<h2>{escape(title)}</h2>\n<p>nothing played yet</p>\n</section>"
    whole = summary(heard)
    measures = {
        "valence": f"{whole.valence:.2f}",
        "energy": f"{whole.energy:.2f}",
        "danceability": f"{whole.danceability:.2f}",
        "acousticness": f"{whole.acousticness:.2f}",
        "tempo": f"{whole.tempo:.0f} BPM",
    }
    return PERIOD.substitute(
        title=escape(title),
        mood=whole.mood,
        colour=COLOURS[whole.mood],
        tracks=whole.tracks,
        corners="\n".join(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}">{mood} {whole.shares[mood]:.0%}</text>'
            for mood, (x, y, anchor) in CORNERS.items()
        ),
        dots="\n".join(_dot(place, track) for place, track in enumerate(heard)),
        measures="\n".join(f"<dt>{measure}</dt><dd>{value}</dd>" for measure, value in measures.items()),
    )


def _dot(place: int, track: Heard) -> str:
    radius = max(SMALLEST, LARGEST - place / 10)
    return (
        f'<circle cx="{100 * track.valence:.1f}" cy="{100 - 100 * track.energy:.1f}" r="{radius:.1f}" '
        f'fill="{COLOURS[track.mood]}" fill-opacity=".7"><title>{escape(track.title)}</title></circle>'
    )
