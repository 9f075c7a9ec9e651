"""Codes that people write: of divisions, persons, bodies, vehicles and telephones. Read, brought to one form, or refused with the reason."""

from shuangying.core.codes.bodies import credit_code
from shuangying.core.codes.divisions import LEVELS, Level, division_code, division_level
from shuangying.core.codes.folding import fold
from shuangying.core.codes.persons import IdNumber, check_character, id_number
from shuangying.core.codes.phones import phone
from shuangying.core.codes.plates import plate

__all__ = [
    "LEVELS",
    "IdNumber",
    "Level",
    "check_character",
    "credit_code",
    "division_code",
    "division_level",
    "fold",
    "id_number",
    "phone",
    "plate",
]
