"""`paperboy run` as a process where somebody else answers in Discord's place."""

from tests.fake_discord.faults import frames, page, refuse, says
from tests.wire.connecting.knocking import GATEWAY, ME
from tests.wire.support.scenario import Scenario


async def test_strangers_at_every_door(scenario: Scenario):
    """Pages, odd JSON and odd frames, at the login, at the gateway and later: it runs on, with a line for each."""
    discord, paperboy = scenario.discord, scenario.paperboy
    for fault in (page(403), says("[]")):
        discord.faults.arm(*ME, fault)
    for fault in (page(502), frames("<html>")):
        discord.faults.arm(*GATEWAY, fault)
    await paperboy.start()
    await discord.gateway.connected()
    (connection,) = discord.gateway.live
    connection.send_raw(b"no zlib")
    await discord.gateway.resumed()
    connection = discord.gateway.live[0]
    connection.send({"op": 0, "t": "GUILD_CREATE", "s": 1000, "d": []})
    await paperboy.says("Skipped an unreadable gateway event GUILD_CREATE")
    assert await paperboy.stop() == 0
    said = paperboy.output()
    assert said.count("Could not log in to Discord:") == 2
    assert said.count("Not connected to Discord's gateway:") == 3
    assert "Traceback" not in said


async def test_commands_that_another_process_replaced(scenario: Scenario):
    """Another process with our token has replaced them: the next start brings them back, once it is connected."""
    accounts = scenario.discord.accounts
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected()
    ours = set(accounts.commands)
    assert await scenario.paperboy.stop() == 0

    ping = accounts.commands[1, "papers"] | {"name": "ping", "id": "77"}
    accounts.commands = {(1, "ping"): ping}
    await scenario.paperboy.start()
    await scenario.discord.gateway.connected(identifies=2)
    await scenario.discord.until(lambda: set(accounts.commands) == ours, "the commands")
    assert accounts.syncs == 2
    assert await scenario.paperboy.stop() == 0
    assert scenario.paperboy.output().count("commands with Discord.") == 2


async def test_what_discord_refuses_ends_the_process(scenario: Scenario):
    """Discord's own no to the login: exit code 1, one sentence with its words, no traceback."""
    scenario.discord.faults.arm(*ME, refuse(403, 40002, "You need to verify your account."), times=None)
    await scenario.paperboy.start()
    assert await scenario.paperboy.ended() == 1
    said = scenario.paperboy.output()
    assert said.count("Discord refused the login (403, code 40002): `You need to verify your account.`.") == 1
    assert "Traceback" not in said
