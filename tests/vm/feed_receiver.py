#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Listens to a feed inside a guest: counts datagrams and what is missing between their numbers.

    feed_receiver.py INTERFACE GROUP PORT     says "ready"; on SIGTERM prints one line of JSON"""
import json
import signal
import socket
import struct
import sys

BUFFER = 16 << 20     # what a feed's receiver asks for; net.core.rmem_max says what it gets


def join(interface, group, port):
    feed = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    feed.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    feed.bind((group, port))
    feed.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                    socket.inet_aton(group)
                    + struct.pack("@4si", bytes(4), socket.if_nametoindex(interface)))
    return feed


def main():
    interface, group, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    feed = join(interface, group, port)
    seen = {"received": 0, "gaps": 0, "missing": 0, "longest": 0}
    expected = None

    def report(*_):
        print(json.dumps(seen | {"last": -1 if expected is None else expected - 1}), flush=True)
        sys.exit(0)
    signal.signal(signal.SIGTERM, report)
    print("ready", flush=True)
    while True:
        (number,) = struct.unpack_from(">Q", feed.recv(2048))
        seen["received"] += 1
        if expected is not None and number > expected:
            seen["gaps"] += 1
            seen["missing"] += number - expected
            seen["longest"] = max(seen["longest"], number - expected)
        expected = number + 1


main()
