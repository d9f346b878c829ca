#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs of a host under test: who listens, who sends, and who keeps a CPU busy.

    load.py WHAT [key=value]...      says "ready", and works until it is killed"""
import ctypes
import socket
import struct
import sys
import time

SO_ATTACH_FILTER, ETH_P_IP = 26, 0x0800
# Classic BPF: add a constant; return a constant.
ADD, RETURN = 0x04, 0x06
LONGEST = 4096


def ready():
    print("ready", flush=True)


def spin():
    """Takes a whole CPU."""
    ready()
    while True:
        pass


def filters(interface, count, length=LONGEST):
    """So many programs that look at every packet with a long filter and want none: what a packet
    costs its CPU."""
    instruction = struct.Struct("HBBI")
    program = ctypes.create_string_buffer(instruction.pack(ADD, 0, 0, 1) * (int(length) - 1)
                                          + instruction.pack(RETURN, 0, 0, 0))
    attach = struct.pack("HP", int(length), ctypes.addressof(program))
    watchers = []
    for _ in range(int(count)):
        watcher = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        watcher.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, attach)
        watcher.bind((interface, ETH_P_IP))
        watchers.append(watcher)
    ready()
    while True:
        time.sleep(60)


def receive(port=30001, group="", interface="", buffer=0, pause=0):
    """Reads datagrams, and thinks over each for `pause` seconds."""
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if int(buffer):
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, int(buffer))
    receiver.bind((group, int(port)))
    if group:
        receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group)
                            + struct.pack("@4si", bytes(4), socket.if_nametoindex(interface)))
    pause = float(pause)
    ready()
    while True:
        receiver.recv(2048)
        if pause:
            time.sleep(pause)


def send(to, port=30001, count=0, burst=1, every=0.01, size=200, source=""):
    """Bursts of datagrams, one every so many seconds."""
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if source:
        sender.bind((source, 0))
    payload, begin, sent = bytes(int(size)), time.monotonic(), 0
    ready()
    while not int(count) or sent < int(count):
        for _ in range(int(burst)):
            sender.sendto(payload, (to, int(port)))
        sent += int(burst)
        time.sleep(max(0, begin + sent / int(burst) * float(every) - time.monotonic()))


def listen(port=40001, backlog=4096):
    """Has a queue of connections and takes none."""
    listener = socket.socket()
    listener.bind(("", int(port)))
    listener.listen(int(backlog))
    ready()
    while True:
        time.sleep(60)


def connect(to, port=40001, every=0.02):
    """Connections, one after another, which nobody waits for."""
    ready()
    kept = []
    while True:
        caller = socket.socket()
        caller.setblocking(False)
        caller.connect_ex((to, int(port)))
        kept.append(caller)
        time.sleep(float(every))


WORK = {work.__name__: work for work in (spin, filters, receive, send, listen, connect)}


def main():
    work, *options = sys.argv[1:]
    WORK[work](**dict(option.split("=", 1) for option in options))


main()
