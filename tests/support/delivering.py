"""Delivery with a recording Discord, for tests of many folders."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from bot.domain.ports import Unobserved
from bot.service.deliver.blocks import Blocks
from bot.service.deliver.compose import Composer
from bot.service.deliver.context import DeliveryContext, DeliveryPolicy
from bot.service.deliver.deliverer import Deliverer
from bot.service.notices.notices import Notices
from bot.service.trusted_clock import TrustedClock
from tests.support.fakes import PlainRenderer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.support.fakes import FakeNotifier


def blocks_of(store: Any, notifier: FakeNotifier, now: Callable[[], datetime], **notices: Any) -> Blocks:
    """The blocks of a store, by a clock that Discord agrees with."""
    return Blocks(store, notifier, TrustedClock(now), lambda: None, Notices(store, notifier, now, **notices))


def deliverer_of(
    store: Any,
    notifier: FakeNotifier,
    now: Callable[[], datetime],
    *,
    blocks: Blocks | None = None,
    renderer: Any = None,
    observer: Any = None,
    policy: dict[str, Any] | None = None,
    **parts: Any,
) -> Deliverer:
    """A fresh process's worth of delivery; `parts` are the threads, notices and summaries of a Deliverer."""
    clock = TrustedClock(now)
    context = DeliveryContext(
        store=store,
        notifier=notifier,
        composer=Composer(renderer or PlainRenderer(), notifier, clock),
        clock=clock,
        rng=random.Random(7),
        observer=observer or Unobserved(),
        policy=DeliveryPolicy(**(policy or {})),
    )
    return Deliverer(context, blocks or blocks_of(store, notifier, now), **parts)
