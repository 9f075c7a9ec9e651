"""What other rooms may use of registers."""

from shuangying.kernel.registers.columns import (
    Choice,
    Column,
    Day,
    LongText,
    Money,
    Month,
    Number,
    Place,
    Reference,
    State,
    YesNo,
)
from shuangying.kernel.registers.declaration import (
    COUNTY,
    TOWNSHIP,
    UNIT,
    Register,
    all_registers,
    get,
    of_model,
    readable,
)
from shuangying.kernel.registers.fields import AreaField, MoneyField, Stages
from shuangying.kernel.registers.listing import Listing, declare_restriction
from shuangying.kernel.registers.models import Record
from shuangying.kernel.registers.words import words_for

__all__ = [
    "COUNTY",
    "TOWNSHIP",
    "UNIT",
    "AreaField",
    "Choice",
    "Column",
    "Day",
    "Listing",
    "LongText",
    "Money",
    "MoneyField",
    "Month",
    "Number",
    "Place",
    "Record",
    "Reference",
    "Register",
    "Stages",
    "State",
    "YesNo",
    "all_registers",
    "declare_restriction",
    "get",
    "of_model",
    "readable",
    "words_for",
]
