"""Asks for the policy of a domain as Postfix's MTA-STS resolver does, and compares: PORT DOMAIN RESULT [NAME=VALUE]..."""

import asyncio
import sys

import aiodns
from postfix_mta_sts_resolver.resolver import STSResolver

port, domain, expected = int(sys.argv[1]), sys.argv[2], sys.argv[3]
wanted = dict(text.split("=", 1) for text in sys.argv[4:])


async def main():
    resolver = STSResolver(loop=asyncio.get_running_loop())
    resolver._resolver = aiodns.DNSResolver(nameservers=["127.0.0.1"], udp_port=port)
    result, answer = await resolver.resolve(domain, wanted.pop("known", None))
    if result.name != expected:
        sys.exit(f"{domain}: {result.name}, not {expected}")
    for key, value in wanted.items():
        seen = answer[1][key]
        seen = ",".join(seen) if isinstance(seen, list) else str(seen)
        if seen != value:
            sys.exit(f"{domain}: {key} is {seen}, not {value}")
    print(f"{domain}: {result.name} {' '.join(sys.argv[4:])}")


asyncio.run(main())
