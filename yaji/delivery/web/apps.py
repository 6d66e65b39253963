from yaji.kit.rooms import Room


class WebApp(Room):
    name = "yaji.delivery.web"
    label = "web"
