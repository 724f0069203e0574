"""What a failed process complained of."""

from __future__ import annotations

import pytest

from accord.bench.commands import complaint


@pytest.mark.parametrize(
    ("stderr", "sentence"),
    [
        ("note\naccord: There is no file.\n  Check the path.\n", "accord: There is no file."),
        ("Traceback\nValueError: no\n", "ValueError: no"),
        ("", "it said nothing."),
    ],
)
def test_a_complaint_is_one_sentence(stderr: str, sentence: str) -> None:
    assert complaint(stderr) == sentence
