from yaji.kit.rooms import Room


class InventoryRoom(Room):
    name = "yaji.kernel.inventory"
    label = "inventory"
