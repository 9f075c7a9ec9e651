"""The made-up residents: households and ages of a rural county, numbers that fit and belong to nobody."""

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest

from shuangying.core.codes import id_number, phone
from shuangying.core.story import World
from shuangying.modules.people.demo_residents import Residents

TODAY = date(2020, 3, 5)
VILLAGES = [
    SimpleNamespace(pk=n, code=f"371722{n:06}", name=name, kind=kind)
    for n, (name, kind) in enumerate(
        [
            ("李庄村民委员会", "village"),
            ("张楼村民委员会", "village"),
            ("魏牌坊村村民委员会", "village"),
            ("北关社区居民委员会", "community"),
        ]
    )
]


def made(wanted, seed=1):
    world = World(TODAY, seed, {}, lambda name: None, lambda *_: None, lambda *_: [])
    return list(Residents(world, VILLAGES, wanted).homes())


@pytest.fixture(scope="module")
def homes():
    return made(6000)


@pytest.mark.parametrize("wanted", [0, 1, 2, 5, 997])
def test_there_are_as_many_people_as_wanted(wanted):
    assert sum(len(home.people) for home in made(wanted)) == wanted


def test_the_same_seed_makes_the_same_people_and_another_seed_others():
    assert made(50) == made(50)
    assert made(50) != made(50, seed=2)


def test_numbers_agree_with_birthday_and_sex_are_unique_and_of_areas_given_to_nobody(homes):
    numbers = [person["id_number"] for home in homes for person in home.people]
    assert len(set(numbers)) == len(numbers)
    for home in homes:
        for person in home.people:
            read = id_number(person["id_number"])
            assert (read.born_on, read.sex) == (person["born_on"], person["sex"])
            assert read.area == ("372999" if read.born_on.year < 2000 else "371799")


def test_phones_are_of_a_range_that_no_operator_has_and_unique(homes):
    phones = [person["phone"] for home in homes for person in home.people if "phone" in person]
    assert len(set(phones)) == len(phones)
    assert all(phone(one) == one and one.startswith("154") for one in phones)


def test_households_are_of_a_rural_county(homes):
    sizes = Counter(len(home.people) for home in homes)
    assert 2.6 < sum(size * number for size, number in sizes.items()) / len(homes) < 3.4
    ages = [TODAY.year - person["born_on"].year for home in homes for person in home.people]
    assert 0.16 < sum(age < 15 for age in ages) / len(ages) < 0.26
    assert 0.15 < sum(age >= 60 for age in ages) / len(ages) < 0.27


def test_children_are_younger_than_their_mother_and_bear_the_head_s_surname(homes):
    for home in homes:
        head, *others = home.people
        mothers = [person["born_on"] for person in others if person["relation"] == "妻"]
        for person in others:
            if person["relation"] in ("子", "女") and mothers:
                assert (person["born_on"] - mothers[0]).days > 18 * 365
                assert person["name"][0] == head["name"][0]


def test_addresses_name_the_village_as_people_call_it(homes):
    heads = {home.village.name: home.address for home in homes}
    assert heads["魏牌坊村村民委员会"].startswith("魏牌坊村")
    assert heads["北关社区居民委员会"].startswith("北关社区")
