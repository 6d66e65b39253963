"""``yaji createoperator EMAIL``: an account with the right to run the site.

An account that exists is appointed; a new one gets a password, asked for here, or none: it then signs in by a code
sent to its address.
"""

import argparse
import getpass
import sys

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model

from yaji.kernel.identity.operations import appoint_operator, register
from yaji.kit.actor import SYSTEM


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the address to sign in with")
    parser.add_argument("--no-password", action="store_true", help="sign in by a code sent to the address only")


def run(options: argparse.Namespace) -> int:
    email = options.email.strip().lower()
    try:
        validate_email(email)
        user = _existing(email) or _new(email, None if options.no_password else _ask())
    except ValidationError as error:
        print("\n".join(error.messages), file=sys.stderr)
        return 1
    appoint_operator(actor=SYSTEM, user=str(getattr(user, "public_id")))  # noqa: B009  # Django knows it as any user
    print(f"{email} may now run this site.")
    return 0


def _existing(email: str) -> Model | None:
    return get_user_model()._default_manager.filter(email__iexact=email).first()


def _new(email: str, password: str | None) -> Model:
    user = get_user_model()(email=email)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    register(user=user)
    # whoever may open this shell vouches for the address
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def _ask() -> str:
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise ValidationError("The two passwords differ.")
    return password
