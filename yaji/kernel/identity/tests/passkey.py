"""A passkey in software: answers WebAuthn ceremonies as a phone would, so that sign-in is tested for real."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def b64(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftwarePasskey:
    """One credential at one site."""

    def __init__(self, origin="https://testserver"):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.user_handle = b""
        self.count = 0

    def register(self, options):
        """The answer to ``navigator.credentials.create(options)``."""
        public = options["publicKey"]
        self.user_handle = unb64(public["user"]["id"])
        cose = ES256.from_cryptography_key(self.key.public_key())
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor.encode(dict(cose))
        data = self._authenticator_data(public["rp"]["id"], _PRESENT | _VERIFIED | _ATTESTED) + attested
        return self._answer(
            {
                "clientDataJSON": b64(self._client_data("webauthn.create", public["challenge"])),
                "attestationObject": b64(cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})),
            }
        ) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def sign_in(self, options):
        """The answer to ``navigator.credentials.get(options)``."""
        public = options["publicKey"]
        data = self._authenticator_data(public["rpId"], _PRESENT | _VERIFIED)
        client = self._client_data("webauthn.get", public["challenge"])
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
                "userHandle": b64(self.user_handle),
            }
        )

    def _answer(self, response):
        return {
            "id": b64(self.id),
            "rawId": b64(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

    def _client_data(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _authenticator_data(self, site, flags):
        self.count += 1
        return hashlib.sha256(site.encode()).digest() + struct.pack(">BI", flags, self.count)
