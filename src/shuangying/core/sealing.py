"""Values sealed under a ring of keys: what a stolen database does not tell, and what can still be looked up by equality.

Authenticated encryption is AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce and the value's place as associated
data, so that a value copied into another row does not open. Look-ups use HMAC-SHA-256 (RFC 2104), cut to 128 bits. Both
keys are derived from one secret by HKDF (RFC 5869).
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
NONCE = 12
ID = 4
HEAD = len(FORMAT) + ID + NONCE


class Unsealable(Exception):
    """A sealed value cannot be opened: `missing` names the key that is not in the ring, "" if the value was altered or moved."""

    def __init__(self, missing: str = "") -> None:
        super().__init__(missing)
        self.missing = missing


class Key:
    """One secret of 32 bytes; its id is the beginning of its digest."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise ValueError("a key has 32 bytes")
        self.secret = secret
        self.id = hashlib.sha256(b"key id" + secret).digest()[:ID]

    @classmethod
    def new(cls) -> "Key":
        """A new random key."""
        return cls(os.urandom(32))

    @cached_property
    def cipher(self) -> AESGCM:
        """What seals and opens."""
        return AESGCM(self._derived(b"seal"))

    @cached_property
    def index(self) -> "hmac.HMAC":
        """What makes look-up values, to be copied before use."""
        return hmac.new(self._derived(b"index"), digestmod=hashlib.sha256)

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(self.secret)


class KeyRing:
    """The keys of one home: the newest seals, all of them open.

    Args:
        keys: at least one, the newest first.
    """

    def __init__(self, *keys: Key) -> None:
        if not keys:
            raise ValueError("a ring has at least one key")
        self.keys = keys
        self.by_id: Mapping[bytes, Key] = {key.id: key for key in keys}

    def seal(self, plain: bytes, place: str) -> bytes:
        """Seal a value.

        Args:
            plain: the value.
            place: where it stands, such as table, row and column; it opens nowhere else.
        """
        newest = self.keys[0]
        nonce = os.urandom(NONCE)
        return FORMAT + newest.id + nonce + newest.cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Open a sealed value.

        Raises:
            Unsealable: the key is missing, or the value was altered or stood elsewhere.
        """
        key = self.key_of(sealed)
        try:
            return key.cipher.decrypt(sealed[HEAD - NONCE : HEAD], sealed[HEAD:], place.encode())
        except InvalidTag:
            raise Unsealable from None

    def key_of(self, sealed: bytes) -> Key:
        """The key that a value is sealed under.

        Raises:
            Unsealable: it is not in the ring, or this is no sealed value.
        """
        if sealed[:1] != FORMAT or len(sealed) < HEAD:
            raise Unsealable
        id_ = sealed[1 : 1 + ID]
        if id_ not in self.by_id:
            raise Unsealable(id_.hex())
        return self.by_id[id_]

    def indexes(self, purpose: str, plain: str) -> list[str]:
        """The look-up values that an equal value may have been kept with, that of the newest key first: 32 hex digits each.

        Args:
            purpose: what kind of value it is; equal values of other kinds have other look-up values.
            plain: the value in its one normal form.
        """
        return [self._index(key, purpose, plain) for key in self.keys]

    def index(self, purpose: str, plain: str) -> str:
        """The look-up value under the newest key."""
        return self._index(self.keys[0], purpose, plain)

    @staticmethod
    def _index(key: Key, purpose: str, plain: str) -> str:
        digest = key.index.copy()
        digest.update(f"{purpose}\0{plain}".encode())
        return digest.hexdigest()[:32]
