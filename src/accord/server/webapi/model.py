"""The base of response models outside the resources, whose answers are dictionaries."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """An object of the protocol. What a model does not declare is never sent.

    Its schema is built when it is first needed: a start that builds all of them takes a tenth longer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
