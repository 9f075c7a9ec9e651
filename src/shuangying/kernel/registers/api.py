"""What other rooms may use of registers."""

from shuangying.kernel.registers.actions import Action
from shuangying.kernel.registers.columns import (
    Choice,
    Column,
    Day,
    LongText,
    Moment,
    Money,
    Month,
    Number,
    Place,
    Reference,
    SealedColumn,
    State,
    Via,
    Wide,
    YesNo,
)
from shuangying.kernel.registers.consequences import declare_consequence
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
from shuangying.kernel.registers.reveals import reveal
from shuangying.kernel.registers.sealed_fields import Sealed, SealedField
from shuangying.kernel.registers.sealed_files import SealedStorage
from shuangying.kernel.registers.sealed_json import SealedJSONField
from shuangying.kernel.registers.sight import Sight
from shuangying.kernel.registers.words import words_for

__all__ = [
    "COUNTY",
    "TOWNSHIP",
    "UNIT",
    "Action",
    "AreaField",
    "Choice",
    "Column",
    "Day",
    "Listing",
    "LongText",
    "Moment",
    "Money",
    "MoneyField",
    "Month",
    "Number",
    "Place",
    "Record",
    "Reference",
    "Register",
    "Sealed",
    "SealedColumn",
    "SealedField",
    "SealedJSONField",
    "SealedStorage",
    "Sight",
    "Stages",
    "State",
    "Via",
    "Wide",
    "YesNo",
    "all_registers",
    "declare_consequence",
    "declare_restriction",
    "get",
    "of_model",
    "readable",
    "reveal",
    "words_for",
]
