# SPDX-License-Identifier: Apache-2.0
"""Registers of the Intel 82599 by the datasheet's names (Intel 331520, section 8): offsets in BAR 0,
and the bits that the model knows. Every other offset remembers what was written to it."""


def array(first, count, step=4):
    """The offsets of registers that come in a row."""
    return [first + step * n for n in range(count)]


QUEUES = 64   # of 128: more than Linux makes without virtual functions

# --- the device ---
CTRL = 0x00000
CTRL_PRIMARY_DISABLE = 1 << 2
CTRL_LINK_RESET, CTRL_RESET = 1 << 3, 1 << 26
CTRL_MIRROR = 0x00004
STATUS = 0x00008
STATUS_PRIMARY_ENABLED = 1 << 19
ESDP = 0x00020
ESDP_MODULE_PRESENT = 1 << 2     # SDP2, an input
ESDP_LASER_OFF = 1 << 3          # SDP3, wired to the module's TX disable
I2CCTL = 0x00028
I2C_CLOCK_IN, I2C_CLOCK_OUT, I2C_DATA_IN, I2C_DATA_OUT = 1 << 0, 1 << 1, 1 << 2, 1 << 3

# --- EEPROM, and the semaphores in front of it ---
EEC = 0x10010
EEC_PRESENT, EEC_AUTO_READ_DONE, EEC_SIZE = 1 << 8, 1 << 9, 4 << 11
EERD = 0x10014
EERD_DONE = 1 << 1
SWSM = 0x10140
SWSM_TAKEN = 1 << 0

FWSM = 0x10148
FWSM_VALID = 1 << 15             # there is firmware, in no mode that manages anything

# --- interrupts ---
EICR, EICS, EIMS, EIMC, EIAC, EIAM = 0x00800, 0x00808, 0x00880, 0x00888, 0x00810, 0x00890
EICS_EX, EIMS_EX, EIMC_EX, EIAM_EX = (array(first, 2) for first in (0xA90, 0xAA0, 0xAB0, 0xAD0))
CAUSE_LINK = 1 << 20
QUEUE_CAUSES = 0xFFFF            # bits 15:0 of EICR are vectors, the others have IVAR_MISC's
GPIE = 0x00898
GPIE_AUTO_MASK = 1 << 30         # EIAME
EITR = array(0x00820, 24) + array(0x12300, 40)
EITR_INTERVAL = 0xFF8            # quarters of a microsecond, in steps of two
IVAR = array(0x00900, 64)        # one for two queues: rx, tx, rx, tx
IVAR_MISC = 0x00A00              # bits 15:8: the vector of all other causes
IVAR_VALID = 1 << 7

# --- receive ---
FCTRL = 0x05080
FCTRL_ALL_MULTICAST, FCTRL_PROMISCUOUS, FCTRL_BROADCAST = 1 << 8, 1 << 9, 1 << 10
RAL, RAH = array(0x0A200, 128, 8), array(0x0A204, 128, 8)
RAL_LEGACY, RAH_LEGACY = array(0x05400, 16, 8), array(0x05404, 16, 8)
RAH_VALID, RAH_ADDRESS = 1 << 31, 0x8000FFFF
MTA = array(0x05200, 128)
MCSTCTRL = 0x05090
MCSTCTRL_ENABLE = 1 << 2
RXCTRL = 0x03000
RXCTRL_ENABLE = 1 << 0
RDRXCTL = 0x02F00
RDRXCTL_DMA_INITIALISED = 1 << 3
SECRXSTAT, SECTXSTAT, SECURITY_READY = 0x08D04, 0x08804, 1 << 0
RXPBSIZE = 0x03C00               # bits 19:10: KiB of the packet buffer
RXPBSIZE_DEFAULT = 512 << 10
RDBAL, RDBAH, RDLEN, RDH, RDT, RXDCTL = (
    array(first, QUEUES, 0x40) for first in (0x1000, 0x1004, 0x1008, 0x1010, 0x1018, 0x1028))
SRRCTL = array(0x02100, 16) + array(0x01014 + 16 * 0x40, QUEUES - 16, 0x40)
SRRCTL_KIB, SRRCTL_DROP = 0x1F, 1 << 28
DCTL_ENABLE = 1 << 25            # of RXDCTL and TXDCTL
MRQC = 0x05818
MRQC_MODE, MRQC_RSS = 0xF, 1
MRQC_TCP4, MRQC_IP4, MRQC_IP6, MRQC_TCP6 = 1 << 16, 1 << 17, 1 << 20, 1 << 21
MRQC_UDP4, MRQC_UDP6 = 1 << 22, 1 << 23
RETA, RSSRK = array(0x05C00, 32), array(0x05C80, 10)
FDIRCTRL, FDIRCTRL_DONE, FDIRCTRL_PERFECT = 0x0EE00, 1 << 3, 1 << 4
FDIRIPSA, FDIRIPDA, FDIRPORT, FDIRHASH, FDIRCMD = 0x0EE18, 0x0EE1C, 0x0EE20, 0x0EE28, 0x0EE2C
FDIRDIP4M, FDIRSIP4M, FDIRUDPM = 0x0EE3C, 0x0EE40, 0x0EE48   # ones are not looked at
FDIRM, FDIRM_TRANSPORT = 0x0EE70, 1 << 3

# --- transmit ---
DMATXCTL, DMATXCTL_ENABLE = 0x04A80, 1 << 0
TDBAL, TDBAH, TDLEN, TDH, TDT, TXDCTL = (
    array(first, QUEUES, 0x40) for first in (0x6000, 0x6004, 0x6008, 0x6010, 0x6018, 0x6028))

# --- the link and flow control ---
AUTOC, AUTOC2, LINKS, LINKS2, ANLP1 = 0x042A0, 0x042A8, 0x042A4, 0x04324, 0x042B0
AUTOC_RESTART = 1 << 12
AUTOC_BACKPLANE = 0xC0008000     # 10 Gb/s KX4 and 1 Gb/s KX, negotiated
AUTOC_SERIAL = 3 << 13           # 10 Gb/s to an SFP+ module, nothing to negotiate
LINKS_UP, LINKS_10G, LINKS_NEGOTIATED = 1 << 30, 3 << 28, 1 << 31
LINKS2_NEGOTIATES = 1 << 6
ANLP1_BUSY, ANLP1_PAUSE = 1 << 16, 1 << 10   # the state is not 0; the partner pauses both ways
MSCA, MSRWD = 0x0425C, 0x04260
MSCA_BUSY = 1 << 30
FCCFG, FCCFG_SEND_PAUSE = 0x03D00, 1 << 3
FCRTL, FCRTH = 0x03220, 0x03260
FC_THRESHOLD, FC_ENABLE = 0x7FFE0, 1 << 31

# --- statistics, which reading clears ---
MPC = array(0x03FA0, 8)          # frames that found the packet buffer full
RNBC = array(0x03FC0, 8)
LXONTXC, LXOFFTXC = 0x03F60, 0x03F68
QPRC, QBRC_L, QBRC_H = (array(first, 16, 0x40) for first in (0x1030, 0x1034, 0x1038))
QPRDC = array(0x01430, 16, 0x40)  # frames that found no descriptor where SRRCTL says drop
QPTC, QBTC_L, QBTC_H = array(0x06030, 16, 0x40), array(0x08700, 16, 8), array(0x08704, 16, 8)
RQSMR, TQSM = array(0x02300, 32), array(0x08600, 32)  # which of the 16 counters a queue has
PRC, PTC = array(0x0405C, 6), array(0x040D8, 6)       # by size: 64, 127, 255, 511, 1023, more
GPRC, BPRC, MPRC, GORC_L, GORC_H = 0x04074, 0x04078, 0x0407C, 0x04088, 0x0408C
GPTC, MPTC, BPTC, GOTC_L, GOTC_H = 0x04080, 0x040F0, 0x040F4, 0x04090, 0x04094
TOR_L, TOR_H, TPR, TPT = 0x040C0, 0x040C4, 0x040D0, 0x040D4
