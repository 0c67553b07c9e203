"""Copies that MiniStack makes on the condition of their destination, as S3 does: If-Match and If-None-Match."""

from ministack.services import s3

copy_object = s3._copy_object


def copy_if(bucket, key, headers):
    """A bucket that does not exist is left to MiniStack."""
    objects = (s3._ensure_bucket(bucket) or {}).get("objects", {})
    return s3._check_put_preconditions(headers, objects.get(key)) or copy_object(bucket, key, headers)


def check():
    s3._copy_object = copy_if
