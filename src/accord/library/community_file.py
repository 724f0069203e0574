"""The file of shared sums: a zip archive of JSON Lines, with a manifest that says how each number came about."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from typing import Any

import orjson

from accord.domain.labels import Label
from accord.rights import contribution
from accord.rights.community import Plan, Sums
from accord.rights.croissant import File, describe
from accord.rights.noisy_counts import Noise
from accord.rights.privacy_budget import LIFETIME, LIFETIME_DELTA, Cost, total

FORMAT = "accord-community"
MANIFEST, README = "manifest.json", "README.md"

Name = tuple[str, ...]
"""An artist, or an artist and a track."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_PARTS = {"artists": ("artist",), "tracks": ("artist", "track")}
"""What is counted -> the parts of its name."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a release besides its sums."""

    id: str
    grain: str
    plan: Plan
    people: int
    leaf: int
    log_key: str
    agent: str


def written(
    sums: Sums, names: Sequence[Name], about: About, costs: Sequence[Cost], label: Label, made_at: int
) -> bytes:
    """Return the archive.

    Parameters
    ----------
    sums : Sums
        With noise: whatever is in them is in the file.
    names : sequence of Name
        What the numbers of items stand for; those that the sums do not name stay out.
    about : About
        The release.
    costs : sequence of Cost
        What each release cost that was ever made, this one included.
    label : Label
        What may be done with it, without the subjects.
    made_at : int
        Seconds since 1970, UTC.

    Returns
    -------
    bytes
    """
    members = {f"{about.grain}.jsonl": _items(sums, names, about.grain), "pairs.jsonl": _pairs(sums, names, about)}
    told = {
        f"{about.grain}.jsonl": f"About how many people have it among the {contribution.ITEMS} they play most.",
        "pairs.jsonl": f"About how many people have both among the {contribution.TOGETHER} shown ones they play most.",
    }
    files, out = [], io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, README, _readme(about, costs).encode())
        for name, rows in members.items():
            data = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
            digest, fields = hashlib.sha256(data).hexdigest(), _fields(about.grain, paired=name == "pairs.jsonl")
            files.append(File(name, "application/jsonl", len(data), digest, told[name], len(rows), fields))
            _put(archive, name, data)
        manifest = _manifest(about, costs, label, files, made_at)
        _put(archive, MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)


def _items(sums: Sums, names: Sequence[Name], grain: str) -> list[dict[str, Any]]:
    rows = sorted((-people, names[item]) for item, people in sums.items.items())
    return [{**dict(zip(_PARTS[grain], name, strict=True)), "people": -people} for people, name in rows]


def _pairs(sums: Sums, names: Sequence[Name], about: About) -> list[dict[str, Any]]:
    parts = [f"{part}_{which}" for which in ("a", "b") for part in _PARTS[about.grain]]
    rows: list[tuple[int, Name]] = []
    for (a, b), people in sums.pairs.items():
        one, other = sorted((names[a], names[b]))
        rows.append((-people, one + other))
    return [{**dict(zip(parts, both, strict=True)), "people": -people} for people, both in sorted(rows)]


def _fields(grain: str, *, paired: bool) -> dict[str, str]:
    ends = ("_a", "_b") if paired else ("",)
    return {f"{part}{end}": "sc:Text" for end in ends for part in _PARTS[grain]} | {"people": "sc:Integer"}


def _manifest(about: About, costs: Sequence[Cost], label: Label, files: Sequence[File], made_at: int) -> dict[str, Any]:
    described = describe(
        name=f"What a community plays together: {about.grain}",
        description="Sums over many listeners who agreed to be counted, with chance added for their protection.",
        label=label,
        files=files,
        made_at=made_at,
        agent=about.agent,
        activity="sums over the listening of those who agreed, with differential privacy",
        responsible=_responsible(about),
    )
    described["accord:release"] = {"accord:id": about.id, "accord:leaf": about.leaf, "accord:logKey": about.log_key}
    described["accord:privacy"] = privacy(about, costs)
    return described


def privacy(about: About, costs: Sequence[Cost]) -> dict[str, Any]:
    """Return what protects the people behind the sums, with every number that one needs to check or to use them."""
    said: dict[str, Any] = {
        "definition": "approximate zero-concentrated differential privacy (Bun and Steinke 2016)",
        "mechanism": f"discrete Gaussian noise and a threshold, OpenDP {version('opendp')}",
        "unit": "One listener: all that they ever played here, counted or left out.",
        "peopleTakingPart": about.people,
        "leastPeopleBehindASum": contribution.LEAST,
        "contribution": _prefixed(
            {
                "items": contribution.ITEMS,
                "itemsPaired": contribution.TOGETHER,
                "pairs": contribution.PAIRS,
                "chosen": "What the person played most, by their own listening and the published sums alone.",
                "each": 1,
            }
        ),
        "thisRelease": _spending(about.plan.cost),
        "releasesSoFar": len(costs),
        "allReleasesSoFar": _spending(total(costs)),
        "allReleasesEver": _spending(LIFETIME),
        about.grain: _noise(about.plan.items),
        "pairs": _noise(about.plan.pairs),
    }
    return _prefixed(said)


def _spending(spent: Cost) -> dict[str, Any]:
    return _prefixed(
        {
            "epsilon": round(spent.epsilon, 4),
            "delta": float(spent.delta + Decimal(str(LIFETIME_DELTA / 2))),
            "rho": float(spent.rho),
        }
    )


def _noise(noise: Noise) -> dict[str, Any]:
    return _prefixed({"standardDeviation": round(noise.scale, 4), "leastShown": noise.least_shown})


def _prefixed(said: dict[str, Any]) -> dict[str, Any]:
    return {f"accord:{name}": value for name, value in said.items()}


def _responsible(about: About) -> dict[str, str]:
    plan = about.plan
    return {
        "dataCollection": (
            "Reported by people's own players or imported by them. Counted are those who agreed, by a record of "
            f"consent, to sums that this community shares: {about.people} people."
        ),
        "dataUseCases": "To see what a community plays and what it plays together; to recommend from it.",
        "dataLimitations": (
            f"Each number is off by chance, with a standard deviation of {plan.items.scale:.1f} people for "
            f"{about.grain} and {plan.pairs.scale:.1f} for pairs. What is missing need not be rare."
        ),
        "dataBiases": (
            f"Only what many play is in it. Numbers near the smallest that are shown ({plan.items.least_shown} and "
            f"{plan.pairs.least_shown}) are too high on average: with less luck they would not be shown. Of each "
            f"person only the {contribution.ITEMS} {about.grain} they play most count, so that a number is no count of "
            "all who ever played it."
        ),
        "personalSensitiveInformation": (
            "No rows about persons. How many take part is exact, since the log says it anyway; what any one of them "
            "played hardly changes the chances of anything that this file could say (accord:privacy)."
        ),
        "dataReleaseMaintenancePlan": (
            "A moment, not kept up to date. Who withdraws is in no later release; this one cannot be called back. "
            "What all releases together may tell is bounded for good (accord:allReleasesEver)."
        ),
    }


def _readme(about: About, costs: Iterable[Cost]) -> str:
    plan, spent = about.plan, total(costs)
    return f"""# What a community plays together

Sums over the listening of {about.people} people who agreed to be counted, made by {about.agent}.

- `{about.grain}.jsonl`: about how many of them have it among the {contribution.ITEMS} that they play most.
- `pairs.jsonl`: about how many have both among the {contribution.TOGETHER} shown ones that they play most.
- `manifest.json`: all of it described in Croissant 1.1: permitted uses, origin, and under `accord:privacy` what \
protects the people.

Names are in plain spelling: lower case, without accents and punctuation.

Chance was added to every number: a standard deviation of {plan.items.scale:.1f} people for {about.grain}, \
{plan.pairs.scale:.1f} for pairs.
What would be below {plan.items.least_shown} or {plan.pairs.least_shown} is left out, and at least \
{contribution.LEAST} people stand behind whatever is in it.
This release is ({plan.cost.epsilon:.2f}, {LIFETIME_DELTA:g})-differentially private for each person; all releases of \
this community so far come
to {spent.epsilon:.2f}, and never to more than {LIFETIME.epsilon:.2f}.
"""
