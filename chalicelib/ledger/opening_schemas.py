"""What dealers' books begin with, on the wire."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field

from chalicelib.catalog.schemas import FileName, RowErrorOut
from chalicelib.edge.wire import SignedMoney, UploadId, Wire
from chalicelib.ledger.opening_commands import OpeningImport
from chalicelib.ledger.opening_rules import OpeningKind


class OpeningIn(Wire):
    """Which table is to be loaded as what. A dry run writes nothing and says what there would be."""

    kind: OpeningKind
    file_name: FileName
    upload_id: UploadId
    dry_run: Annotated[bool, Field(strict=True)]


class OpeningOut(Wire):
    """What was made, changed and left as it is, or in a dry run would be; `amount` is what all rows come to.

    While `left` is above zero the same table is to be loaded again. `errors` are the first 200 of `error_count`.
    """

    kind: OpeningKind
    dry_run: bool
    rows: int
    amount: SignedMoney
    created: int
    changed: int
    unchanged: int
    left: int
    errors: Sequence[RowErrorOut]
    error_count: int

    @classmethod
    def of(cls, made: OpeningImport) -> Self:
        return cls(**vars(made) | {"errors": [RowErrorOut(**error) for error in made.errors]})
