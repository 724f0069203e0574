"""Write the pages that are made from declarations: features, errors, commands, settings, rights and the Web API.

``python docs/write.py`` writes them; with ``--check`` it writes nothing, and fails where a page differs.
"""

from __future__ import annotations

import difflib
import importlib
import math
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from typer.main import get_command

from accord import cli
from accord.domain.errors import AccordError
from accord.domain.labels import Source
from accord.domain.settings import Settings
from accord.features.declaration import Feature
from accord.features.registry import features
from accord.rights import vocabulary
from accord.rights.registry import KINDS
from accord.rights.table import table
from accord.server import webapi
from accord.server.app import RESOURCES

DOCS = Path(__file__).parent
NOTE = "<!-- Written by docs/write.py from the declarations in src/accord; `make docs` writes it again. -->"
COMPUTED_DEFAULTS = {"home": "the platform's folder for application data", "workers": "one per processor"}
"""Defaults that depend on the machine, in words."""


def pages() -> dict[str, str]:
    """Return the text of every page by file name."""
    return {
        "features.md": features_page(),
        "errors.md": errors_page(),
        "cli.md": commands_page(),
        "settings.md": settings_page(),
        "rights.md": rights_page(),
        "webapi.md": web_api_page(),
    }


def features_page() -> str:
    """One heading a feature: what it means, its unit and range, and what it rests on."""
    intro = (
        "What Accord says of a track, one file each under `src/accord/features/`. `accord explain NAME` prints a\n"
        "declaration, `accord explain NAME FILE` how that file came by its value."
    )
    return page("Features", intro, *(_feature(feature) for feature in features().values()))


def _feature(feature: Feature) -> str:
    unit = "none" if feature.unit == "1" else feature.unit
    facts = f"Unit: {unit}. Range: {_range(feature.low, feature.high)}. Version: {feature.version}."
    sources = "\n".join(f"- {source}" for source in feature.sources)
    parts = (f"## {feature.name}", feature.meaning, facts, _formula(feature.name), sources)
    return "\n\n".join(part for part in parts if part)


def _formula(name: str) -> str:
    """Return what a descriptor adds up, with its coefficients; nothing for a feature that is no sum."""
    module = importlib.import_module(f"accord.features.{name}")
    if not hasattr(module, "INGREDIENTS"):
        return ""
    rows = ["| measure | unit | 0 at | 1 at | weight | counts because |", "|---|---|---:|---:|---:|---|"]
    for part in module.INGREDIENTS:
        unit = "" if part.unit == "1" else part.unit
        rows.append(
            f"| `{part.measure}` | {unit} | {part.none:g} | {part.plenty:g} | {part.weight:g} | {part.meaning} |"
        )
    text = (
        f"Each measure is put on a scale from 0 to 1 and multiplied by its weight; {module.OFFSET:g} and the sum of\n"
        "all are the log-odds of the value. `src/accord/features/measures.py` defines the measures."
    )
    lacking = "".join(
        f"\n\nWithout its network `{part.measure}` is no part of the sum, and {part.missing:g} stands for it."
        for part in module.INGREDIENTS
        if part.missing
    )
    return text + "\n\n" + "\n".join(rows) + lacking


def _range(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return "unbounded"
    if math.isinf(high):
        return f"{low:g} and above"
    return f"up to {high:g}" if math.isinf(low) else f"{low:g} to {high:g}"


def errors_page() -> str:
    """The tree of errors as a table: what each means, its codes, and what to do."""
    intro = (
        "Every error that Accord raises on purpose, indented below the one it is a kind of. A command prints the\n"
        "sentence and the remedy, and ends with the exit code; the server answers with the HTTP status. A wrong\n"
        "option of a command is exit 2, Ctrl-C is exit 130."
    )
    rows = ["| error | means | HTTP | exit | what to do |", "|---|---|---|---|---|"]
    for depth, error in _tree(AccordError):
        meaning = (error.__doc__ or "").strip().splitlines()[0].replace("``", "`")
        indent = "&nbsp;" * 4 * depth
        rows.append(
            f"| {indent}`{error.code()}` | {meaning} | {error.http_status} | {error.exit_code} | {error.remedy} |"
        )
    return page("Errors", intro, "\n".join(rows))


def _tree(root: type[AccordError], depth: int = 0) -> Iterator[tuple[int, type[AccordError]]]:
    yield depth, root
    for child in root.__subclasses__():
        yield from _tree(child, depth + 1)


def commands_page() -> str:
    """What ``accord --help`` says, then every command with its arguments and options."""
    sections = []
    for name, (module, line) in cli.COMMANDS.items():
        command = get_command(importlib.import_module(module).app)
        sections += list(_command(f"accord {name}", command, line))
    return page("Commands", f"```\n{cli.overview()}\n```", *sections)


def _command(name: str, command: Any, line: str = "") -> Iterator[str]:
    """Yield the section of a command, then those of its subcommands (``Any``: typer brings a click of its own)."""
    parameters = [parameter for parameter in command.params if parameter.name != "help" and not parameter.hidden]
    arguments = [parameter for parameter in parameters if parameter.param_type_name == "argument"]
    usage = " ".join([name, *map(_argument, arguments), *(["[OPTIONS]"] if len(parameters) > len(arguments) else [])])
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in (command.help or line).split("\f")[0].split("\n\n"))
    rows = [f"- `{_spelling(parameter)}`: {_help(parameter)}" for parameter in parameters]
    subcommands = getattr(command, "commands", {})
    parts = [f"## {name}", text, "" if subcommands else f"`{usage}`", "\n".join(rows)]
    yield "\n\n".join(part for part in parts if part)
    for subname, subcommand in subcommands.items():
        yield from (section.replace("## ", "### ", 1) for section in _command(f"{name} {subname}", subcommand))


def _argument(argument: Any) -> str:
    name = (argument.metavar or argument.name).strip("[].").upper()
    dots = "..." if argument.nargs != 1 else ""
    return f"{name}{dots}" if argument.required else f"[{name}{dots}]"


def _spelling(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return _argument(parameter)
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    return names if parameter.is_flag else f"{names} {(parameter.metavar or parameter.name).upper()}"


def _help(parameter: Any) -> str:
    text = " ".join((parameter.help or "").split())
    default = parameter.default
    shown = (
        default if isinstance(default, int | float | str) and not isinstance(default, bool) and default != "" else None
    )
    return text if shown is None else f"{text} Default: {shown}."


def settings_page() -> str:
    """The settings: name, default, meaning."""
    intro = (
        "Flags of a command win over environment variables, these over `settings.toml` in the data folder, that over\n"
        "the defaults. In `settings.toml` a setting has its plain name: `port = 9000`. `accord doctor` prints every\n"
        "value with its origin."
    )
    rows = ["| setting | environment | default | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = COMPUTED_DEFAULTS[name] if field.default_factory else _default(field.default)
        rows.append(f"| `{name}` | `ACCORD_{name.upper()}` | {default} | {field.description} |")
    return page("Settings", intro, "\n".join(rows))


def _default(value: Any) -> str:
    return "none" if value is None else f"`{value}`"


def rights_page() -> str:
    """The truth table, purposes and obligations with their meaning, then the record of every source."""
    intro = (
        "What data may be used for, and who says so. Everything Accord holds names its source; what is made from\n"
        "several may be used only for what all of them allow, and owes what any of them owes. What is unknown, or\n"
        "has a record that is not whole, may be used for nothing. `accord rights ask` and\n"
        "`POST /accord/v1/rights/decide` answer from these records, and the code enforces the same. They are no\n"
        "legal advice, and were read against the project's summary of the terms, not against the origins themselves,\n"
        "on the day that each names; where the summary rests on another's word, the record says second-hand. Open\n"
        "the origin before a use on which much hangs."
    )
    purposes = ["| column | purpose | term | means |", "|---|---|---|---|"]
    for purpose, words in vocabulary.purposes().items():
        purposes.append(f"| {words.column} | `{purpose.name}` | `{purpose}` | {words.meaning} |")
    duties = ["| obligation | term | means |", "|---|---|---|"]
    for duty, owed in vocabulary.obligations().items():
        duties.append(f"| `{duty.name}` | `{duty}` | {owed.meaning} |")
    rows = table()
    records = [_record(row.source) for kind in KINDS for row in rows if row.source.kind == kind]
    return page(
        "Rights",
        intro,
        "## Purposes",
        "\n".join(purposes),
        "## Obligations",
        "\n".join(duties),
        "## The truth table",
        "`accord rights table` prints it. *Kept*: rows of it may exist in a library at all.",
        "\n".join(_truth_table()),
        "## Sources",
        *records,
    )


def _truth_table() -> Iterator[str]:
    columns = [words.column for words in vocabulary.purposes().values()]
    yield f"| source | {' | '.join(columns)} | kept | licence |"
    yield "|---|" + ":-:|" * (len(columns) + 1) + "---|"
    for row in table():
        marks = ["yes" if allowed else "no" for allowed in (*row.allowed.values(), row.source.stored)]
        yield f"| [`{row.source.id}`](#{row.source.id}) | {' | '.join(marks)} | {row.source.licence} |"


def _record(source: Source) -> str:
    owed = sorted(duty.name for duty in source.label.obligations)
    facts = [f"Licence: `{source.licence}`.", f"About: {source.people}."]
    facts += [f"Fields: {', '.join(source.fields)}."] if source.fields != ("*",) else []
    facts += [f"Owed: {', '.join(f'`{name}`' for name in owed)}."] if owed else []
    facts += [] if source.stored else ["Never kept."]
    lines = [
        source.clause,
        " ".join(facts),
        f"Terms: {source.where}; read {source.read}.",
        f"Instead: {source.instead}",
    ]
    return "\n\n".join([f"### {source.id}", f"**{source.name}.** {lines[0]}", *lines[1:]])


def web_api_page() -> str:
    """Every endpoint of the Web API with its state, the missing ones too, then the notes beside the code."""
    intro = (
        "What programs written for the Spotify Web API find here, below `/v1`. *known from* says where an endpoint is\n"
        "written down: in the published contracts of October 2024 or May 2026, or only in the code of clients that\n"
        "ask for it. Every one asks for an access token; *scopes* are those of which a person must have allowed one."
    )
    rows = ["| endpoint | state | scopes | limit | known from | what it does |", "|---|---|---|---|---|---|"]
    known = _known_endpoints()
    found = dict(_endpoints())
    rows += [f"| `{name}` | {' | '.join([*row[:3], known[name], row[3]])} |" for name, row in found.items()]
    missing = [name for name in known if name not in found]
    rows += [f"| `{name}` | **missing** | | | {known[name]} | |" for name in missing]
    _, _, notes = (Path(webapi.__file__).parent / "README.md").read_text(encoding="utf-8").partition("\n## ")
    counted = f"{len(found)} endpoints are answered, {len(missing)} are missing: they are about talk, not music."
    return page("The Web API", intro, counted, "\n".join(rows), f"## {notes}".strip())


def _known_endpoints() -> dict[str, str]:
    """Return where each endpoint is written down, by its method and path; parameters have no names."""
    listed = tomllib.loads((DOCS / "endpoints.toml").read_text(encoding="utf-8"))
    words = {"both": "2024, 2026", "may_2026": "2026", "clients": "clients"}
    return {_nameless(name): words[group] for group, names in listed.items() for name in names}


def _endpoints() -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    """Yield the name of each endpoint, its state, its scopes, its limit and what it does."""
    for resource in RESOURCES:
        routes = FastAPI()
        routes.include_router(resource.router)
        state = getattr(resource, "ANSWERED", "answered")
        for path, methods in routes.openapi()["paths"].items():
            for method, declared in methods.items():
                scopes = [" and ".join(f"`{name}`" for name in one["OAuth2"]) for one in declared["security"]]
                name = _nameless(f"{method.upper()} {path.removeprefix('/v1')}")
                yield name, (state, " or ".join(scopes), _limit(declared), _first_sentence(declared["description"]))


def _nameless(name: str) -> str:
    return re.sub(r"\{\w+\}", "{id}", name)


def _limit(declared: dict[str, Any]) -> str:
    for parameter in declared.get("parameters", ()):
        schema = parameter["schema"]
        if parameter["name"] == "limit":
            return f"{schema['default']}, up to {schema['maximum']}"
    return ""


def _first_sentence(text: str) -> str:
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")


def page(title: str, *parts: str) -> str:
    """Return a page: the note that it is written by a program, its title, its parts."""
    return "\n\n".join([NOTE, f"# {title}", *parts]) + "\n"


def main() -> None:
    """Write the pages, or check them."""
    check = sys.argv[1:] == ["--check"]
    drifted = False
    for name, text in pages().items():
        path = DOCS / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if check:
            difference = difflib.unified_diff(
                before.splitlines(), text.splitlines(), f"docs/{name}", "declarations", lineterm=""
            )
            for line in difference:
                drifted = True
                print(line)
        elif text != before:
            path.write_text(text, encoding="utf-8")
            print(f"wrote docs/{name}")
    if drifted:
        sys.exit("The docs differ from the declarations; `make docs` writes them again.")


if __name__ == "__main__":
    main()
