"""A certificate of our own for phones in the same network: a camera is given to https pages only."""

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import trustme
from cryptography import x509

from yaji.kit import clock

DAYS = 390
RENEW_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Certificate:
    """Files of a certificate: its chain, its key, and the authority a phone may be told to trust."""

    chain: Path
    key: Path
    authority: Path


def names_of_this_machine(host: str) -> list[str]:
    """Names and addresses people in the same network may type."""
    names = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
    address = _address_outside()
    extra = [address] if address else []
    return list(dict.fromkeys([*names, *extra, *([host] if host not in ("0.0.0.0", "::") else [])]))  # noqa: S104


def certificate(folder: Path, names: list[str]) -> Certificate:
    """The certificate in ``folder``, made anew if it is missing, old, or lacks one of ``names``."""
    files = Certificate(folder / "chain.pem", folder / "key.pem", folder / "authority.pem")
    if not _good(files, names):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        until = clock.now() + timedelta(days=DAYS)
        authority = trustme.CA(organization_name="Yaji on this machine", organization_unit_name="for testing")
        issued = authority.issue_cert(*names, not_after=until)
        authority.cert_pem.write_to_path(str(files.authority))
        files.key.touch(mode=0o600)
        files.key.write_bytes(issued.private_key_pem.bytes())
        files.chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    return files


def _good(files: Certificate, names: list[str]) -> bool:
    if not all(path.exists() for path in (files.chain, files.key, files.authority)):
        return False
    found = x509.load_pem_x509_certificate(files.chain.read_bytes())
    if found.not_valid_after_utc - RENEW_BEFORE < clock.now():
        return False
    held = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {*held.get_values_for_type(x509.DNSName), *map(str, held.get_values_for_type(x509.IPAddress))}
    return {_plain(name) for name in names} <= known


def _plain(name: str) -> str:
    with suppress(ValueError):
        return str(ipaddress.ip_address(name))
    return name.lower()


def _address_outside() -> str:
    """The address other machines see, without sending anything."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return ""
