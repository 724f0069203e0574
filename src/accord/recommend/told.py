"""An answer as plain values: what the server answers, and what ``accord recommend --json`` prints."""

from __future__ import annotations

from typing import Any

from accord.recommend.answer import Answer, Item


def document(answer: Answer) -> dict[str, Any]:
    """Return an answer as what JSON can hold."""
    stated = answer.statement
    return {
        "what": str(answer.what),
        "items": [_item(item) for item in answer.items],
        "profiled": stated.profiled,
        "parameters": [
            {"name": one.name, "meaning": one.meaning, "weight": one.weight, "share": one.share}
            for one in stated.parameters
        ],
        "data": [
            {"id": one.id, "name": one.name, "licence": one.licence, "clause": one.clause} for one in stated.sources
        ],
        "models": [
            {"id": one.id, "kind": one.kind, "sha256": one.digest, "sources": list(one.sources)}
            for one in stated.models
        ],
        "unmatched": answer.unmatched,
    }


def _item(item: Item) -> dict[str, Any]:
    parts = []
    for because, how, contribution, support in item.contributions:
        # Whoever asks may be one of the people, and is not told of themselves.
        others = support - 1 if how == "people" else support
        parts.append({"because": because, "how": how, "contribution": contribution, "support": others or None})
    said = [{"text": one.text, "contribution": one.contribution} for one in item.because]
    return {"id": item.id, "name": item.name, "score": item.score, "contributions": parts, "because": said}
