from yaji.kit.rooms import Room


class LedgerRoom(Room):
    name = "yaji.kernel.ledger"
    label = "ledger"
