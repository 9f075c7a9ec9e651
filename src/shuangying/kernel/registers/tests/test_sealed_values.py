import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from shuangying.core.codes import check_character
from shuangying.core.sealing import Key, KeyRing, Unsealable
from shuangying.kernel.imports.models import Import, Upload
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import key_ring, sealed_values
from shuangying.kernel.registers.api import SealedField
from shuangying.kernel.registers.sealed_files import SealedStorage

pytestmark = pytest.mark.django_db
PHONE = "15400000001"


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A key file of its own: keys(a, b) puts these keys in it, the newest first."""
    settings.KEYS_FILE = tmp_path / "keys.json"
    folder = {"location": tmp_path / "files"}
    settings.STORAGES = {
        **settings.STORAGES,
        "uploads": {"BACKEND": "shuangying.kernel.registers.sealed_files.SealedStorage", "OPTIONS": folder},
    }
    field = Upload._meta.get_field("file")
    before, field.storage = field.storage, storages["uploads"]
    yield lambda *some: key_ring.write(KeyRing(*some))
    field.storage = before


@pytest.fixture
def people(place):
    """Five persons, each with an identity number and a phone."""
    made = []
    for serial in range(5):
        first = f"3717992001010100{serial}"
        number = first + check_character(first)
        made.append(Person.objects.create(name=f"示例{serial}", division=place("单县"), id_number=number, phone=PHONE))
    return made


@pytest.fixture
def upload():
    kept = Upload(name="名单.csv", suffix=".csv", size=5, sha256="0" * 64)
    kept.file.save("名单.csv", ContentFile(b"hello"), save=False)
    kept.save()
    return kept


def numbers():
    return [person.id_number.open() for person in Person.objects.order_by("pk")]


def test_the_first_key_is_made_once_and_for_its_owner_only(settings):
    first = key_ring.ring()
    assert [key.id for key in key_ring.ring(fresh=True).keys] == [key.id for key in first.keys]
    assert settings.KEYS_FILE.stat().st_mode & 0o777 == 0o600
    assert os.listdir(settings.KEYS_FILE.parent) == ["keys.json"]


def test_no_key_is_made_where_a_file_was_named_and_is_not_there(settings):
    settings.KEYS_NAMED = True
    with pytest.raises(ImproperlyConfigured, match="SHUANGYING_KEYS"):
        key_ring.ring(fresh=True)
    assert not settings.KEYS_FILE.exists()


def test_keys_may_be_given_without_a_file(settings):
    key = Key.new()
    settings.KEYS_GIVEN = key_ring.written(key)
    assert key_ring.ring(fresh=True).keys[0].id == key.id
    assert not settings.KEYS_FILE.exists()


@pytest.mark.parametrize("text", ["", "{}", '{"keys": []}', '{"keys": ["c2hvcnQ="]}', '{"keys": ["*"]}'])
def test_a_file_without_keys_is_refused(settings, text):
    settings.KEYS_FILE.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        key_ring.ring(fresh=True)


def test_a_file_lies_sealed_and_opens_under_its_own_name_alone(upload):
    storage = upload.file.storage
    assert isinstance(storage, SealedStorage)
    assert b"hello" not in storage.as_it_lies(upload.file.name)
    assert Upload.objects.get().file.read() == b"hello"
    os.rename(storage.path(upload.file.name), storage.path("other.csv"))
    with pytest.raises(Unsealable):
        storage.open("other.csv")


def test_corrected_cells_lie_sealed(upload):
    draft = Import.objects.create(register="people", upload=upload, corrections={"B7": PHONE})
    kept = Import.objects.filter(pk=draft.pk).values_list("corrections", flat=True).get()
    assert PHONE.encode() not in bytes(kept)
    again = Import.objects.get(pk=draft.pk)
    again.corrections["B8"] = "张三"
    again.save()
    assert Import.objects.get(pk=draft.pk).corrections == {"B7": PHONE, "B8": "张三"}
    again.corrections = {}
    again.save()
    assert Import.objects.get(pk=draft.pk).corrections == {}


def test_a_rotation_brings_values_indexes_and_files_under_the_new_key(people, upload, keys):
    Import.objects.create(register="people", upload=upload, corrections={"B7": PHONE})
    old, plain = key_ring.ring().keys[0], numbers()
    new = Key.new()
    keys(new, old)
    assert sealed_values.reseal() == 0
    used = sealed_values.use_of_keys()
    assert (used[old.id.hex()].values, used[old.id.hex()].files) == (0, 0)
    assert (used[new.id.hex()].values, used[new.id.hex()].files) == (11, 1)
    assert sealed_values.drop_unused_keys() == [old.id.hex()]
    assert [key.id for key in key_ring.ring().keys] == [new.id]
    assert numbers() == plain
    assert Upload.objects.get().file.read() == b"hello"
    assert Import.objects.get().corrections == {"B7": PHONE}
    assert Person.objects.filter(id_number_index=SealedField.index_of("id_number", plain[3])).get() == people[3]


def test_a_rotation_broken_off_goes_on_where_it_was(people, keys, monkeypatch):
    monkeypatch.setattr(sealed_values, "BATCH", 2)
    old, new = key_ring.ring().keys[0], Key.new()
    keys(new, old)

    class PowerCutError(Exception):
        pass

    def cut(_count):
        raise PowerCutError

    with pytest.raises(PowerCutError):
        sealed_values.reseal(cut)
    assert sealed_values.use_of_keys()[new.id.hex()].values == 2
    assert sealed_values.drop_unused_keys() == []
    steps = []
    assert sealed_values.reseal(steps.append) == 0
    assert sum(steps) == 8
    assert sealed_values.drop_unused_keys() == [old.id.hex()]


def test_what_is_written_meanwhile_under_the_old_key_keeps_it_in_the_ring(people, keys):
    old, new = key_ring.ring().keys[0], Key.new()
    keys(new, old)
    sealed_values.reseal()
    keys(old, new)
    Person.objects.create(name="后来", division=people[0].division, phone=PHONE)
    keys(new, old)
    assert sealed_values.drop_unused_keys() == []
    sealed_values.reseal()
    assert sealed_values.drop_unused_keys() == [old.id.hex()]


def test_a_look_up_finds_values_under_both_keys_during_a_rotation(people, keys):
    plain = numbers()
    old, new = key_ring.ring().keys[0], Key.new()
    keys(new, old)
    person = Person.objects.get(pk=people[1].pk)
    person.id_number = plain[1]
    person.save()
    for number, owner in ((plain[1], people[1]), (plain[2], people[2])):
        found = Person.objects.filter(id_number_index__in=SealedField.indexes_of("id_number", number))
        assert found.get() == owner


def test_a_look_up_value_under_an_old_key_is_renewed(people, keys):
    plain = numbers()
    old, new = key_ring.ring().keys[0], Key.new()
    keys(new, old)
    sealed_values.reseal()
    Person.objects.filter(pk=people[0].pk).update(id_number_index=KeyRing(old).index("id_number", plain[0]))
    sealed_values.renew_indexes()
    assert Person.objects.filter(id_number_index=SealedField.index_of("id_number", plain[0])).get() == people[0]


def test_a_check_counts_what_is_missing_altered_and_not_to_be_found(people, upload, keys):
    old = key_ring.ring().keys[0]
    assert vars(sealed_values.check()) == vars(sealed_values.Checked(values=10, files=1))
    first, second, third, *_rest = people
    Person.objects.filter(pk=first.pk).update(id_number_index="0" * 32)
    swapped = Person.objects.filter(pk=second.pk).values_list("id_number", flat=True).get()
    Person.objects.filter(pk=third.pk).update(id_number=swapped)
    found = sealed_values.check()
    assert (found.unfound, len(found.altered), dict(found.missing)) == (1, 1, {})
    keys(Key.new())
    found = sealed_values.check()
    assert dict(found.missing) == {old.id.hex(): 11}
    assert sealed_values.reseal() == 11
    assert sealed_values.drop_unused_keys() == []
