"""``accord bench``: measure speed, memory and accuracy, beside peers; with ``--update`` write the documents' tables."""

from __future__ import annotations

import contextlib
import difflib
import importlib.util
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from accord.domain.errors import InvalidParameter, MissingTool

if TYPE_CHECKING:
    from accord.bench.program import Program

app = typer.Typer(add_completion=False, no_args_is_help=True)

Files = Annotated[
    list[Path] | None, typer.Argument(help="Audio files, or folders of them; the demo library by default.", exists=True)
]
Peers = Annotated[str, typer.Option(help="Programs to measure beside, by name with commas; empty for none.")]
Update = Annotated[bool, typer.Option("--update", help="Write the tables into the document as well.")]
Docs = Annotated[Path, typer.Option(help="Folder of the documents that --update writes.")]
Tracks = Annotated[int, typer.Option(min=1, help="Tracks of the library.")]
Half = Literal["report", "tune"]
CURVES = "accuracy-calibration.svg"
"""Beside ``accuracy.md``."""
Repeat = Annotated[int, typer.Option(min=1, help="Times that each is measured.")]


@app.callback()
def bench() -> None:
    """Measure speed, memory and accuracy, beside peers."""


@app.command()
def analysis(
    files: Files = None,
    peers: Peers = "essentia,librosa,bliss",
    repeat: Repeat = 1,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure the CPU time of the whole analysis beside that of peers, on the same files."""
    from accord.bench.environment import peer_environment
    from accord.bench.program import ACCORD
    from accord.bench.report import analysis_report
    from accord.bench.speed import race

    chosen = _peers(peers)
    with _progress() as say:
        music = _music(files, say)
        environment = peer_environment(tuple(peer.requirement or "" for peer in chosen), say)
        available = {peer: environment.python for peer in chosen if peer.requirement not in environment.unavailable}
        result = race(music, {ACCORD: None, **available}, repeat, say)
    report = analysis_report(result, [ACCORD, *chosen], environment.unavailable, repeat)
    _publish("accord bench analysis", report, docs / "bench.md" if update else None)


@app.command()
def workers(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Music to scan.", exists=True, file_okay=False)],
    counts: Annotated[str, typer.Option(help="Numbers of workers, with commas.")] = "1,2",
    repeat: Repeat = 2,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure how much faster a scan is with more workers, and what memory they hold."""
    from accord.bench.report import workers_report
    from accord.bench.throughput import race_of_workers

    with _progress() as say:
        quickest = race_of_workers(folder, _numbers(counts), repeat, say)
    _publish("accord bench workers", workers_report(quickest), docs / "bench.md" if update else None)


@app.command()
def memory(files: Files = None, update: Update = False, docs: Docs = Path("docs")) -> None:
    """Measure the most memory that an analysis holds, on songs and on a file of three hours."""
    from accord.bench.memory import memory_table
    from accord.bench.report import memory_report

    with _progress() as say:
        table = memory_table(_music(files, say), say)
    _publish("accord bench memory", memory_report(table), docs / "bench.md" if update else None)


@app.command()
def start(files: Files = None, repeat: Repeat = 5, update: Update = False, docs: Docs = Path("docs")) -> None:
    """Measure how long a fresh process takes for its help, and for a file of 30 seconds."""
    from accord.bench.report import start_report
    from accord.bench.startup import start_table

    with _progress() as say:
        song = _music(files, say)[0]
        say("starting and starting again")
        table = start_table(song, repeat)
    _publish("accord bench start", start_report(table, repeat), docs / "bench.md" if update else None)


@app.command()
def library(
    home: Annotated[Path, typer.Argument(metavar="HOME", help="Data folder of the library to make.", file_okay=False)],
    tracks: Tracks = 100_000,
    music: Annotated[
        Path | None, typer.Option(help="Music to analyse; the demo library by default.", exists=True)
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives other tags and ids.")] = 1,
) -> None:
    """Make a large library, for measuring: real analyses, over and over, under invented tags."""
    from accord.bench.big_library import make_library
    from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO

    with _progress() as say:
        files = _music([music] if music else None, say)
        make_library(home, files, tracks, seed, OWN_AUDIO if music else DEMO_LIBRARY, say)
    typer.echo(f"Made a library of {tracks:,} tracks in {home}: `ACCORD_HOME={home} accord serve` serves it.")


@app.command()
def webapi(
    tracks: Tracks = 100_000,
    seconds: Annotated[int, typer.Option(min=1, help="Length of each run.")] = 10,
    repeat: Repeat = 3,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure how many requests the server answers on one core, over a large library that is made once."""
    from accord.bench.report import webapi_report
    from accord.bench.webapi import measure

    with _progress() as say:
        served = measure(tracks, seconds, repeat, say)
    _publish("accord bench webapi", webapi_report(served, seconds, repeat), docs / "bench.md" if update else None)


@app.command()
def rights(
    entries: Annotated[int, typer.Option(min=1, help="Entries of the log.")] = 1_000_000,
    events: Annotated[int, typer.Option(min=1, help="Listens of the listener.")] = 200_000,
    repeat: Repeat = 3,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure what it costs that every use asks, and how soon consent withdrawn or an erasure takes effect."""
    from accord.bench.report import rights_report
    from accord.bench.rights import rights_times

    with _progress() as say:
        times = rights_times(entries, events, repeat, say)
    report = rights_report(times, entries, events, repeat)
    _publish("accord bench rights", report, docs / "bench.md" if update else None)


@app.command()
def accuracy(
    data: Annotated[
        list[Path] | None,
        typer.Option(
            help="Folder of annotated music: clips.json, midi.json, composed.json.", exists=True, file_okay=False
        ),
    ] = None,
    peers: Peers = "essentia,librosa,aubio,bliss,madmom",
    half: Annotated[
        Half, typer.Option(help="Of the annotated music: what was kept for reporting, or the other.")
    ] = "report",
    details: Annotated[bool, typer.Option("--details", help="Print every program's scores piece by piece.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at once.")] = 1,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure how right rhythm, key, chords and sections are, beside peers, and how honest confidences are."""
    if importlib.util.find_spec("mir_eval") is None:
        raise MissingTool("accord bench accuracy needs the package mir_eval.")
    from accord.bench.accuracy import heard_by_all
    from accord.bench.calibration import calibration_table, cases, draw, joined
    from accord.bench.demo_library import demo_library
    from accord.bench.environment import environments
    from accord.bench.program import ACCORD
    from accord.bench.report import accuracy_report, details_report
    from accord.bench.truth import annotated_folder, demo_folder

    chosen = _peers(peers)
    with _progress() as say:
        known = {name: pieces for folder in data or () for name, pieces in annotated_folder(folder).items()}
        pythons, unavailable = environments(chosen, say)
        results = heard_by_all(demo_folder(demo_library(say)), known, half, [ACCORD, *chosen], pythons, jobs, say)
    if details:
        typer.echo(details_report(results))
    found = joined([cases(one.pieces, one.judged[0].heard) for one in results])
    said = [calibration_table(found), f"![Calibration curves]({CURVES})"]
    command = (
        "accord bench accuracy" + (" --data FOLDER" if data else "") + (f" --half {half}" if half != "report" else "")
    )
    report = accuracy_report(results, unavailable, said, command)
    _publish("accord bench accuracy", report, docs / "accuracy.md" if update else None)
    if update:
        draw(found, docs / CURVES)


@app.command()
def recommend(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Data of your own: a file of pairs, or playlists in the Million Playlist Dataset's JSON.", exists=True
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder of public data sets: HetRec 2011 Last.fm, Last.fm-KGAT.", exists=True, file_okay=False
        ),
    ] = None,
    peers: Annotated[
        str, typer.Option(help="Recommenders to measure beside, by name with commas; empty for none.")
    ] = "tuned,popularity,cosine,bm25,bpr,als,ease,dropout",
    seed: Annotated[int, typer.Option(help="Another seed holds out other people.")] = 1,
    rows: Annotated[int, typer.Option(min=1, help="Rows of the invented set.")] = 16_000,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure how good recommendations are and what they cost, beside other recommenders on the same splits."""
    from accord.bench.environment import peer_environment
    from accord.bench.recommendation.contestants import OURS, PEERS
    from accord.bench.recommendation.dataset import core
    from accord.bench.recommendation.formats import named_set, public_sets
    from accord.bench.recommendation.race import race
    from accord.bench.recommendation.report import recommend_report
    from accord.bench.recommendation.synthetic import invented

    chosen = [*OURS, *(PEERS[name] for name in _named(peers, PEERS))]
    with _progress() as say:
        sets = [*(public_sets(data) if data else []), *map(named_set, files or []), invented(rows)]
        needed = {each.program.requirement for each in chosen if each.program.requirement}
        environment = peer_environment(tuple(sorted(needed)), say)
        outcomes = [race(core(one), chosen, environment, seed, say) for one in sets]
    command = "accord bench recommend" + (" FILES" if files else "") + (" --data FOLDER" if data else "")
    report = recommend_report(outcomes, chosen, environment.unavailable, command)
    _publish("accord bench recommend", report, docs / "recommendation.md" if update else None)


@app.command()
def answer(
    tracks: Tracks = 100_000,
    plays: Annotated[int, typer.Option(min=1, help="Plays in each history.")] = 500,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure how long a whole recommendation takes, with all its reasons, over a library that is made once."""
    from accord.bench.recommendation.whole import answer_times, answers_report

    with _progress() as say:
        answers = answer_times(tracks, plays, say)
    _publish("accord bench answer", answers_report(answers), docs / "recommendation.md" if update else None)


@app.command()
def model(
    rows: Annotated[int, typer.Option(min=1000, help="People of the invented set.")] = 1_000_000,
    items: Annotated[int, typer.Option(min=100, help="Items of the invented set.")] = 50_000,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure what training, a recommendation with its reasons, and forgetting somebody cost."""
    from accord.bench.recommendation.costs import costs_report, model_costs

    with _progress() as say:
        costs = model_costs(rows, items, say)
    _publish("accord bench model", costs_report(costs), docs / "recommendation.md" if update else None)


@app.command()
def leaving(
    listeners: Annotated[int, typer.Option(min=50, help="People who share what they heard.")] = 2_000,
    tracks: Tracks = 20_000,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure how soon a withdrawal is answered, and a model is there that never knew the person."""
    from accord.bench.leaving import leaving_report, leaving_times

    with _progress() as say:
        times = leaving_times(listeners, tracks, say)
    _publish("accord bench leaving", leaving_report(times), docs / "training.md" if update else None)


@app.command()
def similarity(
    data: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of music beside the demo library; may be given again.", exists=True, file_okay=False),
    ] = None,
    copied: Annotated[int, typer.Option(min=1, help="Pieces of which copies are made.")] = 24,
    peers: Peers = "bliss",
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure whether what sounds alike belongs together, and whether copies of a recording are known for that."""
    from accord.analysis.tagger import Tagger, open_tagger
    from accord.bench.demo_library import demo_library
    from accord.bench.environment import peer_environment
    from accord.bench.program import PEERS
    from accord.bench.similarity import TAGGER
    from accord.bench.similarity import similarity as measured
    from accord.bench.similarity_report import similarity_report
    from accord.domain.settings import load_settings

    chosen = [PEERS[name] for name in _named(peers, ("bliss",))]
    with _progress() as say:
        environment = peer_environment(tuple(peer.requirement or "" for peer in chosen), say)
        available = {peer: environment.python for peer in chosen if peer.requirement not in environment.unavailable}
        settings = load_settings()
        added = open_tagger(settings.home, settings.profile)
        tagger = added if isinstance(added, Tagger) else None
        found = measured([*(data or []), demo_library(say)], copied, available, say, tagger)
    command = "accord bench similarity" + (" --data FOLDER" if data else "")
    lacking = {} if tagger else {TAGGER: str(added or "It was not added.")}
    report = similarity_report(found, {**environment.unavailable, **lacking}, command)
    _publish("accord bench similarity", report, docs / "similarity.md" if update else None)


@app.command()
def descriptors(
    music: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of unpacked packages; may be given again.", exists=True, file_okay=False),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder of evaluation clips and scores.", exists=True, file_okay=False)
    ] = None,
    half: Annotated[Half, typer.Option(help="Of the pieces: what was kept for reporting, or the other.")] = "report",
    changed: Annotated[int, typer.Option(min=0, help="Pieces that are also heard in other forms.")] = 24,
    update: Update = False,
    docs: Docs = Path("docs"),
) -> None:
    """Measure whether descriptors order music of known kind as people do, and what a change of form does to them."""
    from accord.bench.descriptors import descriptors as measured
    from accord.bench.descriptors_report import descriptors_report

    with _progress() as say:
        found = measured([*(music or []), *([data] if data else [])], half, changed, say)
    command = "accord bench descriptors --music FOLDER --data FOLDER" + (f" --half {half}" if half != "report" else "")
    report = descriptors_report(found, half, command)
    _publish("accord bench descriptors", report, docs / "descriptors.md" if update else None)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show one line of progress on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("") as status:
        yield lambda sentence: status.update(escape(sentence))


def _music(files: list[Path] | None, say: Callable[[str], None]) -> list[Path]:
    from accord.bench.demo_library import demo_library
    from accord.bench.speed import audio_files

    return audio_files(files or [demo_library(say)])


def _peers(names: str) -> list[Program]:
    from accord.bench.program import PEERS

    return [PEERS[name] for name in _named(names, PEERS)]


def _named(names: str, peers: Collection[str]) -> list[str]:
    """Return the names of a list that are peers'.

    Raises
    ------
    InvalidParameter
        If there is no such peer; the message suggests the nearest.
    """
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    for name in chosen:
        if name not in peers:
            near = difflib.get_close_matches(name, peers, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(peers)}."
            raise InvalidParameter(f"{name!r} is no peer; {hint}")
    return chosen


def _numbers(text: str) -> tuple[int, ...]:
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if not numbers or min(numbers) < 1:
        raise InvalidParameter(f"{text!r} is no list of numbers of workers, such as 1,2.")
    return numbers


def _publish(name: str, report: str, document: Path | None) -> None:
    """Print a report, and put it into its document if there is one to update."""
    from accord.bench.document import update_block

    typer.echo(report)
    if document:
        update_block(document, name, report)
