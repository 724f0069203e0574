"""The table of commands. A command's module is imported only when the command is called."""

from __future__ import annotations

import importlib

import click
import typer
from typer.core import TyperGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("accord.cli.demo", "Compose and render the demo library."),
    "scan": ("accord.cli.scan", "Read, decode and analyse the music below a folder."),
    "analyze": ("accord.cli.analyze", "Print (and draw) the whole analysis of one file."),
    "explain": ("accord.cli.explain", "Say what a feature means, and how a file came by its value."),
    "serve": ("accord.cli.serve", "Answer the Web API over the library."),
    "app": ("accord.cli.app_create", "Register programs that may ask for tokens."),
    "status": ("accord.cli.status", "Count what the library holds and list what could not be read."),
    "doctor": ("accord.cli.doctor", "Check the settings, the data folder and the machine."),
    "bench": ("accord.cli.bench", "Measure speed and accuracy, beside peers."),
}
"""Command -> module with an ``app`` (a Typer), and the line of ``accord --help``."""


class LazyGroup(TyperGroup):
    """A group that imports a command's module only to run it, so that ``accord --help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; for ``--help`` of the whole, a stub with the table's line."""
        if cmd_name not in COMMANDS:
            return None
        module, line = COMMANDS[cmd_name]
        if ctx.invoked_subcommand is None and not ctx.args and not ctx.protected_args:
            return click.Command(cmd_name, help=line)
        command = typer.main.get_command(importlib.import_module(module).app)
        command.help = command.help or line
        return command


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def root() -> None:
    """Accord: lawful, explainable music intelligence, computed from audio you own."""
