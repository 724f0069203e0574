"""The ``accord`` command: one file per subcommand, imported only when it is called.

A command's module has an ``app`` (a Typer). Nothing but the called module is imported, so that ``accord --help`` and
shell scripts stay quick; errors become a sentence and an exit code here and nowhere else.
"""

from __future__ import annotations

import importlib
import os
import sys

from accord import __version__
from accord.domain.errors import AccordError, UnknownCommand

COMMANDS: dict[str, tuple[str, str]] = {
    "start": ("accord.cli.start", "Set up a library, serve it, and say what to try: the quickest way in."),
    "demo": ("accord.cli.demo", "Compose and render the demo library."),
    "scan": ("accord.cli.scan", "Read, decode and analyse the music below a folder."),
    "status": ("accord.cli.status", "Count what the library holds and list what could not be read."),
    "analyze": ("accord.cli.analyze", "Print (and draw) the whole analysis of one file."),
    "explain": ("accord.cli.explain", "Say what a feature means, and how a file came by its value."),
    "recommend": ("accord.cli.recommend", "Recommend music from your library, and say why."),
    "similar": ("accord.cli.similar", "List what sounds most like a track, and say what is alike."),
    "duplicates": ("accord.cli.duplicates", "List recordings that lie in several files, the best first."),
    "clusters": ("accord.cli.clusters", "Divide your library, or what you hear, into groups with names."),
    "serve": ("accord.cli.serve", "Answer the Web API over the library."),
    "run": ("accord.cli.run", "Run an old program unchanged, on your own music."),
    "app": ("accord.cli.app_create", "Register programs that may ask for tokens."),
    "listener": ("accord.cli.listener", "Add the people whose listening is kept here."),
    "me": ("accord.cli.me", "Decide what your listening is used for, and take it away."),
    "export": ("accord.cli.export", "Share sums over what this community plays, where its people agreed."),
    "train": ("accord.cli.train", "Learn which recordings are heard together."),
    "log": ("accord.cli.log", "Read, check and prove the log of what was done with data."),
    "backup": ("accord.cli.backup", "Copy the library into one archive, without the keys."),
    "restore": ("accord.cli.restore", "Put a backup back, without what was erased since."),
    "models": ("accord.cli.models", "Add networks of others, which hear more, under their terms."),
    "rights": ("accord.cli.rights", "Say what data may be used for, and who says so."),
    "doctor": ("accord.cli.doctor", "Check the settings, the data folder, the server and the machine."),
    "bench": ("accord.cli.bench", "Measure speed and accuracy, beside peers."),
}
"""Command -> the module that holds it, and its line of ``accord --help``."""


def main() -> None:
    """Run the command line of this process, and end the process with the command's exit code."""
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: list[str]) -> int:
    """Run one command line.

    Parameters
    ----------
    arguments : list of str
        What follows ``accord``.

    Returns
    -------
    int
        The exit code: 0; that of the error's class (``docs/errors.md``); 2 for a wrong option; 130 after Ctrl-C.
    """
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`head`, say) has gone: nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except AccordError as error:
        print(f"accord: {error}\n  {error.remedy}", file=sys.stderr)
        return error.exit_code
    return code


def _dispatch(arguments: list[str]) -> int:
    match arguments:
        case [] | ["--help" | "-h" | "help"]:
            print(overview())
        case ["--version" | "-V"]:
            print(f"accord {__version__}")
        case [name, *rest] if name in COMMANDS:
            return _call(name, rest)
        case [name, *_]:
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, n=1)
            raise UnknownCommand(f"{name!r} is no command" + (f"; did you mean {near[0]!r}?" if near else "."))
    return 0


def _call(name: str, arguments: list[str]) -> int:
    from typer.main import get_command

    command = get_command(importlib.import_module(COMMANDS[name][0]).app)
    try:
        command.main(args=arguments, prog_name=f"accord {name}")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def overview() -> str:
    """Return the text of ``accord --help``."""
    lines = [f"  {name:<10} {line}" for name, (_, line) in COMMANDS.items()]
    return "\n".join(
        [
            "Accord: lawful, explainable music intelligence, computed from audio you own.",
            "",
            "Usage: accord COMMAND [OPTIONS]",
            "",
            *lines,
            "",
            "`accord COMMAND --help` explains one. `accord --version` prints the version.",
            "ACCORD_HOME names the data folder; `accord doctor` lists every setting.",
        ]
    )
