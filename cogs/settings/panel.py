"""The settings panel: what holds in a destination, in words, and the menus and buttons that change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.domain.preferences import Look
from bot.domain.schedule import delivery, digest_modes
from bot.domain.subscription import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.preferences import Preferences
    from bot.service.preferences.preferences import Shown

SETTING_PATTERN: Final = (
    r"paperboy:set:(?P<field>look|most|role|digest|quiet|threads|living|refresh):(?P<destination>[0-9]{1,20})"
)
_NO_LIMIT = "off"
_LIMITS = (1, 3, 5, 10, 20, 50, 100)
_LOOKS: Final = {Look.CARD: "Cards: gist, people, links", Look.COMPACT: "Compact: a line or two for each paper"}
_ON, _OFF = "on", "off"


def panel_embed(shown: Shown, effect: Sequence[str]) -> discord.Embed:
    """What follows from what holds, and what holds."""
    embed = discord.Embed(title="Settings", description="\n".join(effect))
    for name, value in _facts(shown):
        embed.add_field(name=name, value=value)
    return embed.set_footer(text="For every subscription that posts here. Changes are saved at once.")


def _facts(shown: Shown) -> list[tuple[str, str]]:
    chosen, times = shown.chosen, shown.schedule.times
    host = "" if chosen.digest_time or chosen.digest_weekday is not None or chosen.zone else " (the host's)"
    days = [f"{mode} {day}" for mode in digest_modes() if (day := delivery(mode).day(times))]
    facts = [
        ("Look", chosen.look.value),
        ("Digests", f"{', '.join([f'{times.at:%H:%M}', *days, str(times.zone)])}{host}"),
        ("Quiet hours", quiet_text(chosen) or "none"),
        ("Most alerts a day", str(chosen.most_a_day or "no limit")),
        ("Mention", f"<@&{chosen.role_id}>" if chosen.role_id else "nobody"),
        ("Living posts", f"{_switch(chosen.living)}: edited as a paper rises"),
    ]
    if shown.destination.kind is Kind.CHANNEL:
        facts.append(("Thread for each alert", _switch(chosen.thread_per_alert)))
    return facts


def quiet_text(chosen: Preferences) -> str:
    """`22:00-07:00`; "" without quiet hours."""
    if chosen.quiet_from is None or chosen.quiet_until is None:
        return ""
    return f"{chosen.quiet_from:%H:%M}-{chosen.quiet_until:%H:%M}"


def panel_rows(shown: Shown) -> list[dict[str, Any]]:
    """The components, as Discord takes them."""
    destination, chosen = shown.destination, shown.chosen
    view = discord.ui.View(timeout=None)
    view.add_item(_menu("look", shown, "Look", [_look_option(look, chosen.look) for look in Look]))
    view.add_item(_menu("most", shown, "Most alerts a day", _limit_options(chosen.most_a_day)))
    if destination.guild_id is not None:
        view.add_item(_role_menu(shown))
    view.add_item(_button("digest", shown, "Digest time …"))
    view.add_item(_button("quiet", shown, "Quiet hours …"))
    view.add_item(_button("living", shown, f"Living posts: turn {_switch(not chosen.living)}"))
    if destination.kind is Kind.CHANNEL:
        view.add_item(_button("threads", shown, f"Threads: turn {_switch(not chosen.thread_per_alert)}"))
    view.add_item(_button("refresh", shown, "Refresh"))
    return view.to_components()


def read_limit(value: str) -> int | None:
    """The number behind an option of the menu; None for no limit."""
    return int(value) if value.isdecimal() else None


def _switch(on: bool) -> str:  # noqa: FBT001 - it is the subject
    return _ON if on else _OFF


def _look_option(look: Look, chosen: Look) -> discord.SelectOption:
    return discord.SelectOption(label=_LOOKS[look], value=look.value, default=look is chosen)


def _limit_options(chosen: int | None) -> list[discord.SelectOption]:
    limits = sorted({*_LIMITS, *(() if chosen is None else (chosen,))})
    none = discord.SelectOption(label="No limit: as many as match", value=_NO_LIMIT, default=chosen is None)
    return [
        none,
        *(
            discord.SelectOption(
                label=f"{limit} alert{'s' if limit > 1 else ''} a day, the rest in the next digest",
                value=str(limit),
                default=limit == chosen,
            )
            for limit in limits
        ),
    ]


def _menu(
    field: str, shown: Shown, placeholder: str, options: list[discord.SelectOption]
) -> discord.ui.Select[discord.ui.View]:
    return discord.ui.Select(custom_id=_custom_id(field, shown), placeholder=placeholder, options=options)


def _role_menu(shown: Shown) -> discord.ui.RoleSelect[discord.ui.View]:
    role_id = shown.chosen.role_id
    chosen = [discord.SelectDefaultValue(id=role_id, type=discord.SelectDefaultValueType.role)] if role_id else []
    return discord.ui.RoleSelect(
        custom_id=_custom_id("role", shown),
        placeholder="Mention a role (none: nobody)",
        min_values=0,
        default_values=chosen,
    )


def _button(field: str, shown: Shown, label: str) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(label=label, custom_id=_custom_id(field, shown))


def _custom_id(field: str, shown: Shown) -> str:
    return f"paperboy:set:{field}:{shown.destination.id}"
