"""Commissions, events and rules drawn at random, for the properties of the rules engine."""

from hypothesis import strategies as st

from sessions.rulebook import Base, Event, Kind, MajorityBase, MajorityRule, QuorumRule, Rules, Seat

ITEMS = ("item-1", "item-2")


@st.composite
def seats_drawn(draw: st.DrawFn) -> list[Seat]:
    count = draw(st.integers(1, 14))
    return [
        Seat(
            f"seat-{n}",
            f"siège {n}",
            holder=draw(st.sampled_from(["", f"Personne {n}", f"Personne {n}"])),
            has_vote=draw(st.sampled_from([True, True, True, False])),
            is_on_leave=draw(st.sampled_from([False, False, False, True])),
        )
        for n in range(count)
    ]


@st.composite
def events_drawn(draw: st.DrawFn, seats: list[Seat]) -> list[Event]:
    keys = [seat.key for seat in seats]
    made = []
    for _ in range(draw(st.integers(0, 30))):
        kind = draw(st.sampled_from(list(Kind)))
        made.append(
            Event(
                seat=draw(st.sampled_from(keys)),
                kind=kind,
                at=draw(st.none() | st.integers(0, 12)),
                to=draw(st.sampled_from(keys)) if kind == Kind.PROXY else None,
                item=draw(st.sampled_from(ITEMS)) if kind == Kind.RECUSED else None,
            )
        )
    return made


unsaid = st.sampled_from([None, True, False])
fractions = st.sampled_from([(1, 2), (2, 3), (1, 3), (3, 4), (1, 1)])


@st.composite
def rules_drawn(draw: st.DrawFn) -> Rules:
    part = draw(fractions)
    limit = draw(st.none() | st.integers(1, 3))
    return Rules(
        quorum=draw(
            st.none()
            | st.builds(
                QuorumRule,
                base=st.sampled_from(list(Base)),
                numerator=st.just(part[0]),
                denominator=st.just(part[1]),
                plus_one=st.booleans() if part != (1, 1) else st.just(False),
                number=st.none() | st.integers(0, 9),
                counts_proxies=unsaid,
                leave_out_of_base=unsaid,
            )
        ),
        proxies_allowed=draw(unsaid),
        proxy_limit=limit,
        majority=draw(
            st.none()
            | st.builds(
                MajorityRule,
                base=st.sampled_from(list(MajorityBase)),
                numerator=st.just(1),
                denominator=st.sampled_from([1, 2, 3]),
                is_strict=st.just(False),
                number=st.none() | st.integers(1, 9),
            )
        ),
        casting_vote=draw(unsaid),
    )
