"""The one router of this room: paths are shared by readers and writers, so they must be told to one place."""

from ninja import Router

router = Router()
