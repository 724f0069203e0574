"""The costs of the model, small: what is measured happened, and what is forgotten is gone to the last byte."""

from __future__ import annotations

from accord.bench.recommendation.costs import Costs, Forgotten, costs_table, model_costs


def test_a_small_set_is_trained_on_asked_and_forgotten_from() -> None:
    costs = model_costs(3000, 300, lambda _: None, (2000, 400))
    assert costs.interactions > 40_000
    assert costs.counting > 0.0
    assert costs.solving > 0.0
    assert 0.0 < costs.typical <= costs.slowest
    assert costs.size > 300 * 100
    assert [one.whose for one in costs.forgotten] == ["median"] * 3 + ["90th percentile"] * 3
    assert all(one.same for one in costs.forgotten)
    lengths = [one.items for one in costs.forgotten]
    assert max(lengths[:3]) < min(lengths[3:])


def test_the_table_names_what_is_missed() -> None:
    forgotten = (Forgotten("median", 20, 0.5, 2.0, True), Forgotten("median", 20, 1.0, 2.0, False))
    costs = Costs(1000, 100, 9, 60.0, 30.0, 170.0, 2_000_000_000, 5_000_000, 0.001, 0.0123, 0.004, forgotten)
    written = costs_table(costs)
    for row in (
        "| training, together | 90.0 s | < 180 s |",
        "| peak memory, the data included | 2,000 MB | < 4,000 MB |",
        "| a recommendation with its reasons, 99th percentile | 12.30 ms | < 10 ms |",
        "| its CPU time, 99th percentile | 4.00 ms |  |",
        "| forgetting somebody of the median length (20 items) | 0.50, 1.00 s |  |",
        "| how many times as fast, at least | 2.0 | >= 3 |",
        "| the same model as without them, by SHA-256 | 1 of 2 | all |",
    ):
        assert row in written
