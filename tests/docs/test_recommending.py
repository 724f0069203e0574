"""The page on recommending says of each weight what the table says, and its example is a request that is understood."""

from __future__ import annotations

import json
import re
from pathlib import Path

from accord.recommend.weights import TABLE
from accord.server.accord.recommend import WishObject

PAGE = (Path(__file__).parents[2] / "docs" / "recommending.md").read_text(encoding="utf-8")


def test_every_weight_stands_there_as_it_is() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
    expected = [
        (name, f"{weight.default:g}", weight.meaning, "the listener" if weight.profile else "nobody")
        for name, weight in TABLE.items()
    ]
    assert rows == expected


def test_the_example_is_a_request() -> None:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    assert WishObject(**json.loads(found[1])).diversity == 0.3
