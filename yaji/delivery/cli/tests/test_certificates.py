"""The certificate for phones: kept while it is good, made anew when it is not, its key readable by nobody else."""

import ssl
import stat
from pathlib import Path

from yaji.delivery.cli.certificates import certificate, names_of_this_machine


def test_it_is_kept_while_it_names_the_machine(tmp_path: Path) -> None:
    first = certificate(tmp_path / "tls", ["localhost", "127.0.0.1"])
    before = first.chain.read_bytes()
    assert certificate(tmp_path / "tls", ["127.0.0.1"]).chain.read_bytes() == before
    assert certificate(tmp_path / "tls", ["localhost", "192.0.2.7"]).chain.read_bytes() != before


def test_a_server_can_use_it_and_only_its_owner_can_read_the_key(tmp_path: Path) -> None:
    made = certificate(tmp_path / "tls", ["localhost"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.chain, made.key)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600


def test_names_hold_the_host_that_was_asked_for_but_not_every_address() -> None:
    assert "shop.example" in names_of_this_machine("shop.example")
    assert "0.0.0.0" not in names_of_this_machine("0.0.0.0")  # noqa: S104
    assert {"localhost", "127.0.0.1"} <= set(names_of_this_machine("127.0.0.1"))
