from yaji.kit.rooms import Room


class CatalogRoom(Room):
    name = "yaji.kernel.catalog"
    label = "catalog"
