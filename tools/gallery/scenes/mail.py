"""The scene of a digest by e-mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import MAIL, Item
from bot.text.mail.frame import letter
from bot.text.mail.papers import MailRenderer
from tools.gallery.scenes.scene import Scene

if TYPE_CHECKING:
    from tools.gallery.stage import Stage

_PAPERS = 3


async def _mail(stage: Stage) -> None:
    papers = await stage.store.papers_since(stage.clock.at.date() - timedelta(days=2))
    items = [Item(sighting=one, matched=(("Diffusion", "diffusion -video"),)) for one in papers[:_PAPERS]]
    parts = MailRenderer().render(items)[MAIL]
    mail = letter(parts, "you@example.org", "key", ("", "https://papers.example.org/mail/end"))
    await stage.take_mail(
        "mail",
        mail.html,
        "Three papers, each a linked title over its key sentence, authors and links; below, how to stop them.",
        "`/alerts email`: the same digest as a mail.",
    )


MAIL_DIGEST = Scene(name="mail", play=_mail)
