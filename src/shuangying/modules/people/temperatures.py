"""Body temperatures as people write them, to a tenth of a degree."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django.db import models

from shuangying.core.problems import Invalid
from shuangying.kernel.registers.api import Column

FEVER = Decimal("37.3")
"""From here on it is fever: the province's form of the health pass (山东省卫生健康委, February 2020) says ≥ 37.3 ℃."""

LOWEST, HIGHEST = Decimal("34.0"), Decimal("43.0")
"""What a thermometer for people shows; anything else is a slip of the pen."""

_FORM = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(?:℃|°C|°|度|C)?")


def temperature(value: Any) -> Decimal:
    """Read a body temperature in ℃: 36.5, "36.5℃", "36.5度", "３６。５".

    Raises Invalid: `not_a_temperature`; `temperature_out_of_range` (below 34 or above 43 ℃, such as 365 or 3.65: it is never
    guessed where the point belongs); `temperature_too_fine` (36.55).
    """
    shown = str(value).strip()
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", shown)).replace("。", ".").upper()
    if isinstance(value, bool) or not (found := _FORM.fullmatch(text)):
        raise Invalid("not_a_temperature", text=shown)
    read = Decimal(found[1])
    if not LOWEST <= read <= HIGHEST:
        raise Invalid("temperature_out_of_range", text=shown)
    if read != round(read, 1):
        raise Invalid("temperature_too_fine", text=shown)
    return round(read, 1)


class TemperatureField(models.DecimalField):
    """A body temperature in ℃."""

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **{**kwargs, "max_digits": 3, "decimal_places": 1})


class Temperature(Column):
    """A body temperature in ℃, with one decimal."""

    align_end = True

    @property
    def unit(self) -> str:
        return "℃"

    def show(self, value: Any) -> str:
        return f"{Decimal(value):.1f}"

    def parse(self, value: Any) -> Decimal:
        return temperature(value)

    def keep(self, value: Any) -> Any:
        return None if value is None else str(value)
