#!/usr/bin/env python3
"""Writes nginx's configuration for this machine from the templates beside this file.

    python3 deploy/nginx/render.py --to /etc/nginx/practika --name practika.example.org \\
        --web 127.0.0.1:8001 --web 127.0.0.1:8002 --home /srv/practika/data \\
        --certificate /etc/ssl/practika.pem --key /etc/ssl/practika.key

Then `include /etc/nginx/practika/practika.conf;` inside nginx's http { }, or run nginx with
/etc/nginx/practika/nginx.conf alone. It needs nothing but Python.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = Path("/srv/practika/data")
PLACEHOLDER = re.compile(r"@([A-Z_]+)@")
IPV6 = Path("/proc/net/if_inet6")
MODULES = Path("/usr/share/nginx/modules-available/mod-http-brotli-static.conf")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=Raw)
    parser.add_argument("--to", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--name", action="append", default=[], help="a domain; repeatable")
    parser.add_argument("--web", action="append", default=[], help="a web process; repeatable")
    parser.add_argument("--home", type=Path, help="PRACTIKA_HOME, if it holds the videos")
    parser.add_argument(
        "--static", type=Path, help="STATIC_ROOT; default: static/ in the data folder"
    )
    parser.add_argument("--listen", help="default: 443 with a certificate, 80 without")
    parser.add_argument("--plain", help="the port that redirects to HTTPS; default: 80")
    parser.add_argument("--certificate", type=Path, help="a PEM file with the whole chain")
    parser.add_argument("--key", type=Path, help="the certificate's private key")
    parser.add_argument("--behind", action="append", default=[], help="a load balancer's network")
    parser.add_argument("--upload-mb", type=int, default=2048, help="VIDEO_MAX_MB")
    parser.add_argument("--user", help="who nginx runs as; default: as it was built")
    parser.add_argument("--run", type=Path, default=Path("/run/practika-nginx"))
    parser.add_argument(
        "--temp", type=Path, default=Path("/var/lib"), help="for request bodies, on a disk"
    )
    parser.add_argument("--log", default="/var/log/nginx", help="a folder; - is standard error")
    parser.add_argument("--mime-types", type=Path, default=Path("/etc/nginx/mime.types"))
    write(parser.parse_args())


class Raw(argparse.RawDescriptionHelpFormatter):
    """Keeps the example's line breaks."""


def write(given: argparse.Namespace) -> None:
    values = values_of(given)
    (given.to / "pages").mkdir(parents=True, exist_ok=True)
    for template in sorted([*HERE.glob("*.conf.in"), HERE / "media.conf"]):
        text = filled(template.read_text(encoding="utf-8"), values)
        (given.to / template.name.removesuffix(".in")).write_text(text, encoding="utf-8")
    for page in sorted((HERE / "pages").iterdir()):
        shutil.copyfile(page, given.to / "pages" / page.name)


def values_of(given: argparse.Namespace) -> dict[str, str]:
    if bool(given.certificate) != bool(given.key):
        sys.exit("Give both --certificate and --key together, or neither.")
    home = (given.home or DATA).resolve()
    to_stderr = given.log == "-"
    return {
        "CONFIGURATION": str(given.to.resolve()),
        "USER": f"user {given.user};" if given.user else "",
        "RUN": str(given.run),
        "TEMP": str(given.temp),
        "MIME_TYPES": str(given.mime_types),
        "ERROR_LOG": "stderr" if to_stderr else f"{given.log}/error.log",
        "ACCESS_LOG": "/dev/stderr" if to_stderr else f"{given.log}/practika.log",
        "WEB": lines("server {} max_fails=1 fail_timeout=2s;", given.web or ["127.0.0.1:8001"]),
        "BALANCERS_GEO": lines("{} 1;", given.behind),
        "BALANCERS_REAL_IP": real_ip(given.behind),
        "SERVER_NAMES": " ".join(given.name) or "_",
        "STATIC": str((given.static or home / "static").resolve()),
        "STORAGE": str(home / "storage"),
        "VIDEOS": f"    include {given.to.resolve()}/media.conf;" if given.home else "",
        "MEDIA": str(home / "media"),
        "UPLOAD_MAX": f"{given.upload_mb + 1}m",
        "BROTLI": lines("{}", ["brotli_static on;"] if MODULES.exists() else [], indent=8),
        **listening(given),
    }


def listening(given: argparse.Namespace) -> dict[str, str]:
    """With a certificate: HTTPS, and a server on port 80 that redirects to it."""
    if not given.certificate:
        listen = lines("listen {};", addresses(given.listen, "80"))
        return {"LISTEN": listen, "TLS": "", "TO_HTTPS": ""}
    tls = [
        f"ssl_certificate {given.certificate};",
        f"ssl_certificate_key {given.key};",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_session_cache shared:practika:10m;",
        "ssl_session_timeout 1d;",
        "ssl_session_tickets off;",
    ]
    away = [
        *[f"listen {one};" for one in addresses(given.plain, "80")],
        f"server_name {' '.join(given.name) or '_'};",
        "server_tokens off;",
        "return 301 https://$host$request_uri;",
    ]
    listen = lines("listen {} ssl http2;", addresses(given.listen, "443"))
    return {
        "LISTEN": listen,
        "TLS": lines("{}", tls),
        "TO_HTTPS": f"server {{\n{lines('{}', away)}\n}}",
    }


def addresses(chosen: str | None, port: str) -> list[str]:
    """IPv6 too, if this machine has it, or a domain with an IPv6 address would lead nowhere."""
    if chosen:
        return [chosen]
    return [port, f"[::]:{port}"] if IPV6.exists() else [port]


def real_ip(balancers: list[str]) -> str:
    if not balancers:
        return ""
    trusted = [f"set_real_ip_from {one};" for one in balancers]
    return lines("{}", [*trusted, "real_ip_header X-Forwarded-For;", "real_ip_recursive on;"])


def lines(form: str, values: list[str], *, indent: int = 4) -> str:
    return "\n".join(" " * indent + form.format(value) for value in values)


def filled(text: str, values: dict[str, str]) -> str:
    """A placeholder without a value is an error here, before nginx stumbles over it."""
    unknown = set(PLACEHOLDER.findall(text)) - values.keys()
    if unknown:
        sys.exit(f"The templates contain unknown placeholders: {', '.join(sorted(unknown))}.")
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


if __name__ == "__main__":
    main()
