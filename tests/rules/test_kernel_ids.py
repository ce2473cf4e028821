"""kernel/ids.py: ids a person can read, secrets nobody can guess, and both repeatable where tests ask for it."""

import hashlib
import re
from datetime import UTC, datetime

from chalicelib.kernel import ids


def test_an_id_has_its_prefix_and_eight_characters() -> None:
    assert re.fullmatch(r"R-[0-9A-HJKMNP-TV-Z]{8}", ids.new("R"))


def test_a_dated_id_sorts_by_time() -> None:
    early = ids.dated("SO", datetime(2026, 11, 3, 9, 15, 7, tzinfo=UTC))
    late = ids.dated("SO", datetime(2026, 11, 3, 9, 15, 8, tzinfo=UTC))
    assert re.fullmatch(r"SO-261103T091507-[0-9A-HJKMNP-TV-Z]{5}", early)
    assert early < late


def test_what_one_owner_makes_in_one_second_is_told_apart() -> None:
    moment = datetime(2026, 11, 3, 9, 15, 7, tzinfo=UTC)
    assert re.fullmatch(r"261103091507[0-9A-HJKMNP-TV-Z]{5}", ids.timed(moment))
    with ids.seeded(7):
        assert len({ids.timed(moment) for _ in range(1000)}) == 1000


def test_no_letter_can_be_taken_for_another() -> None:
    assert not set("ILOU") & set(ids.ALPHABET)
    assert len(set(ids.ALPHABET)) == 32


def test_ids_do_not_repeat() -> None:
    assert len({ids.token(8) for _ in range(1000)}) == 1000


def test_a_seed_repeats_ids_and_never_secrets() -> None:
    with ids.seeded(7):
        first, secret = [ids.token(8), ids.new("R")], ids.secret()
    with ids.seeded(7):
        second, other = [ids.token(8), ids.new("R")], ids.secret()
    assert first == second
    assert secret != other
    assert ids.token(8) != first[0]


def test_a_secret_holds_32_bytes_and_fits_an_address() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", ids.secret())


def test_only_the_digest_of_a_secret_is_kept() -> None:
    assert ids.digest("秘密") == hashlib.sha256("秘密".encode()).hexdigest()


def test_a_jitter_lies_between_nothing_and_the_most() -> None:
    waits = [ids.jitter(0.5) for _ in range(100)]
    assert all(0 <= wait <= 0.5 for wait in waits)
    assert len(set(waits)) > 1
