"""Large refunds: asked for by one of the seller's staff, given by another."""

from yaji.kernel.events.steps import claim_key
from yaji.kernel.identity.queries import approval as approval_of
from yaji.kernel.identity.steps import ask_approval, decide_approval
from yaji.kernel.orders import queries
from yaji.kernel.orders.policies import may_refund
from yaji.kernel.orders.refunds import KIND, Units, preview
from yaji.kernel.orders.steps import give_back
from yaji.kit.actor import Actor
from yaji.kit.errors import NotFound, require
from yaji.kit.ids import mint
from yaji.kit.operation import operation


@operation
def ask_refund(*, actor: Actor, order: str, units: Units, why: str, key: str) -> str:
    """Ask for a refund that needs a second person; the request's ref. Exactly once per ``key``.

    Nothing moves yet. One request per order waits at a time. Raises NotReturnable, AlreadyReturned, AlreadyAsked.
    """
    row = queries.lock_order(order)
    sellers = sorted({line.seller for line in queries.lines_of(row) if line.public_id in units})
    require(len(sellers) == 1 and may_refund(actor, sellers))
    ref, body = mint("apr"), {"units": {line: sorted(numbers) for line, numbers in units.items()}}
    earlier = claim_key(actor=actor, operation="orders.ask_refund", key=key, body=body, ref=ref)
    if earlier:
        return earlier
    amount = preview(row, units).amount
    ask_approval(
        actor=actor, party=sellers[0], kind=KIND, subject=row.public_id, body=body, amount=amount, why=why, ref=ref
    )
    return ref


@operation
def decide_refund(*, actor: Actor, request: str, yes: bool) -> str:
    """A second person says yes, and the money goes back in the same transaction; or no. The order's ref.

    Raises OwnRequest for whoever asked (they may say no), AlreadyDecided, AlreadyReturned.
    """
    asked = approval_of(request, KIND)
    if not may_refund(actor, [asked.party]):
        raise NotFound()
    row = queries.lock_order(asked.subject)
    decide_approval(actor=actor, approval=asked, yes=yes)
    if yes:
        give_back(row, asked.body["units"], why=asked.why[:60], actor=actor, with_fee=False)
    return row.public_id
