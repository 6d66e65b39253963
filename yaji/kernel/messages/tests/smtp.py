"""A mail server for tests: takes mails over a real socket, and misbehaves as told."""

import socket
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self


@dataclass
class Taken:
    """One mail the server took."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        found = message_from_bytes(self.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class Sink:
    """Listens on a free port of this machine. ``replies`` maps a verb to a line to answer instead of yes.

    ``"."`` is the end of the text. The reply ``"drop"`` closes the line without a word.
    """

    replies: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    mails: list[Taken] = field(default_factory=list)
    #: texts that arrived, whether they were then accepted or not
    texts: int = 0

    def __enter__(self) -> Self:
        sink = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _talk(sink, self)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

            def get_request(self) -> tuple[Any, Any]:
                connection, address = super().get_request()
                wrapped = sink.tls.wrap_socket(connection, server_side=True) if sink.tls else connection
                return wrapped, address

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that hangs up is what some tests are about."""

        self._server = Server(("127.0.0.1", 0), Talk)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _talk(sink: Sink, line: Any) -> None:
    talk = _Talk(sink, line)
    alive = talk.say("HELLO", "220 ready")
    while alive and (heard := line.rfile.readline()):
        alive = talk.hear(heard.decode(errors="replace").strip())


class _Talk:
    def __init__(self, sink: Sink, line: Any) -> None:
        self.sink, self.line = sink, line
        self.sender, self.recipients = "", list[str]()

    def say(self, verb: str, usual: str) -> bool:
        reply = self.sink.replies.get(verb, usual)
        if reply == "drop":
            self.line.connection.shutdown(socket.SHUT_RDWR)
            return False
        self.line.wfile.write(f"{reply}\r\n".encode())
        return True

    def hear(self, words: str) -> bool:
        verb = words.upper()[:4]
        if verb == "DATA":
            return self.take_text()
        if verb == "MAIL":
            self.sender = words[10:].split(">")[0].strip("<> ")
        if verb == "RCPT":
            self.recipients.append(words[8:].strip("<> "))
        return self.say(verb, "221 bye" if verb == "QUIT" else "250 yes") and verb != "QUIT"

    def take_text(self) -> bool:
        if not self.say("DATA", "354 go on") or "DATA" in self.sink.replies:
            return "DATA" in self.sink.replies and self.sink.replies["DATA"] != "drop"
        content = _read_text(self.line)
        self.sink.texts += 1
        if "." not in self.sink.replies:
            self.sink.mails.append(Taken(self.sender, self.recipients, content))
        self.recipients = []
        return self.say(".", "250 taken")


def _read_text(line: Any) -> bytes:
    lines = []
    while (part := line.rfile.readline()) not in (b".\r\n", b""):
        lines.append(part[1:] if part.startswith(b"..") else part)
    return b"".join(lines)
