"""The demo library, composed and rendered by Accord itself (CC0-1.0): music with exact ground truth."""

from accord.demo.files import compose, content_version
from accord.demo.score import Piece, load, piece_names
from accord.demo.studio import render
from accord.demo.truth import Truth

__all__ = ["Piece", "Truth", "compose", "content_version", "load", "piece_names", "render"]
