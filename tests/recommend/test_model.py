"""The model as a thing: what it says, and what it is as bytes."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from accord.recommend.model.gram import Gram
from accord.recommend.model.interactions import Interactions
from accord.recommend.model.model import Model, Parameters
from accord.recommend.model.training import train
from tests.recommend.listening_worlds import communities, sounds


def made(content: bool = True) -> tuple[Interactions, Model]:
    rows = communities(200, 120)
    return rows, train(Gram.of(rows), Parameters(k=15), sounds(rows.ids) if content else None)


@pytest.mark.parametrize("content", [False, True])
def test_parts_add_up_to_the_score(content: bool) -> None:
    rows, model = made(content)
    for row in range(0, len(rows), 10):
        history = model.history(rows.ids[item] for item in rows.row(row))
        scores = model.scores(history)
        for item in range(len(model.ids)):
            parts = model.parts(item, history)
            assert sum(part.heard + part.sounds for part in parts) == pytest.approx(scores[item], abs=1e-9)
            assert {part.item for part in parts} <= set(history.tolist())
            assert content or not any(part.sounds for part in parts)


def test_a_part_says_how_many_heard_both() -> None:
    model = train(Gram.of(Interactions.of_rows(["ab"] * 7 + ["ac"] * 2)), Parameters(k=3))
    (part,) = model.parts(0, model.history(["b", "unknown"]))
    assert (model.ids[part.item], part.support) == ("b", 7)


def test_without_a_history_there_is_no_score() -> None:
    _, model = made()
    assert not model.scores(model.history([])).any()
    assert model.parts(0, model.history(["unknown"])) == []


def test_a_checkerboard_is_continued() -> None:
    """Two groups that share nothing: whoever heard some of one is given the rest of it first."""
    rng = np.random.default_rng(5)
    rows = [
        [f"{2 * item + side:02d}" for item in rng.choice(10, 6, replace=False)] for side in (0, 1) for _ in range(40)
    ]
    model = train(Gram.of(Interactions.of_rows(rows)), Parameters(k=8))
    history = model.history(["01", "05", "09"])
    scores = model.scores(history)
    scores[history] = -np.inf
    best = np.argsort(-scores)[:7]
    assert {int(model.ids[item]) % 2 for item in best} == {1}


@pytest.mark.parametrize("content", [False, True])
def test_bytes_say_all(content: bool) -> None:
    _, model = made(content)
    again = Model.from_bytes(model.to_bytes())
    assert again.digest() == model.digest()
    assert again.parameters == model.parameters
    history = np.arange(5, dtype=np.int32)
    assert (again.scores(history) == model.scores(history)).all()


def test_every_byte_counts() -> None:
    _, model = made()
    data, digest = model.to_bytes(), model.digest()
    rng = np.random.default_rng(1)
    for at in rng.integers(0, len(data), 60):
        edited = bytearray(data)
        edited[at] ^= 1
        try:
            assert Model.from_bytes(bytes(edited)).digest() != digest
        except ValueError:
            continue


def test_what_is_no_model_is_refused() -> None:
    _, model = made()
    data = model.to_bytes()
    size = int.from_bytes(data[:8], "little")
    head, numbers = orjson.loads(data[8 : 8 + size]), data[8 + size :]

    def with_head(**changes: object) -> bytes:
        text = orjson.dumps({**head, **changes})
        return len(text).to_bytes(8, "little") + text + numbers

    assert Model.from_bytes(with_head()).digest() == model.digest()
    for broken in (
        b"",
        data[:5],
        data[:100],
        data[:-8],
        data + bytes(8),
        with_head(ids=head["ids"][:-1]),
        with_head(ids=head["ids"][::-1]),
        with_head(parameters={**head["parameters"], "k": 14}),
        with_head(parameters={**head["parameters"], "colour": 1}),
        with_head(content=""),
        with_head(arrays=head["arrays"][:-1]),
        with_head(arrays=[["<i8", [1]], *head["arrays"][1:]]),
        with_head(arrays=[["<O8", [1]], *head["arrays"][1:]]),
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            Model.from_bytes(broken)


def test_neighbours_out_of_range_never_reach_compiled_code() -> None:
    _, model = made()
    for value in (-2, len(model.ids), 2**31 - 1):
        items = model.neighbours.items.copy()
        items[0, 0] = value
        edited = Model(**{**vars(model), "neighbours": model.neighbours._replace(items=items)})
        with pytest.raises(ValueError, match="neighbours"):
            Model.from_bytes(edited.to_bytes())
    with pytest.raises(IndexError):
        model.scores(np.array([len(model.ids)], dtype=np.int32))


@pytest.mark.parametrize("wrong", [{"k": 0}, {"damping": -1.0}, {"penalty": 0.0}, {"least": 0}])
def test_parameters_that_make_no_model_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no model"):
        Parameters(**wrong)  # type: ignore[arg-type]
