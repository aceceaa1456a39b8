"""The least that can take an upload: `python -m scripts.bench.bare_server PORT FOLDER`."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CHUNK_BYTES = 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path

    def do_GET(self) -> None:
        self._done()

    def do_PUT(self) -> None:
        left = int(self.headers["Content-Length"])
        with (self.folder / "bare").open("wb") as file:
            while left and (chunk := self.rfile.read(min(CHUNK_BYTES, left))):
                file.write(chunk)
                left -= len(chunk)
        self._done()

    def _done(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


if __name__ == "__main__":
    Handler.folder = Path(sys.argv[2])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
