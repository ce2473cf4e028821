"""S3: documents that people upload, and the working files of a settlement."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from chalicelib.aws.clients import client
from chalicelib.kernel.settings import settings

UPLOAD_SECONDS = 900


@dataclass(frozen=True)
class UploadForm:
    """What a browser posts: the address, and the fields that go before the file."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Stored:
    """What lies in the bucket: its size in bytes, its declared type, and its first bytes."""

    size: int
    content_type: str
    head: bytes


def upload_form(key: str, content_type: str, largest: int) -> UploadForm:
    """A presigned POST for one document: this key, this type, at most `largest` bytes, for 15 minutes."""
    made = client("s3").generate_presigned_post(
        settings().documents_bucket,
        key,
        Fields={"Content-Type": content_type},
        Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, largest]],
        ExpiresIn=UPLOAD_SECONDS,
    )
    return UploadForm(made["url"], made["fields"])


def stored(key: str) -> Stored | None:
    """What was uploaded under a key, or None."""
    try:
        answer = client("s3").get_object(Bucket=settings().documents_bucket, Key=key, Range="bytes=0-15")
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404", "InvalidRange"}:
            return None
        raise
    size = int(str(answer.get("ContentRange", "")).rpartition("/")[2] or answer["ContentLength"])
    return Stored(size, answer.get("ContentType", ""), answer["Body"].read())


def upload_content(key: str) -> bytes | None:
    """All of what was uploaded under a key, or None. The form of the upload bounds its size."""
    try:
        answer = client("s3").get_object(Bucket=settings().documents_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
            return None
        raise
    return bytes(answer["Body"].read())


def keep(source: str, target: str) -> None:
    """Copies an upload to where it is kept; the upload itself runs out by the bucket's rule."""
    bucket = settings().documents_bucket
    client("s3").copy_object(Bucket=bucket, Key=target, CopySource={"Bucket": bucket, "Key": source})


def write_document(key: str, content: bytes, content_type: str) -> None:
    """Puts a document that was made here where people may read it."""
    client("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=content, ContentType=content_type)


def delete_all(folder: str) -> None:
    """Deletes every document whose key begins with `folder`. The same again changes nothing."""
    bucket = settings().documents_bucket
    for page in client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder):
        for found in page.get("Contents", []):
            client("s3").delete_object(Bucket=bucket, Key=found["Key"])


def reading_link(key: str, file_name: str) -> str:
    """An address at which a document can be read for 15 minutes."""
    disposition = f"inline; filename*=UTF-8''{quote(file_name, safe='')}"
    params = {"Bucket": settings().documents_bucket, "Key": key, "ResponseContentDisposition": disposition}
    return str(client("s3").generate_presigned_url("get_object", Params=params, ExpiresIn=UPLOAD_SECONDS))


def write_json(key: str, value: Any) -> None:
    """Writes a working file."""
    body = json.dumps(value, ensure_ascii=False).encode()
    client("s3").put_object(Bucket=settings().work_bucket, Key=key, Body=body, ContentType="application/json")


def read_json(key: str) -> Any:
    """Reads a working file."""
    return json.loads(client("s3").get_object(Bucket=settings().work_bucket, Key=key)["Body"].read())
