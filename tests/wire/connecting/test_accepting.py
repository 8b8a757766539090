"""A connection that arrives while its server is closed is closed as well."""

import asyncio
import gc
import socket


async def test_a_connection_accepted_while_its_server_closes_is_closed():
    """Whichever turn of the loop the server is closed in."""
    for turns in range(5):
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
        with socket.create_connection(server.sockets[0].getsockname()) as client:
            for _ in range(turns):
                await asyncio.sleep(0)
            server.close()
            await asyncio.sleep(0.01)
            client.close()
            await asyncio.sleep(0.01)
    gc.collect()  # what is open is found, and fails this test
