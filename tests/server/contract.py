"""Validation of answers against the reference schemas of both contracts, where ``ACCORD_SPEC`` names their folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator

CONTRACTS = ("web-api-2024-10.yaml", "web-api-2026-05.yaml")
FOLDER = os.environ.get("ACCORD_SPEC")


NOT_THERE = (("href", None), ("context", None))


def check(url: str, status: int, body: Any, method: str = "GET") -> None:
    """Fail if an answer of the Web API breaks the schema that a contract states for it.

    Without effect where ``ACCORD_SPEC`` is not set, and for a path that neither contract has.
    """
    path = urlsplit(url).path.rstrip("/")
    if FOLDER and path.startswith("/v1/"):
        stated = _as_stated(body)
        for contract in CONTRACTS:
            validator = _validator(contract, path.removeprefix("/v1"), status, method.lower())
            for error in validator.iter_errors(stated) if validator else ():
                where = "/".join(str(step) for step in error.absolute_path)
                raise AssertionError(f"{contract}, {path}, {status}: at {where or 'the top'}: {error.message}")


def endpoints(contract: str) -> Iterator[str]:
    """Yield the method and the path of every endpoint of a contract."""
    for path, operations in _document(contract)["paths"].items():
        for method in operations:
            if method in ("get", "put", "post", "delete"):
                yield f"{method.upper()} {path}"


def known_path(contract: str, path: str, method: str = "get") -> str | None:
    """Return the contract's name of a path below ``/v1``: ``/tracks/{id}`` for ``/tracks/abc``."""
    steps = path.split("/")
    fitting = []
    for known, operations in _document(contract)["paths"].items():
        pattern = known.split("/")
        fits = len(pattern) == len(steps) and all(
            a == b or a.startswith("{") for a, b in zip(pattern, steps, strict=True)
        )
        if fits and method in operations:
            fitting.append(known)
    return str(min(fitting, key=lambda known: known.count("{"))) if fitting else None


def _as_stated(body: Any) -> Any:
    # Where both contracts are stricter than what clients were always given: an unknown id is null, and so are the href
    # of a genre as a seed, the context of what was played from none, and the next page of the last one.
    if isinstance(body, dict):
        if "cursors" in body:
            body = {name: value for name, value in body.items() if value is not None}
        for name in body.keys() & {"seeds", "items"}:
            members = body[name] if isinstance(body[name], list) else []
            known = [
                {key: value for key, value in member.items() if (key, value) not in NOT_THERE}
                for member in members
                if isinstance(member, dict)
            ]
            body = body | ({name: known} if known else {})
        lists = {name: value for name, value in body.items() if isinstance(value, list)}
        body = body | {name: [item for item in value if item is not None] for name, value in lists.items()}
    return _shortened(body)


def _shortened(node: Any) -> Any:
    """Return a body in which of each list of mere strings (markets) the first stands for all: half a minute saved."""
    if isinstance(node, dict):
        return {name: _shortened(value) for name, value in node.items()}
    if isinstance(node, list):
        mere_strings = all(isinstance(item, str) for item in node)
        return node[:1] if mere_strings else [_shortened(item) for item in node]
    return node


@cache
def _validator(contract: str, path: str, status: int, method: str) -> Draft202012Validator | None:
    """Return what an answer must fit; ``None`` where the contract does not have the endpoint, or no body."""
    if status == 204:  # clients know it, where a contract does not list it
        return None
    document = _document(contract)
    # What a contract does not list (400, 404, 405, 500) has the shape of what it does.
    response: Any = {"$ref": "#/components/responses/Unauthorized"}
    if status < 400:
        known = known_path(contract, path, method)
        if known is None:
            return None
        response = document["paths"][known][method]["responses"][str(status)]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    if "content" not in response:
        return None
    schema = response["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": document["components"]})


@cache
def _document(contract: str) -> dict[str, Any]:
    assert FOLDER
    document = yaml.load(Path(FOLDER, contract).read_text(encoding="utf-8"), yaml.CSafeLoader)
    translated = _json_schema(document)
    assert isinstance(translated, dict)
    return translated


def _json_schema(node: Any) -> Any:
    """Return an OpenAPI 3.0 document as JSON Schema: of the words of its own, ``nullable`` is the one that matters."""
    if isinstance(node, list):
        return [_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _json_schema(value) for key, value in node.items() if key not in ("example", "nullable")}
    if node.get("nullable") is True:
        return {"anyOf": [plain, {"type": "null"}]}
    return plain
