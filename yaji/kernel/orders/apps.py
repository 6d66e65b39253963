from yaji.kit.rooms import Room


class OrdersRoom(Room):
    name = "yaji.kernel.orders"
    label = "orders"
