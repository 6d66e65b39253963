"""Everything that changes accounts and teams. Each is one transaction."""

from yaji.kernel.identity.operations.accounts import (
    appoint_operator,
    change_standing,
    decide_consent,
    erase_account,
    record_export,
    register,
    update_profile,
)
from yaji.kernel.identity.operations.teams import (
    accept_invitation,
    change_role,
    create_organisation,
    invite,
    remove_member,
    revoke_invitation,
    update_organisation,
)
from yaji.kernel.identity.operations.tokens import create_token, revoke_token

__all__ = [
    "accept_invitation",
    "appoint_operator",
    "change_role",
    "change_standing",
    "create_organisation",
    "create_token",
    "decide_consent",
    "erase_account",
    "invite",
    "record_export",
    "register",
    "remove_member",
    "revoke_invitation",
    "revoke_token",
    "update_organisation",
    "update_profile",
]
