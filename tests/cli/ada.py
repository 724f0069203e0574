"""What a command says at Ada's."""

from __future__ import annotations

import pytest

from accord.cli import invoke


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Return what a command prints, or what it complains of where it is to fail."""
    assert invoke([*arguments]) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out
