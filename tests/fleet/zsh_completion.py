# SPDX-License-Identifier: Apache-2.0
"""What an interactive zsh shows for TAB, a form feed after each. Usage: zsh_completion.py LINE..."""

import os
import pty
import re
import select
import sys
import time

SETUP = ("PS1=; unsetopt beep; setopt no_auto_menu; LISTMAX=9999; autoload -Uz compinit;"
         " compinit -u -D; zstyle ':completion:*' verbose no; bindkey '^I' list-choices;"
         " stty -echo; print READY\n")


def read_until(terminal, word, seconds):
    """What comes until `word`; with "" until nothing comes for a moment."""
    seen, deadline = "", time.monotonic() + seconds
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 0.7 if not word else 0.2)
        if ready:
            seen += os.read(terminal, 65536).decode(errors="replace")
        if (word and word in seen) or (not word and not ready and seen):
            break
    return seen


child, terminal = pty.fork()
if child == 0:
    os.environ.update(TERM="dumb", COLUMNS="200", LINES="200")
    os.execvp("zsh", ["zsh", "-f", "-i"])
os.write(terminal, SETUP.encode())
read_until(terminal, "\nREADY", 20)
read_until(terminal, "", 2)
for line in sys.argv[1:]:
    os.write(terminal, line.encode() + b"\t")
    shown = read_until(terminal, "", 15)
    print(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r|\x07", "", shown) + "\f")
    os.write(terminal, b"\x15\n")
    read_until(terminal, "", 2)
os.write(terminal, b"exit\n")
