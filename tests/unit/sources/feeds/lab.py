"""A feed's server, which knows the true identity of items and can give false answers."""

from dataclasses import dataclass
from datetime import datetime

from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.responses import Response
from tests.fake_sources import feeds


@dataclass(frozen=True, kw_only=True)
class Post(feeds.Post):
    """An item as shown; `number` is its true identity, and "" marks a missing field."""

    number: int
    guid: str
    link: str
    title: str
    doi: str
    about: str
    date: datetime | None = None


class Server:
    """Answers with the current posts, or with 304 for a current ETag."""

    def __init__(self):
        self.posts: tuple[Post, ...] = ()
        self.failing = False
        self.lying = False  # "unchanged", to whoever sends any validator
        self.answered = True
        self.url = URL("https://lab.example/feed")

    async def get(self, url: URL, *, accept: object = None, cached: Response | None = None) -> Response:
        assert accept
        assert url == self.url
        if self.failing:
            raise SourceError("The lab could not be read.")
        body = feeds.rss(self.posts)
        etag = str(hash(body))
        self.answered = not (cached and cached.etag and (self.lying or cached.etag == etag))
        return Response(body=body, etag=etag) if self.answered else Response(body=b"", unchanged=True)
