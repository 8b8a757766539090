"""Random operations on tombstones."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.domain.subscription import Subscription
from tests.contract.model.draws import OFTEN, STEPS
from tests.contract.model.model import DAY, Model


class UndoRules(RuleBasedStateMachine):
    """The rules of the machine for tombstones."""

    model: Model
    now: datetime
    both: Any

    def tombstones(self) -> list[Subscription]:
        return [one for one in self.model.subs.values() if one.ended is not None]

    @precondition(lambda self: self.tombstones())
    @rule(data=st.data(), later=STEPS, right=OFTEN, back=OFTEN)
    def undo_or_forget(self, data: st.DataObject, later: timedelta, *, right: bool, back: bool):
        one = data.draw(st.sampled_from(self.tombstones()))
        one = one if right else replace(one, ended=self.now + DAY)
        if back:
            due = self.now + data.draw(STEPS)
            self.both("restore_subscription", one, at=self.now, due=due, dropped_at=self.now + later)
        else:
            self.both("remove_subscription", one.id, expected=one)
