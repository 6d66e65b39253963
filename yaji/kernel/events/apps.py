from yaji.kit.rooms import Room


class EventsRoom(Room):
    name = "yaji.kernel.events"
    label = "events"
