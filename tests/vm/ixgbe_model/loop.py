# SPDX-License-Identifier: Apache-2.0
"""One thread for sockets and for what is due at a time."""
import heapq
import itertools
import select
import time


class Loop:
    def __init__(self):
        self.readers, self.writers = {}, {}
        self.timers = []
        self.order = itertools.count()

    def watch(self, source, callback):
        """Calls back whenever there is something to read."""
        self.readers[source] = callback

    def watch_room(self, source, callback):
        """Calls back whenever more can be written."""
        self.writers[source] = callback

    def forget_room(self, source):
        self.writers.pop(source, None)

    def forget(self, source):
        self.readers.pop(source, None)
        self.forget_room(source)

    def at(self, when, callback):
        """Calls back once, at this value of time.monotonic() or soon after."""
        heapq.heappush(self.timers, (when, next(self.order), callback))

    def run_once(self):
        wait = None
        if self.timers:
            wait = max(self.timers[0][0] - time.monotonic(), 0)
        readable, writable, _ = select.select(list(self.readers), list(self.writers), [], wait)
        for watched, ready in (self.readers, readable), (self.writers, writable):
            for source in ready:
                if source in watched:   # an earlier callback may have closed it
                    watched[source]()
        now = time.monotonic()
        while self.timers and self.timers[0][0] <= now:
            heapq.heappop(self.timers)[2]()
