"""The base of every response model."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An object of the protocol. What a model does not declare is never sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)
