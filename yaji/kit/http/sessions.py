"""What a session holds lies sealed: while somebody signs in it holds their address and the code they were mailed."""

import json
from typing import Any

from yaji.kit.vault import seal, unseal


class SealedSerializer:
    """For ``SESSION_SERIALIZER``. A session that no key opens is an empty one."""

    def dumps(self, session: Any) -> bytes:
        return seal(json.dumps(session, separators=(",", ":"))).encode("ascii")

    def loads(self, data: bytes) -> Any:
        return json.loads(unseal(data.decode("ascii")))
