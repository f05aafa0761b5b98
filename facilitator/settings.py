"""Settings of a run: environment variables FACILITATOR_* and the options of `facilitator run`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from facilitator.paths import data_dir, keys_dir

PREFIX = "FACILITATOR_"


class Settings(BaseModel):
    """Every setting is documented in README.md; a test compares the two. What is given comes before the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    host: str = "0.0.0.0"  # noqa: S104  phones of the room must reach it; the Host allow-list says under which names
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    data: Path = Field(default_factory=data_dir)
    keys: Path | None = None
    public_url: str | None = None
    seats: Literal["open", "tickets"] | None = None
    practice: Annotated[int, Field(ge=0, le=200)] = 0
    closing_seconds: Annotated[float, Field(ge=0.2, le=30)] = 5.0
    tick_seconds: Annotated[float, Field(ge=0.2, le=60)] = 10.0
    max_phones: Annotated[int, Field(ge=1, le=20_000)] = 6_000
    language: str = "en"
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    unchosen_days: Annotated[int, Field(ge=1, le=3650)] = 14
    notes: bool = False
    notes_days: Annotated[int, Field(ge=1, le=3650)] = 30

    @model_validator(mode="before")
    @classmethod
    def _surrounded(cls, given: dict[str, Any]) -> dict[str, Any]:
        found = {name.upper(): value for name, value in os.environ.items()}
        names = ((name, f"{PREFIX}{name}".upper()) for name in cls.model_fields)
        return {name: found[variable] for name, variable in names if variable in found} | given

    @property
    def keystore(self) -> Path:
        """Where keys lie: apart from the data, so that a copy of the one never carries the other."""
        return self.keys or keys_dir(self.data)

    @property
    def database(self) -> Path:
        return self.data / "facilitator.sqlite3"
