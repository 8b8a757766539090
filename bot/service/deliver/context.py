"""What all parts of delivery work with."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import Observer
from bot.domain.schedule import DigestTimes

if TYPE_CHECKING:
    from bot.domain.ports import Notifier, Store
    from bot.service.deliver.compose import Composer
    from bot.service.notices.notices import Notices
    from bot.service.trusted_clock import TrustedClock


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryContext:
    """Handed to each part of delivery as a whole; the `rng` is for jitter.

    `lease` is that of a claim, `concurrency` the most messages at once, `plan_limit` the most alerts read to be
    planned. `times` are the host's for digests, where people did not choose.
    """

    store: Store
    notifier: Notifier
    composer: Composer
    notices: Notices
    clock: TrustedClock
    rng: random.Random = field(default_factory=random.Random)
    observer: Observer = field(default_factory=Observer)
    lease: timedelta = timedelta(seconds=60)
    concurrency: int = 64
    plan_limit: int = 200
    times: DigestTimes = field(default_factory=DigestTimes)
