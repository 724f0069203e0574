"""``accord explain``: what a feature means, what it is made of, and how a file came by its value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accord.domain.errors import NotFound

if TYPE_CHECKING:
    from rich.table import Table

    from accord.domain.analysis import Analysis, Estimate
    from accord.features.declaration import Feature

app = typer.Typer(add_completion=False)

Facts = dict[str, Any]
"""What is said, as plain values: printed as they are with ``--json``, else laid out."""

TONICS = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")


@app.command()
def explain(
    name: Annotated[str | None, typer.Argument(help="A feature, danceability say; without it all are listed.")] = None,
    file: Annotated[Path | None, typer.Argument(help="Audio whose value is to be explained.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Say what a feature means and what it is made of; with a file, how that file came by its value."""
    from accord.features.registry import feature, features

    if name is None:
        listing = [declaration(declared) for declared in features().values()]
        _print(listing, _listing(listing), as_json)
        return
    declared = feature(name)
    facts = declaration(declared) | {"formula": formula(name)}
    if file is None:
        _print(facts, _declaration(facts), as_json)
        return
    analysis = _heard(file)
    if name in analysis.estimates:
        facts = breakdown(declared, analysis.estimates[name])
        _print(facts, _breakdown(facts), as_json)
    else:
        facts = {"name": name, **summary(name, analysis)}
        _print(facts, iter([_two_columns(facts)]), as_json)


def declaration(feature: Feature) -> Facts:
    """Return what a feature declares of itself; an open end of its range is ``None``."""
    low, high = (None if abs(end) == float("inf") else end for end in (feature.low, feature.high))
    return {
        "name": feature.name,
        "meaning": feature.meaning,
        "unit": feature.unit,
        "range": [low, high],
        "version": feature.version,
        "sources": list(feature.sources),
    }


def formula(name: str) -> Facts | None:
    """Return of what a descriptor is the sum, each measure with its own description; ``None`` for other features."""
    import importlib
    import inspect
    from dataclasses import asdict

    from accord.features.measures import Measures

    module = importlib.import_module(f"accord.features.{name}")
    if not hasattr(module, "INGREDIENTS"):
        return None
    described = [
        asdict(ingredient)
        | {"measured": " ".join((inspect.getdoc(getattr(Measures, ingredient.measure)) or "").split())}
        for ingredient in module.INGREDIENTS
    ]
    return {"offset": module.OFFSET, "ingredients": described}


def breakdown(feature: Feature, estimate: Estimate) -> Facts:
    """Return an estimate with its terms: ``offset`` and contributions add up to ``log_odds``, that of ``value``."""
    from dataclasses import asdict

    facts: Facts = {
        "name": feature.name,
        "value": estimate.value,
        "unit": feature.unit,
        "confidence": estimate.confidence,
    }
    if estimate.terms:
        facts["offset"] = estimate.offset
        facts["terms"] = [asdict(term) for term in estimate.terms]
        facts["log_odds"] = estimate.offset + sum(term.contribution for term in estimate.terms)
    return facts


def summary(name: str, analysis: Analysis) -> Facts:
    """Return in a few numbers what a file has of a feature that is a list (``accord analyze`` prints the list)."""
    import numpy as np

    from accord.features.space import PARTS

    weights = analysis.segments.duration / analysis.segments.duration.sum()
    if name == "pitches":
        return {"mean over time": dict(zip(TONICS, (weights @ analysis.segments.pitches).tolist(), strict=True))}
    if name == "timbre":
        return {
            "mean over time": dict(zip(map(str, range(12)), (weights @ analysis.segments.timbre).tolist(), strict=True))
        }
    if name == "embedding":
        lengths = {part: float(np.linalg.norm(analysis.embedding[at])) for part, at in PARTS.items()}
        return {"distance from a typical track": lengths}
    if name == "sections":
        labels = " ".join(section.letter for section in analysis.sections)
        return {"count": len(analysis.sections), "labels": labels}
    if name == "chords":
        shares: dict[str, float] = {}
        for chord in analysis.chords:
            shares[chord.name] = shares.get(chord.name, 0.0) + chord.duration / analysis.duration
        often = sorted(shares, key=lambda chord: (-shares[chord], chord))
        return {"count": len(analysis.chords), "share of the time": {chord: shares[chord] for chord in often}}
    found = getattr(analysis, name)
    if not len(found.start):
        return {"count": 0}
    return {
        "count": len(found.start),
        "median duration in s": float(np.median(found.duration)),
        "mean confidence": float(found.confidence.mean()),
    }


def _heard(file: Path) -> Analysis:
    from accord.analysis.analyze import analyze
    from accord.analysis.decode import open_audio
    from accord.analysis.tagger import open_tagger
    from accord.domain.settings import load_settings

    if not file.exists():
        raise NotFound(f"There is no file {file}.")
    settings = load_settings()
    with open_audio(file) as stream:
        analysis = analyze(stream, tagger=open_tagger(settings.home, settings.profile))
    for problem in stream.problems:
        typer.echo(f"note: {problem}", err=True)
    return analysis


def _print(facts: object, layout: Iterator[str | Table], as_json: bool) -> None:
    if as_json:
        import orjson

        typer.echo(orjson.dumps(facts, option=orjson.OPT_INDENT_2).decode())
        return
    from rich.console import Console

    console = Console(highlight=False)
    for part in layout:
        console.print(part, markup=False)


def _listing(listing: list[Facts]) -> Iterator[str | Table]:
    table = _table("feature", "unit", "meaning")
    for facts in listing:
        table.add_row(facts["name"], _unit(facts["unit"]), facts["meaning"])
    yield table
    yield "\n`accord explain NAME` says more of one, `accord explain NAME FILE` how a file came by its value."


def _declaration(facts: Facts) -> Iterator[str | Table]:
    low, high = ("open" if end is None else f"{end:g}" for end in facts["range"])
    yield f"{facts['name']}: {facts['meaning']}"
    yield f"Unit: {_unit(facts['unit']) or 'none'}. Range: {low} to {high}. Version: {facts['version']}."
    made_of = facts["formula"]
    if made_of:
        yield (
            f"\nThe log-odds are {made_of['offset']:g} plus, of each measure, its weight times its score, which grows "
            "from 0 to 1 between the two values given. The value is 1 / (1 + exp(-log-odds)).\n"
        )
        table = _table("measure", "0 at", "1 at", "unit", "weight", "counts because", right="0 at,1 at,weight")
        for each in made_of["ingredients"]:
            ends = (f"{each['none']:g}", f"{each['plenty']:g}")
            table.add_row(each["measure"], *ends, _unit(each["unit"]), f"{each['weight']:g}", each["meaning"])
        yield table
        yield "\nMeasures"
        yield from (f"- {each['measure']}: {each['measured']}" for each in made_of["ingredients"])
    yield "\nSources"
    yield from (f"- {source}" for source in facts["sources"])


def _breakdown(facts: Facts) -> Iterator[str | Table]:
    value = f"{facts['value']:.3f} {_unit(facts['unit'])}".strip()
    if facts["name"] in ("key", "mode"):
        value = f"{facts['value']:g} ({_in_words(facts['name'], facts['value'])})"
    yield f"{facts['name']}: {value}, confidence {facts['confidence']:.2f}"
    if "terms" not in facts:
        return
    table = _table(
        "measure", "measured", "score", "weight", "adds", "counts because", right="measured,score,weight,adds"
    )
    table.add_row("offset", "", "", "", f"{facts['offset']:+.3f}", "where nothing else speaks")
    for term in facts["terms"]:
        measured = f"{term['value']:.3g} {_unit(term['unit'])}".strip()
        numbers = (f"{term['score']:.2f}", f"{term['weight']:g}", f"{term['contribution']:+.3f}")
        table.add_row(term["measure"], measured, *numbers, term["meaning"])
    yield table
    added = facts["log_odds"] - facts["offset"]
    yield (
        f"\noffset {facts['offset']:.3f} + sum {added:.3f} = log-odds {facts['log_odds']:.3f}; "
        f"1 / (1 + exp({-facts['log_odds']:.3f})) = {facts['value']:.3f}"
    )


def _two_columns(facts: Facts) -> Table:
    table = _table(facts["name"], "", right="")
    for name, value in facts.items():
        if isinstance(value, dict):
            table.add_row(name, "")
            for part, number in value.items():
                table.add_row(f"  {part}", f"{number:.3f}")
        elif name != "name":
            table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    return table


def _table(*columns: str, right: str = "") -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in right.split(",") and column else "left")
    return table


def _unit(unit: str) -> str:
    return "" if unit == "1" else unit


def _in_words(name: str, value: float) -> str:
    if name == "mode":
        return "major" if value else "minor"
    return TONICS[int(value)] if value >= 0 else "nothing tonal"
