"""The base of every response model."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from fastapi import Response
from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An object of the protocol. What a model does not declare is never sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def sent(answer: BaseModel | Mapping[str, BaseModel]) -> Response:
    """Return an answer as JSON, as it is: nothing is validated again.

    A model's JSON here is that of ``model_dump_json``, in a fifth of the time; no model of the protocol declares an
    alias or a serializer. The route declares its model with ``responses``.
    """
    return Response(orjson.dumps(answer, default=vars), media_type="application/json")
