#!/usr/bin/env python3
"""embed.py DIST FALLBACK OUT.c OUT.bin: every file of DIST (or, when there is none, FALLBACK as index.html) as a C table over one
file of bytes. Runs at every build and leaves the outputs alone when nothing has changed."""
import gzip
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys

TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
    ".webp": "image/webp", ".ico": "image/x-icon", ".woff2": "font/woff2", ".woff": "font/woff", ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json", ".pdf": "application/pdf", ".csv": "text/csv; charset=utf-8",
}
PACKED = {".html", ".js", ".mjs", ".css", ".json", ".svg", ".txt", ".webmanifest", ".csv"}


def brotli(data):
    tool = shutil.which("brotli")
    if not tool:
        return None
    return subprocess.run([tool, "-q", "11", "-c", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout


def main():
    dist, fallback, out_c, out_bin = map(pathlib.Path, sys.argv[1:5])
    if (dist / "index.html").is_file():
        files = [(p.relative_to(dist).as_posix(), p) for p in dist.rglob("*") if p.is_file() and p.suffix not in (".br", ".gz", ".map")]
    else:
        files = [("index.html", fallback)]
    files = sorted((name, p.read_bytes()) for name, p in files)
    digest = hashlib.sha256(pathlib.Path(__file__).read_bytes() + str(shutil.which("brotli")).encode())
    for name, data in files:
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    mark = f"/* {digest.hexdigest()} */\n"
    if out_c.is_file() and out_bin.is_file() and out_c.read_text().startswith(mark):
        return
    blob = bytearray()

    def put(data):
        if data is None:
            return "{ NULL, 0 }"
        at = len(blob)
        blob.extend(data)
        return f"{{ asset_bytes + {at}, {len(data)} }}"

    rows = []
    for name, data in files:
        suffix = pathlib.PurePosixPath(name).suffix
        gz = br = None
        if suffix in PACKED and len(data) > 200:
            gz = gzip.compress(data, 9, mtime=0)
            br = brotli(data)
        gz = gz if gz and len(gz) < len(data) else None
        br = br if br and len(br) < len(data) else None
        etag = hashlib.sha256(data).hexdigest()[:20]
        hashed = "true" if re.search(r"^assets/.*-[A-Za-z0-9_-]{8}\.\w+$", name) else "false"
        kind = TYPES.get(suffix, "application/octet-stream")
        rows.append(f'\t{{ "{name}", "{kind}", {put(data)}, {put(gz)}, {put(br)}, "\\"{etag}\\"", {hashed} }},\n')
    out_bin.write_bytes(blob)
    out_c.write_text(
        mark + '#include "web/web_in.h"\n'
        f'__asm__(".section .rodata\\n.balign 16\\nasset_bytes:\\n.incbin \\"{out_bin.resolve()}\\"\\n.byte 0\\n.previous");\n'
        "extern const char asset_bytes[];\n"
        "const struct asset asset_rows[] = {\n" + "".join(rows) + "};\n"
        "const size_t asset_count = COUNT(asset_rows);\n")


main()
