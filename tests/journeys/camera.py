"""Pictures for a browser whose camera is a file: what is held before it, one thing after the other."""

import io
from collections.abc import Sequence
from pathlib import Path

import segno
from PIL import Image

SIDE, RATE = 240, 10
#: planes of colour that say nothing: the pictures are grey
GREY = bytes([128]) * (SIDE // 2 * SIDE // 2) * 2


def film(path: Path, scenes: Sequence[tuple[str, int]]) -> Path:
    """A raw film. A scene is the text of a code (none: an empty table) and its seconds."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{SIDE} H{SIDE} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for text, seconds in scenes:
            file.write((b"FRAME\n" + _picture(text) + GREY) * seconds * RATE)
    return path


def _picture(text: str) -> bytes:
    table = Image.new("L", (SIDE, SIDE), 200)
    if text:
        drawn = io.BytesIO()
        segno.make(text, error="m").save(drawn, kind="png", scale=4, border=4)
        code = Image.open(drawn).convert("L")
        code.thumbnail((SIDE - 20, SIDE - 20), Image.Resampling.NEAREST)
        table.paste(code, ((SIDE - code.width) // 2, (SIDE - code.height) // 2))
    return table.tobytes()
