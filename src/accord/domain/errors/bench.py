"""Measurements that cannot be made."""

from __future__ import annotations

from accord.domain.errors.root import AccordError


class BenchError(AccordError):
    """A measurement that cannot be made here."""

    exit_code = 8
    remedy = "Run the measurement again with what the message names."


class PeerFailed(BenchError):
    """A program under measurement raised, died or hung."""

    remedy = "Leave the program out with `--peers`, or leave out the file."


class MissingTool(BenchError):
    """A package or program that only the bench needs is not installed."""

    remedy = "Install what the message names; the Python packages come with `pip install 'accord-music[bench]'`."
