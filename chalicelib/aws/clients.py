"""boto3 clients: made on first use, short time-outs, standard retries. Never at import."""

from functools import cache
from typing import Any

_SETTINGS: dict[str, Any] = {
    "connect_timeout": 2,
    "read_timeout": 10,
    "retries": {"mode": "standard", "max_attempts": 4},
}
# Presigned addresses name the bucket's own region: a browser's post does not follow S3's redirect to it.
_OF_S3: dict[str, Any] = {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}


@cache
def client(service: str) -> Any:
    """The client of one AWS service, one a process. Tests clear the cache."""
    import boto3  # noqa: PLC0415 - too heavy for every start of the API
    from botocore.config import Config  # noqa: PLC0415 - with it

    config = Config(**_SETTINGS, **_OF_S3) if service == "s3" else Config(**_SETTINGS)
    return boto3.client(service, config=config)  # type: ignore[call-overload]
