"""Decisions: who may decide what, within which bounds, until when. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from chalicelib.kernel.errors import Code, Invalid
from chalicelib.kernel.lifecycle import Lifecycle
from chalicelib.kernel.money import money_text


class DecisionState(StrEnum):
    """Where a decision stands. Returned: more information is wanted before anybody can decide."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    EXPIRED = "expired"
    VOID = "void"


class Choice(StrEnum):
    """What an approver may choose; to ask for more information only where the decision allows it."""

    APPROVE = "approve"
    REJECT = "reject"
    MORE_INFORMATION = "more_information"


DECIDED = frozenset({DecisionState.APPROVED, DecisionState.REJECTED, DecisionState.RETURNED})

LIFECYCLE = Lifecycle(
    "decision",
    DecisionState.OPEN,
    {
        DecisionState.APPROVED: frozenset({DecisionState.OPEN}),
        DecisionState.REJECTED: frozenset({DecisionState.OPEN}),
        DecisionState.RETURNED: frozenset({DecisionState.OPEN}),
        DecisionState.EXPIRED: frozenset({DecisionState.OPEN}),
        DecisionState.VOID: frozenset({DecisionState.OPEN}),
    },
)

STATE_OF = {
    Choice.APPROVE: DecisionState.APPROVED,
    Choice.REJECT: DecisionState.REJECTED,
    Choice.MORE_INFORMATION: DecisionState.RETURNED,
}


class Occasion(StrEnum):
    """Why an approver is mailed a link."""

    FIRST = "first"
    REMINDER = "reminder"
    ESCALATION = "escalation"


class FieldKind(StrEnum):
    MONEY = "money"
    INTEGER = "integer"
    CHOICE = "choice"
    TEXT = "text"


_LONGEST_TEXT = 2000
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,2})?")


@dataclass(frozen=True)
class FormField:
    """One field of a decision's form, with its bounds (both inclusive).

    `required`: the answer must name it; `nullable`: null is an answer. Money is text with up to two decimals, and so
    are the bounds of a money field; the bounds of an integer are integers.
    """

    name: str
    kind: FieldKind
    required: bool = True
    minimum: str | int | None = None
    maximum: str | int | None = None
    choices: tuple[str, ...] = ()
    nullable: bool = False

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self:
        """From what `as_fields` wrote."""
        return cls(**{**fields, "kind": FieldKind(fields["kind"]), "choices": tuple(fields["choices"])})

    def as_fields(self) -> dict[str, Any]:
        """JSON-able, as it is stored and shown."""
        return asdict(self) | {"kind": str(self.kind), "choices": list(self.choices)}

    def check(self, answer: Any) -> Any:
        """The answer in its one form (money as text); ValueError says in words what is wrong."""
        if answer is None:
            if self.nullable:
                return None
            raise ValueError("needs an answer")
        return _CHECKS[self.kind](self, answer)


def _money(field: FormField, answer: Any) -> str:
    if not isinstance(answer, str) or not _AMOUNT.fullmatch(answer):
        raise ValueError('write an amount as text, such as "1234.50"')
    _within(field, Decimal(answer), Decimal)
    return money_text(Decimal(answer))


def _integer(field: FormField, answer: Any) -> int:
    if not isinstance(answer, int) or isinstance(answer, bool):
        raise ValueError("write a whole number")  # noqa: TRY004 - becomes a refusal with the others
    _within(field, answer, int)
    return answer


def _choice(field: FormField, answer: Any) -> str:
    if not isinstance(answer, str) or answer not in field.choices:
        raise ValueError(f"choose one of: {', '.join(field.choices) or 'nothing'}")
    return answer


def _text(field: FormField, answer: Any) -> str:  # noqa: ARG001 - of the shape of the others
    if not isinstance(answer, str) or not 0 < len(answer.strip()) <= _LONGEST_TEXT:
        raise ValueError(f"write 1 to {_LONGEST_TEXT} characters")
    return answer.strip()


_CHECKS = {
    FieldKind.MONEY: _money,
    FieldKind.INTEGER: _integer,
    FieldKind.CHOICE: _choice,
    FieldKind.TEXT: _text,
}


def _within(field: FormField, value: Any, read: type[Decimal] | type[int]) -> None:
    if field.minimum is not None and value < read(field.minimum):
        raise ValueError(f"is at least {field.minimum}")
    if field.maximum is not None and value > read(field.maximum):
        raise ValueError(f"is at most {field.maximum}")


def check_answers(form: Sequence[FormField], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in their one form, where each lies within its field's bounds; else 422 that names every wrong one.

    A field that may be left out and was is not in the result; a name that the form does not know is refused.
    """
    checked: dict[str, Any] = {}
    wrong: list[dict[str, str]] = []
    for field in form:
        if field.name not in answers:
            if field.required:
                wrong.append(_problem(field.name, "needs an answer"))
            continue
        try:
            checked[field.name] = field.check(answers[field.name])
        except ValueError as problem:
            wrong.append(_problem(field.name, str(problem)))
    known = {field.name for field in form}
    wrong += [_problem(name, "is not asked for") for name in answers if name not in known]
    if wrong:
        names = ", ".join(problem["field"] for problem in wrong)
        raise Invalid(f"Please correct: {names}.", wrong, Code.ANSWER_OUT_OF_BOUNDS)
    return checked


def _problem(name: str, problem: str) -> dict[str, str]:
    return {"field": f"answers.{name}", "problem": problem}


@dataclass(frozen=True)
class Approver:
    """A named person who is asked."""

    user_id: str
    email: str
    name: str
    locale: str


@dataclass(frozen=True)
class Fact:
    """One thing that the approver is shown. `label` is a key that the page puts into words."""

    label: str
    value: str


@dataclass(frozen=True)
class Document:
    """A stored document that the approver may open."""

    name: str
    key: str


@dataclass(frozen=True)
class Ask:
    """Everything that a decision needs to be opened. `task_token` is None where no workflow waits: whoever opened it
    learns of what was decided by the event `decision.made`.

    `template` and `values` make the mail (which also gets `name`, `link`, `ends_at` and `occasion`); `values` hold
    texts and None. `not_by`: user ids of those who must not decide (four eyes). Every approver is reminded once.
    `may_return`: more information may be asked for. `escalates`: without an answer the administrators are asked as
    well, and the mail `TEMPLATE_escalated` tells those who were asked first. `expires`: at `expires_at` it ends by
    itself, and whoever waits is told `expired`; otherwise the waiter's own time-out ends the wait.
    """

    decision_id: str
    subject: str
    subject_version: int
    template: str
    values: Mapping[str, str | None]
    facts: Sequence[Fact]
    approvers: Sequence[Approver]
    form: Sequence[FormField]
    expires_at: datetime
    task_token: str | None
    documents: Sequence[Document] = ()
    needs_sign_in: bool = False
    not_by: frozenset[str] = frozenset()
    may_return: bool = False
    escalates: bool = False
    expires: bool = False


_SAYS = {Choice.REJECT: "a rejection says why", Choice.MORE_INFORMATION: "say what is wanted"}


@dataclass(frozen=True)
class Verdict:
    """What an approver answered."""

    choice: Choice
    answers: Mapping[str, Any]
    comment: str | None

    def checked(self, form: Sequence[FormField], *, may_return: bool = False) -> "Verdict":
        """With its answers checked: an approval's against the form; the others have none, but say why or what."""
        if self.choice is Choice.APPROVE:
            return Verdict(self.choice, check_answers(form, self.answers), self.comment)
        if self.choice is Choice.MORE_INFORMATION and not may_return:
            raise Invalid.field("choice", "there is nobody whom this could be asked")
        if not self.comment:
            raise Invalid.field("comment", _SAYS[self.choice])
        return Verdict(self.choice, {}, self.comment)


def named(approvers: Iterable[Approver], user_id: str) -> Approver | None:
    """The approver with that id, where there is one among them."""
    return next((approver for approver in approvers if approver.user_id == user_id), None)
