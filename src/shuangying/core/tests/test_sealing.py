"""A sealed value opens only where it was sealed, under its key; equal values are found by their look-up value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.core.sealing import Key, KeyRing, Unsealable

OLD, NEW = Key(b"o" * 32), Key(b"n" * 32)


@given(st.binary(max_size=80), st.text(max_size=20))
def test_opens_to_what_was_sealed_and_shows_nothing_of_it(plain: bytes, place: str) -> None:
    ring = KeyRing(Key.new())
    sealed = ring.seal(plain, place)
    assert ring.open(sealed, place) == plain
    assert len(plain) < 4 or plain not in sealed
    assert sealed != ring.seal(plain, place)


@given(st.integers(min_value=5, max_value=60), st.integers(min_value=1, max_value=255))
def test_an_altered_or_moved_value_does_not_open(at: int, flip: int) -> None:
    ring = KeyRing(NEW)
    sealed = bytearray(ring.seal(b"371722" * 7, "people|1|id_number"))
    with pytest.raises(Unsealable):
        ring.open(bytes(sealed), "people|2|id_number")
    sealed[at % len(sealed)] ^= flip
    with pytest.raises(Unsealable):
        ring.open(bytes(sealed), "people|1|id_number")


def test_old_values_open_until_their_key_is_gone_and_the_missing_key_is_named() -> None:
    sealed = KeyRing(OLD).seal(b"13800000000", "p")
    assert KeyRing(NEW, OLD).open(sealed, "p") == b"13800000000"
    assert KeyRing(NEW, OLD).key_of(KeyRing(NEW, OLD).seal(b"", "p")) is NEW
    with pytest.raises(Unsealable) as missing:
        KeyRing(NEW).open(sealed, "p")
    assert missing.value.missing == OLD.id.hex()


def test_look_up_values_tell_kinds_and_keys_apart_and_cover_both_while_keys_change() -> None:
    both = KeyRing(NEW, OLD)
    assert KeyRing(OLD).index("phone", "1") in both.indexes("phone", "1")
    assert both.index("phone", "1") == both.indexes("phone", "1")[0] == KeyRing(NEW).index("phone", "1")
    assert len({*both.indexes("phone", "1"), *both.indexes("id_number", "1"), *both.indexes("phone", "2")}) == 6
