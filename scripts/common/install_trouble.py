"""Why an installation failed, read from the program's output: one sentence, and how to fix it.

Only the lines about the failure count. A warning about a retry that succeeded, or a package called
`networkx`, says nothing about the connection.
"""

import re
from collections.abc import Callable

PIP_ERROR = re.compile(r"^ERROR: ", re.M)
PIP_OFFLINE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|timed out|ProxyError"
    r"|SSLError|CERTIFICATE_VERIFY|Connection (?:refused|reset|aborted|broken)|ProtocolError"
    r"|IncompleteRead|Max retries exceeded"
)
NOT_FOUND = re.compile(r"No matching distribution found for ([\w.-]+)")
NPM_LINE = re.compile(r"^npm (?:error|ERR!)[ \t]*(.*)$", re.M)
NPM_OFFLINE = re.compile(
    r"code (?:ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT"
    r"|SELF_SIGNED\w+|DEPTH_ZERO\w+|UNABLE_TO\w+|CERT_\w+)$"
)
NPM_LABEL = re.compile(r"(?:code|errno|syscall|path|dest|type|A complete log) ?")
BUILD_ERROR = re.compile(r"^\s*(?:✘ \[ERROR\]|error:)\s*(.+)$", re.M | re.I)
ADDRESS = re.compile(r" (?:from|\(from) (?:https?|file)://\S+")
LONGEST = 400


def trouble(what: str, output: str, source: str, code: int = 1) -> str:
    """The sentence for `what`, which ended with `code`; `source` is a key of READERS, or empty."""
    if code < 0:
        return f"{what} was killed (signal {-code}), often because the machine is short of memory"
    is_offline, reason = READERS.get(source, (lambda output: False, build_reason))
    if is_offline(output):
        return (
            f"{what} needs {source}, which did not answer: check this machine's connection or "
            "proxy, then run the same command again"
        )
    return f"{what} failed: {shortened(reason(output) or last_line(output))}"


def shortened(reason: str) -> str:
    return " ".join(ADDRESS.sub("", reason).split()).rstrip(".")[:LONGEST]


def last_line(output: str) -> str:
    return (output.strip().splitlines() or ["it ended without output"])[-1]


def pip_end(output: str) -> str:
    """Pip's output from its last error on, with the indented lines or traceback below it."""
    starts = [found.start() for found in PIP_ERROR.finditer(output)]
    return output[starts[-1] :] if starts else ""


def pip_is_offline(output: str) -> bool:
    end = pip_end(output)
    missing = NOT_FOUND.search(end)
    if missing and "(from versions: none)" in output:
        return any(
            f"/{missing.group(1).lower()}/" in line.lower() and PIP_OFFLINE.search(line)
            for line in output.splitlines()
            if "Retrying" in line
        )
    return bool(PIP_OFFLINE.search(end))


def pip_reason(output: str) -> str:
    end = pip_end(output)
    if end.startswith("ERROR: Exception:"):
        return last_line(end)
    first, *rest = end.removeprefix("ERROR: ").splitlines() or [""]
    below = [line for line in rest if line.startswith(" ")]
    return " ".join([first, *below])


def npm_is_offline(output: str) -> bool:
    return any(NPM_OFFLINE.fullmatch(line.strip()) for line in NPM_LINE.findall(output))


def npm_reason(output: str) -> str:
    lines = [line.strip() for line in NPM_LINE.findall(output)]
    return next((line for line in lines if line and not NPM_LABEL.match(line)), "")


def build_reason(output: str) -> str:
    found = BUILD_ERROR.search(output)
    return found.group(1) if found else ""


READERS: dict[str, tuple[Callable[[str], bool], Callable[[str], str]]] = {
    "PyPI": (pip_is_offline, pip_reason),
    "the npm registry": (npm_is_offline, npm_reason),
}
