"""How a handler that takes the request itself says what it reads of it, and reads it."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

Asked = TypeVar("Asked", bound=BaseModel)


def documented(name: str, where: str) -> dict[str, Any]:
    """Return what the OpenAPI document says of a handler's one parameter, a string in the ``path`` or the ``query``."""
    return {"parameters": [{"name": name, "in": where, "required": True, "schema": {"type": "string"}}]}


def documented_query(asked: type[BaseModel]) -> dict[str, Any]:
    """Return what the OpenAPI document says of a handler that reads its query as a model."""
    schema = asked.model_json_schema()
    required = schema.get("required", ())
    return {
        "parameters": [
            {"name": name, "in": "query", "required": name in required, "schema": described}
            for name, described in schema["properties"].items()
        ]
    }


def query_of(request: Request, asked: type[Asked]) -> Asked:
    """Return the query of a request as a model.

    Raises
    ------
    RequestValidationError
        If a field is missing or wrong; it is answered as on every other route.
    """
    try:
        return asked.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
