"""One or several texts, as tests have them."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from screener.config.language.shape import one_or_many

Texts = Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(min_length=1)]
"""A single one is a list of one."""
