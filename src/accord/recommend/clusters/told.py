"""Groups as plain values: what the server answers, and what ``accord clusters --json`` prints."""

from __future__ import annotations

from typing import Any

from accord.recommend.clusters.clusters import Cluster
from accord.recommend.clusters.grouping import Grouped


def document(grouped: Grouped, *, every: bool) -> dict[str, Any]:
    """Return groups as what JSON can hold.

    Parameters
    ----------
    grouped : Grouped
        The groups.
    every : bool
        Whether to list the id of every track, beside those that are typical.

    Returns
    -------
    dict
    """
    found, label = grouped.found, grouped.label
    return {
        "clusters": [_cluster(group, grouped, every) for group in found.clusters],
        "recordings": found.recordings,
        "explained": found.explained,
        "seed": found.seed,
        "purposes": sorted(label.purposes) if label else [],
        "obligations": sorted(label.obligations) if label else [],
        "data": [
            {"id": one.id, "name": one.name, "licence": one.licence, "clause": one.clause} for one in grouped.sources
        ],
    }


def _cluster(group: Cluster, grouped: Grouped, every: bool) -> dict[str, Any]:
    ids = grouped.pool.ids
    typical = [ids[row] for row in group.typical.tolist()]
    return {
        "name": group.name,
        "share": group.share,
        "recordings": len(group.rows),
        "when": group.when,
        "traits": [
            {
                "word": one.word,
                "attribute": one.attribute,
                "mean": one.mean,
                "rest": one.rest,
                "effect": one.effect,
            }
            for one in group.traits
        ],
        "tags": [
            {"genre": grouped.genres.get(one.genre, one.genre), "share": one.share, "of_all": one.of_all}
            for one in group.tags
        ],
        "apart": dict(group.apart),
        "typical": [{"id": id_, "name": grouped.titles[id_]} for id_ in typical if id_ in grouped.titles],
        "track_ids": [ids[row] for row in group.rows.tolist()] if every else None,
    }
