"""Everything that can be set from outside, in one class. Names are ``YAJI_…``; secrets may come from files.

``YAJI_SECRET_KEY_FILE=/run/secrets/key`` reads the key from that file, for any setting. The reference
page of settings is generated from this class.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

INSECURE = "insecure-development-key"
#: a ring as `yaji.verticals.tickets.passes` reads it: the seed that signs, then keys that only verify
PASS_KEYS = re.compile(r"\s*[0-9a-fA-F]{64}\s*(,\s*(pub:)?[0-9a-fA-F]{64}\s*)*", re.ASCII)
FIELD_KEY_LEAST = 32
ROOT = Path(__file__).resolve().parent.parent.parent

Words = Annotated[list[str], NoDecode]


class Env(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(env_prefix="YAJI_", env_file=".env", extra="ignore")

    env: Literal["dev", "test", "prod"] = Field("dev", description="Which settings module is meant.")
    demo: bool = Field(False, description="Role accounts, a mailbox page and the sandbox; never in production.")
    secret_key: str = Field(INSECURE, description="Signs sessions and links. Long and random in production.")
    field_keys: Words = Field(
        default_factory=lambda: [INSECURE], description="Keys of sealed columns, newest first, comma-separated."
    )
    database_url: str = Field(
        f"sqlite:///{ROOT / 'var' / 'yaji.sqlite3'}", description="sqlite:///FILE or postgres://USER:PW@HOST/NAME."
    )
    redis_url: str = Field("", description="Cache and live feed on Redis; empty: in this process.")
    hosts: Words = Field(default_factory=lambda: ["localhost", "127.0.0.1", "[::1]"], description="Host names served.")
    site_url: str = Field("http://localhost:8000", description="How links in mails begin.")
    site_name: str = Field("Yaji 雅集", description="Name in titles and mails.")
    media_root: Path = Field(ROOT / "var" / "media", description="Where uploads and renditions lie.")
    mail_url: str = Field("", description="smtp://USER:PW@HOST:PORT or smtps://…; empty: the demo mailbox only.")
    mail_from: str = Field("Yaji 雅集 <hello@yaji.example>", description="Sender of mails.")
    proxies: int = Field(0, ge=0, le=5, description="How many own proxies add X-Forwarded-For.")
    https: bool = Field(False, description="Redirect to https, HSTS, secure cookies; always on in production.")
    sandbox_payments: bool = Field(True, description="The built-in payment provider that takes no money.")
    sandbox_secret: str = Field(INSECURE, description="Signs the sandbox's notices.")
    staging: bool = Field(
        False, description="A site for trying things out, where nobody pays: production may then open the sandbox."
    )
    live_payments: bool = Field(False, description="Real money. Refuses to start without the declarations.")
    operator_declarations: Words = Field(
        default_factory=list, description="What the operator declares before live payments: licensed_provider, terms."
    )
    pass_key: str = Field(
        "",
        description="Ed25519 seed (64 hex digits) that signs passes; empty in dev: derived. After a comma, keys that "
        "signed earlier: a seed, or pub: and a public key (64 hex digits).",
    )
    commission_bp: int = Field(500, ge=0, le=10_000, description="Default commission in basis points.")
    large_refund: int = Field(
        2_000,
        ge=0,
        description="Staff refunds on one order above so many whole units need a second person.",
    )
    holds_per_minute: int = Field(
        60, ge=0, description="How many times a minute one address may hold places; 0: as often as it likes."
    )
    log_json: bool = Field(False, description="Logs as JSON lines.")
    test_suffix: str = Field("", description="Appended to the name of the test database.")

    @model_validator(mode="before")
    @classmethod
    def _files_and_lists(cls, values: Any) -> Any:
        for name, value in os.environ.items():
            if name.startswith("YAJI_") and name.endswith("_FILE"):
                values[name[5:-5].lower()] = Path(value).read_text().strip()
        for name in ("field_keys", "hosts", "operator_declarations"):
            if isinstance(values.get(name), str):
                values[name] = [word.strip() for word in values[name].split(",") if word.strip()]
        return values

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> "Env":
        if self.env == "prod":
            problems = self.unsafe()
            if problems:
                raise ValueError("these settings are not safe in production: " + "; ".join(problems))
        return self

    def unsafe(self) -> list[str]:
        """What would be dangerous in production, in words; `yaji doctor` prints the same."""
        declared = {"licensed_provider", "terms"} <= set(self.operator_declarations)
        problems = {
            "YAJI_SECRET_KEY must be set, 40 characters or more": self.secret_key == INSECURE
            or len(self.secret_key) < 40,
            f"YAJI_FIELD_KEYS must be set, each {FIELD_KEY_LEAST} characters or more": INSECURE in self.field_keys
            or not self.field_keys
            or any(len(key) < FIELD_KEY_LEAST for key in self.field_keys),
            "YAJI_PASS_KEY must be 64 hex digits; older keys after a comma the same, or pub: and 64": (
                not PASS_KEYS.fullmatch(self.pass_key)
            ),
            "YAJI_HOSTS must name the hosts, without a star": "*" in self.hosts,
            "YAJI_SITE_URL must begin with https://": not self.site_url.startswith("https://"),
            "YAJI_DEMO must be off": self.demo,
            "YAJI_SANDBOX_PAYMENTS must be off, or YAJI_STAGING on where nobody is to pay": self.sandbox_payments
            and not self.staging,
            "YAJI_STAGING must be off with live payments": self.live_payments and self.staging,
            "YAJI_SANDBOX_SECRET must be set, or YAJI_SANDBOX_PAYMENTS off": self.sandbox_payments
            and self.sandbox_secret == INSECURE,
            "YAJI_SANDBOX_PAYMENTS must be off with live payments": self.live_payments and self.sandbox_payments,
            "YAJI_OPERATOR_DECLARATIONS must name licensed_provider and terms": self.live_payments and not declared,
        }
        return [words for words, unsafe in problems.items() if unsafe]

    def notable(self) -> list[str]:
        """What is allowed, but what whoever runs the site should not forget; `yaji doctor` prints it, too."""
        open_sandbox = self.staging and self.sandbox_payments
        return ["YAJI_STAGING is on: the sandbox takes orders and nobody pays"] if open_sandbox else []


env = Env()
