"""``accord train``: learn which recordings are heard together."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accord.domain.errors import InvalidParameter, NotFound
from accord.domain.settings import load_settings

if TYPE_CHECKING:
    from accord.recommend.learning.keeping import Trained
    from accord.recommend.learning.trainer import Trainer

app = typer.Typer(add_completion=False)

NAMES = {"people": "what people share", "sessions": "own sessions", "lists": "albums"}
"""Name of a model -> what people call it."""


@app.command()
def train(
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="A ListenBrainz dump, Million Playlist Dataset slices, or M3U, XSPF, JSPF."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Where that comes from, as `accord rights table` names it.")
    ] = None,
    people: Annotated[bool, typer.Option("--people", help="Only what consenting listeners share.")] = False,
    own: Annotated[
        str | None, typer.Option("--own", metavar="NAME", help="Only one listener's own sessions and playlists.")
    ] = None,
    lists: Annotated[bool, typer.Option("--lists", help="Only the albums of the library.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was trained as JSON.")] = False,
) -> None:
    """Learn which recordings are heard together; of what was learned before, only what changed is done anew."""
    from accord.library.people import open_people
    from accord.recommend.learning.leaving import Leaving
    from accord.recommend.learning.trainer import Trainer

    if source is not None and from_ is None:
        raise InvalidParameter("--source says where --from comes from: name a file or folder too.")
    said: list[dict[str, Any]] = []
    with open_people(load_settings()) as opened:
        Leaving(opened)
        trainer = Trainer(opened)
        for training in _wanted(trainer, from_, source, people, own, lists):
            for trained, seconds in _timed(training):
                listener = trained.listener_id and next(
                    one.name for one in opened.listeners.every() if one.id == trained.listener_id
                )
                said.append(_as_json(trained, seconds, listener))
                if not as_json:
                    typer.echo(_line(said[-1]))
    if as_json:
        typer.echo(json.dumps(said, indent=2, ensure_ascii=False))


def _wanted(
    trainer: Trainer, from_: Path | None, source: str | None, people: bool, own: str | None, lists: bool
) -> Iterator[Callable[[], Iterator[Trained]]]:
    """Yield what is to be trained: what the options name, or all that the library has."""
    everything = not (from_ or people or own or lists)
    if from_ is not None:
        yield lambda: iter([_from_files(trainer, from_, source)])
    if people or everything:
        yield lambda: iter([trainer.people()])
    if lists or everything:
        yield lambda: iter([trainer.lists()])
    if own is not None:
        yield lambda: iter([trainer.own_of(own)])
    elif everything:
        yield trainer.everybody


def _from_files(trainer: Trainer, path: Path, source: str | None) -> Trained:
    from accord.histories import listenbrainz_dump, playlist_dataset, playlist_files

    if not path.exists():
        raise NotFound(f"There is no {path}.")
    if _is_playlists(path):
        return trainer.files(playlist_files.playlists(path), source or playlist_files.SOURCE)
    if _is_dataset(path):
        return trainer.files(playlist_dataset.playlists(path), source or playlist_dataset.SOURCE)
    return trainer.files(listenbrainz_dump.listens(path), source or listenbrainz_dump.SOURCE, "people")


def _is_playlists(path: Path) -> bool:
    from accord.histories.playlist_files import READERS

    files = path.rglob("*") if path.is_dir() else [path]
    return any(file.suffix.lower() in READERS for file in files)


def _is_dataset(path: Path) -> bool:
    return path.suffix == ".json" or (path.is_dir() and any(path.glob("*.json")))


def _timed(training: Callable[[], Iterator[Trained]]) -> Iterator[tuple[Trained, float]]:
    began = time.perf_counter()
    for trained in training():
        yield trained, time.perf_counter() - began
        began = time.perf_counter()


def _as_json(trained: Trained, seconds: float, listener: str | None) -> dict[str, Any]:
    label = trained.label
    return {
        "model": trained.name,
        "listener": listener,
        "id": trained.id,
        "sha256": trained.digest,
        "rows": trained.rows,
        "changed": trained.changed,
        "items": trained.items,
        "purposes": sorted(label.purposes) if label else [],
        "obligations": sorted(label.obligations) if label else [],
        "sources": sorted(label.sources) if label else [],
        "people": len(label.subjects) if label else 0,
        "unknown": trained.unknown,
        "left_out": trained.not_allowed,
        "seconds": round(seconds, 3),
    }


def _line(said: dict[str, Any]) -> str:
    """Return what was trained, in a few lines for people."""
    of = f" of {said['listener']}" if said["listener"] else ""
    name = f"{NAMES.get(said['model'], said['model'])}{of}"
    if said["id"] is None:
        return f"{name}: nothing to learn from"
    stands = "" if said["changed"] else ", unchanged"
    left = [f"{said['unknown']} of no recording of the library"] if said["unknown"] else []
    left += [f"{said['left_out']} not allowed"] if said["left_out"] else []
    lines = [
        f"{name}: {said['rows']} rows, {said['items']} recordings, {said['seconds']:.1f} s{stands}",
        f"  id           {said['id']}",
        f"  sha256       {said['sha256']}",
        f"  learned from {' and '.join(said['sources'])}" + (f", {said['people']} people" if said["people"] else ""),
        f"  may be used  {' '.join(said['purposes'])}",
    ]
    return "\n".join([*lines, f"  left out     {', '.join(left)}"] if left else lines)
