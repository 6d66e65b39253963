"""What media plugs in: its own job, and the purposes that belong to no room in particular."""

from yaji.kernel.media import privacy
from yaji.kernel.media.ports import jobs, purposes
from yaji.kernel.media.tasks import render
from yaji.kernel.media.types import CSV, MIB, PDF, PICTURES, Purpose

jobs.plug("render", render)
purposes.plug("picture", Purpose())
purposes.plug("avatar", Purpose(limit=5 * MIB))
purposes.plug("private_picture", Purpose(public=False))
purposes.plug("document", Purpose(formats=(PDF, CSV), public=False))
purposes.plug("table", Purpose(formats=(CSV,), limit=5 * MIB, public=False))
purposes.plug("evidence", Purpose(formats=(*PICTURES, PDF), public=False))
privacy.plug()
