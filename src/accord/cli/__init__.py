"""The ``accord`` command: one file per subcommand, imported only when it is called."""

from __future__ import annotations

import importlib
import sys

from accord.domain.errors import AccordError


def main() -> None:
    """Run the ``accord`` command; an error that Accord knows becomes one sentence and its exit code."""
    app = importlib.import_module("accord.cli.app").app
    try:
        app()
    except AccordError as error:
        print(f"accord: {error}\n  {error.remedy}", file=sys.stderr)
        sys.exit(error.exit_code)
