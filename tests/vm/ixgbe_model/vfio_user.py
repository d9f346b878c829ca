# SPDX-License-Identifier: Apache-2.0
"""The server's side of vfio-user: QEMU's messages about a PCI device that lives in this process.

docs/interop/vfio-user.rst of QEMU has the protocol; numbers of regions, interrupts and flags are
those of linux/vfio.h. A device has `regions`, `vectors`, `memory`, `msix`, reset(),
read(region, offset, size) and write(region, offset, data)."""
import array
import json
import os
import socket
import struct

HEADER = struct.Struct("<HHIII")        # id, command, size, flags, error
REPLY, NO_REPLY_WANTED, FAILED = 1, 1 << 4, 1 << 5
VERSION, DMA_MAP, DMA_UNMAP, DEVICE_INFO, REGION_INFO = 1, 2, 3, 4, 5
IRQ_INFO, SET_IRQS, REGION_READ, REGION_WRITE, RESET = 7, 8, 9, 10, 13
ACCESS = struct.Struct("<QII")          # offset, region, size
MOST_DESCRIPTORS, MOST_BYTES = 16, 1 << 20   # more is malformed to QEMU

# linux/vfio.h
DEVICE_CAN_RESET, DEVICE_IS_PCI = 1, 2
PCI_REGIONS, PCI_IRQS, IRQ_INTX, IRQ_MSIX = 9, 5, 0, 2
REGION_READABLE_WRITABLE = 3
IRQ_EVENTFD, IRQ_MASKABLE, IRQ_CANNOT_RESIZE = 1, 2, 8
DATA_NONE, DATA_EVENTFD = 1, 4
ACTION_MASK, ACTION_UNMASK, ACTION_TRIGGER = 8, 16, 32


class Gone(Exception):
    """QEMU has closed the connection: the card was pulled, or the machine is off."""


class Server:
    """Serves one client at a time; the device is reset when one leaves."""

    def __init__(self, path, device, loop):
        self.device, self.loop = device, loop
        self.connection = None
        self.handlers = {
            VERSION: self.version, DMA_MAP: self.dma_map, DMA_UNMAP: self.dma_unmap,
            DEVICE_INFO: self.device_info, REGION_INFO: self.region_info, IRQ_INFO: self.irq_info,
            SET_IRQS: self.set_irqs, REGION_READ: self.region_read, REGION_WRITE: self.region_write,
            RESET: self.reset}
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        loop.watch(self.listener, self.accept)

    def accept(self):
        self.connection = self.listener.accept()[0]
        self.loop.forget(self.listener)
        self.loop.watch(self.connection, self.answer)

    def leave(self):
        self.loop.forget(self.connection)
        self.connection.close()
        self.device.reset()
        self.device.msix.reset()
        self.device.memory.unmap(0, 0)
        self.loop.watch(self.listener, self.accept)

    # --- messages ---

    def answer(self):
        try:
            header, descriptors = self.receive_header()
            number, command, size, flags, _ = HEADER.unpack(header)
            body = self.receive(size - HEADER.size)
            reply = self.handlers.get(command, self.unknown)(body, descriptors)
            if not flags & NO_REPLY_WANTED:
                self.reply(number, command, reply)
        except (Gone, ConnectionError):
            self.leave()

    def reply(self, number, command, body):
        """A handler's None is an error."""
        flags, error = (REPLY, 0) if body is not None else (REPLY | FAILED, 22)
        body = body or b""
        header = HEADER.pack(number, command, HEADER.size + len(body), flags, error)
        self.connection.sendall(header + body)

    def receive_header(self):
        data, ancillary, _, _ = self.connection.recvmsg(
            HEADER.size, socket.CMSG_SPACE(MOST_DESCRIPTORS * 4))
        descriptors = array.array("i")
        for _, _, content in ancillary:
            descriptors.frombytes(content[:len(content) // 4 * 4])
        if not data:
            raise Gone
        return data + self.receive(HEADER.size - len(data)), list(descriptors)

    def receive(self, size):
        data = b""
        while len(data) < size:
            chunk = self.connection.recv(size - len(data))
            if not chunk:
                raise Gone
            data += chunk
        return data

    # --- commands: body and descriptors in, body of the reply out ---

    def version(self, body, _):
        """The client's own major and minor: any other is an incompatible server."""
        capabilities = {"max_msg_fds": MOST_DESCRIPTORS, "max_data_xfer_size": MOST_BYTES}
        return body[:4] + json.dumps({"capabilities": capabilities}).encode() + b"\0"

    def dma_map(self, body, descriptors):
        _, _, offset, address, size = struct.unpack_from("<IIQQQ", body)
        for descriptor in descriptors:
            self.device.memory.map(address, size, descriptor, offset)
            os.close(descriptor)
        return b""

    def dma_unmap(self, body, _):
        _, _, address, size = struct.unpack_from("<IIQQ", body)
        self.device.memory.unmap(address, size)
        return body[:24]

    def device_info(self, _, __):
        return struct.pack("<IIII", 16, DEVICE_CAN_RESET | DEVICE_IS_PCI, PCI_REGIONS, PCI_IRQS)

    def region_info(self, body, _):
        _, _, index, _ = struct.unpack_from("<IIII", body)
        size = self.device.regions.get(index, 0)
        flags = REGION_READABLE_WRITABLE if size else 0
        return struct.pack("<IIIIQQ", 32, flags, index, 0, size, index << 40)

    def irq_info(self, body, _):
        _, _, index, _ = struct.unpack_from("<IIII", body)
        count = {IRQ_INTX: 1, IRQ_MSIX: self.device.vectors}.get(index, 0)
        flags = IRQ_EVENTFD | (IRQ_MASKABLE | IRQ_CANNOT_RESIZE if index == IRQ_MSIX else 0)
        return struct.pack("<IIII", 16, flags, index, count)

    def set_irqs(self, body, descriptors):
        _, flags, index, start, count = struct.unpack_from("<IIIII", body)
        msix = self.device.msix
        if index != IRQ_MSIX:
            for descriptor in descriptors:
                os.close(descriptor)
        elif flags & DATA_EVENTFD:
            for place, descriptor in enumerate(descriptors):
                msix.connect(start + place, descriptor)
        elif flags & ACTION_TRIGGER and not count:
            msix.reset()
        elif flags & (ACTION_MASK | ACTION_UNMASK):
            for vector in range(start, start + count):
                (msix.mask if flags & ACTION_MASK else msix.unmask)(vector)
        return b""

    def region_read(self, body, _):
        offset, region, size = ACCESS.unpack(body)
        return body + self.device.read(region, offset, size)

    def region_write(self, body, _):
        offset, region, _ = ACCESS.unpack_from(body)
        self.device.write(region, offset, body[ACCESS.size:])
        return body[:ACCESS.size]

    def reset(self, _, __):
        self.device.reset()
        return b""

    def unknown(self, _, descriptors):
        for descriptor in descriptors:
            os.close(descriptor)
        return None
