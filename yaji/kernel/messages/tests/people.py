"""The four who try everything: nobody in particular, a stranger, the one concerned, the operator."""

from yaji.kit.actor import SYSTEM, Actor

NOBODY = Actor(ref="vis_1", label="Visitor", kind="visitor")
STRANGER = Actor(ref="par_STRANGER", label="Stranger")
OWNER = Actor(ref="par_OWNER", label="Owner")
STAFF = Actor(ref="par_STAFF", label="Staff", operator=True)
DEVICE = Actor(ref="dev_1", label="Scanner", kind="device")
HOUSE = SYSTEM
