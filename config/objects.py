"""Files on S3-compatible object storage, where the setting STORAGE_URL says so."""

from botocore.config import Config
from storages.backends.s3 import S3Storage


class ObjectStorage(S3Storage):
    """A store that is away is noticed within seconds; checksums only where the protocol demands them, since many
    compatible stores know no others. A file is there whole or not at all, as object storage has it."""

    def get_default_settings(self):
        config = Config(
            connect_timeout=3,
            read_timeout=30,
            retries={"max_attempts": 2},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return super().get_default_settings() | {"client_config": config}
