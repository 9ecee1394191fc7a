"""An HTTP proxy on loopback whose CONNECT leads to one port of this machine, whatever host is asked for."""

import asyncio
import pathlib
import sys

port, work = int(sys.argv[1]), pathlib.Path(sys.argv[2])


async def pump(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def serve(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    there, out = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await asyncio.gather(pump(reader, out), pump(there, writer))


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    (work / "proxy.port").write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


asyncio.run(main())
