"""Hidden Markov models: the likeliest path through states, and how likely each state is at each time."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True)
def likeliest_path(evidence: Floats, change: Floats) -> NDArray[np.int64]:
    """Return the sequence of states that explains the evidence best.

    Parameters
    ----------
    evidence : ndarray, shape (n, states)
        Log-likelihood of what is observed at each time, given each state.
    change : ndarray, shape (states, states)
        Log-probability of going from a state (row) to another (column). All states are as likely to be the first.

    Returns
    -------
    ndarray of int, shape (n,)
        States.

    Notes
    -----
    A. J. Viterbi, "Error Bounds for Convolutional Codes and an Asymptotically Optimum Decoding Algorithm", IEEE
    Transactions on Information Theory, 1967.
    """
    n, states = evidence.shape
    path = np.zeros(n, dtype=np.int64)
    if n == 0:
        return path
    origin = np.zeros((n, states), dtype=np.int64)
    best = evidence[0].copy()
    for t in range(1, n):
        before = best.copy()
        for to in range(states):
            via = 0
            for state in range(1, states):
                if before[state] + change[state, to] > before[via] + change[via, to]:
                    via = state
            origin[t, to] = via
            best[to] = before[via] + change[via, to] + evidence[t, to]
    path[n - 1] = np.argmax(best)
    for t in range(n - 1, 0, -1):
        path[t - 1] = origin[t, path[t]]
    return path


@njit(cache=True)
def probabilities(evidence: Floats, change: Floats) -> Floats:
    """Return how probable each state is at each time, given all that is observed before and after.

    Parameters
    ----------
    evidence, change : ndarray
        As in ``likeliest_path``.

    Returns
    -------
    ndarray, shape (n, states)
        Each row sums to 1.

    Notes
    -----
    The forward-backward recursion, scaled at each step: L. R. Rabiner, "A Tutorial on Hidden Markov Models and Selected
    Applications in Speech Recognition", Proceedings of the IEEE, 1989.
    """
    n, states = evidence.shape
    likelihood = np.empty((n, states))
    for t in range(n):
        likelihood[t] = np.exp(evidence[t] - evidence[t].max())
    moves = np.exp(change)
    found = np.empty((n, states))
    row = np.full(states, 1.0 / states)
    for t in range(n):
        row = likelihood[t] * (row @ moves if t else row)
        row /= row.sum()
        found[t] = row
    row = np.ones(states)
    for t in range(n - 2, -1, -1):
        row = moves @ (row * likelihood[t + 1])
        row /= row.sum()
        found[t] *= row
        found[t] /= found[t].sum()
    return found


def steady(states: int, stay: float) -> Floats:
    """Return the log-probabilities of a chain that keeps its state with probability ``stay``, else takes any other."""
    change = np.full((states, states), (1.0 - stay) / (states - 1))
    np.fill_diagonal(change, stay)
    return np.asarray(np.log(change))
