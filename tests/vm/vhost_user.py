# SPDX-License-Identifier: Apache-2.0
"""A vhost-user network backend that agrees to everything and moves no packet. It exists because
QEMU gives a virtio-net card more than one queue pair only with a backend that has them."""
import array
import os
import socket
import struct
import threading

HEADER = struct.Struct("<III")
REPLY = 0x5
GET_FEATURES, GET_VRING_BASE, GET_PROTOCOL_FEATURES, GET_QUEUE_NUM = 1, 11, 15, 17
# VIRTIO_F_VERSION_1, VHOST_USER_F_PROTOCOL_FEATURES, VIRTIO_NET_F_MQ, VIRTIO_NET_F_CTRL_VQ
FEATURES = 1 << 32 | 1 << 30 | 1 << 22 | 1 << 17
PROTOCOL_MQ = 1


class VhostUser(threading.Thread):
    def __init__(self, path, queues):
        super().__init__(daemon=True)
        self.path, self.queues = path, queues
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)

    def run(self):
        try:
            connection = self.listener.accept()[0]
            while self.answer(connection):
                pass
        except OSError:
            pass  # QEMU has ended, or close() was called

    def answer(self, connection):
        header = receive(connection, HEADER.size)
        if not header:
            return False
        request, _, size = HEADER.unpack(header)
        payload = receive(connection, size)
        reply = self.reply(request, payload)
        if reply:
            connection.sendall(HEADER.pack(request, REPLY, len(reply)) + reply)
        return True

    def reply(self, request, payload):
        if request == GET_VRING_BASE:
            return payload
        value = {GET_FEATURES: FEATURES, GET_PROTOCOL_FEATURES: PROTOCOL_MQ,
                 GET_QUEUE_NUM: self.queues}.get(request)
        return None if value is None else struct.pack("<Q", value)

    def close(self):
        self.listener.close()
        os.unlink(self.path)


def receive(connection, size):
    """Reads `size` bytes; closes descriptors (guest memory, eventfds) that come with them."""
    data = b""
    while len(data) < size:
        chunk, ancillary, _, _ = connection.recvmsg(size - len(data), socket.CMSG_SPACE(8 * 4))
        for _, _, descriptors in ancillary:
            for descriptor in array.array("i", descriptors):
                os.close(descriptor)
        if not chunk:
            return b""
        data += chunk
    return data
