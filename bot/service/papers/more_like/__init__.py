"""From a paper to a query for more like it."""

from bot.service.papers.more_like.asking import MoreLike

__all__ = ["MoreLike"]
