"""A name server on loopback: MX, TXT and A of a few domains. The id of the policy is in the file `id`."""

import pathlib
import socket
import struct
import sys

work = pathlib.Path(sys.argv[1])
TYPES = {1: "A", 15: "MX", 16: "TXT"}


def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def txt(text):
    return bytes([len(text)]) + text.encode()


def answers(host, kind):
    id = (work / "id").read_text().strip()
    if kind == "TXT" and host.startswith("_mta-sts."):
        # Domains other than example.com always have a record, and no policy here.
        if host == "_mta-sts.example.com" and id == "0":
            return []
        return [txt(f"v=STSv1; id={id if host == '_mta-sts.example.com' else '1'};")]
    if kind == "TXT" and host.startswith("_smtp._tls."):
        return [txt("v=TLSRPTv1; rua=mailto:reports@example.com")]
    if kind == "MX" and host == "example.com":
        return [struct.pack("!H", 10) + name("mx1.example.com")]
    if kind == "A" and host.startswith(("mta-sts.", "mx1.")):
        return [bytes([127, 0, 0, 1])]
    return []


server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
(work / "dns.port").write_text(str(server.getsockname()[1]))
while True:
    query, client = server.recvfrom(4096)
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode().lower())
        at += 1 + query[at]
    question = query[12 : at + 5]
    number = struct.unpack("!H", query[at + 1 : at + 3])[0]
    found = answers(".".join(labels), TYPES.get(number))
    reply = query[:2] + b"\x81\x80" + struct.pack("!HHHH", 1, len(found), 0, 0) + question
    for data in found:
        # The client keeps what has a TTL.
        reply += b"\xc0\x0c" + struct.pack("!HHIH", number, 1, 0, len(data)) + data
    server.sendto(reply, client)
