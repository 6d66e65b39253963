from yaji.kit.rooms import Room


class MoneyRoom(Room):
    name = "yaji.kernel.money"
    label = "money"
