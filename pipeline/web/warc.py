"""A snapshot as a WARC file (ISO 28500), the format of web archives."""

from __future__ import annotations

import io

from ..errors import MissingTool
from .snapshots import Snapshot


def to_warc(kept: Snapshot) -> bytes:
    """One gzipped response record, the body unpacked as we keep it. Raises MissingTool."""
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ImportError:
        raise MissingTool("warcio", "warc") from None
    page = kept.page
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=True)
    headers = [*page.headers, ("Content-Length", str(len(page.data)))]
    record = writer.create_warc_record(
        page.final_url,
        "response",
        payload=io.BytesIO(page.data),
        http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": kept.fetched.replace("+00:00", "Z"),
            **({"WARC-IP-Address": page.peer} if page.peer else {}),
        },
    )
    writer.write_record(record)
    return stream.getvalue()
