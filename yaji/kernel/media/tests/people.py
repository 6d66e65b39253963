"""The four who try everything: nobody in particular, a stranger, the owner, the operator."""

from yaji.kit.actor import Actor, Grant

HOUSE = "par_HOUSE"
NOBODY = Actor(ref="vis_1", label="Visitor", kind="visitor")
STRANGER = Actor(ref="par_STRANGER", label="Stranger", grants=frozenset({Grant("owner", "par_OTHER")}))
OWNER = Actor(ref="par_OWNER", label="Owner", grants=frozenset({Grant("manager", HOUSE)}))
STAFF = Actor(ref="par_STAFF", label="Staff", operator=True)
DOOR = Actor(ref="par_DOOR", label="Door", grants=frozenset({Grant("door", HOUSE)}))
