"""Changes of a dealer on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from chalicelib.dealers.rules import DealerState
from chalicelib.edge.wire import Id, LongText, Text, Wire
from chalicelib.trading.queries import PossibleTerms

_BY_ADMIN = {"region", "state"}


class ChangeDealer(Wire):
    """What is to be different; what is left out stays. `reason` says why the state is a new one."""

    grade: Annotated[Id, Field(default_factory=str)]
    payment_days: Annotated[int, Field(strict=True, ge=0, le=3650, default_factory=int)]
    contract_list_id: Id | None = None
    contact_name: Annotated[Text, Field(default_factory=str)]
    phone: Annotated[Text, Field(default_factory=str)]
    address: Annotated[Text, Field(default_factory=str)]
    locale: Annotated[Literal["zh-CN", "en"], Field(default_factory=lambda: "en")]
    region: Annotated[Id, Field(default_factory=str)]
    state: Annotated[DealerState, Field(default_factory=lambda: DealerState.ACTIVE)]
    reason: LongText | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were sent, by their names."""
        return self.model_dump(mode="json", exclude_unset=True, exclude={"reason"})

    @property
    def needs_admin(self) -> bool:
        """Whether it changes what is not for sales to change."""
        return bool(_BY_ADMIN & self.model_fields_set)


class PossibleTermsOut(Wire):
    """What a change of the terms may name: the grades, the longest time to pay, the price lists of contracts."""

    grades: Sequence[str]
    longest_payment_days: int
    contract_lists: Sequence[str]

    @classmethod
    def of(cls, possible: PossibleTerms) -> Self:
        return cls.model_validate(vars(possible))
