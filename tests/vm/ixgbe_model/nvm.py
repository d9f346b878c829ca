# SPDX-License-Identifier: Apache-2.0
"""What is stored beside the chip: its EEPROM, the SFP+ module, and the semaphore for both."""
import registers as R
import sfp

WORDS = 0x100
CHECKSUM_WORD, CHECKSUM = 0x3F, 0xBABA
FIRMWARE, SFP_SEQUENCES, FIRMWARE_ID = 0x0F, 0x2B, 0x2D
# Kinds of module as the driver counts them: short or long range, on port 0 and on port 1.
SHORT_OR_LONG_RANGE = (5, 6)


def eeprom():
    """Words. 0xFFFF is "there is none" for everything that is a pointer."""
    words = [0xFFFF] * WORDS
    words[0x00] = words[0x2C] = 0                    # no special capabilities
    words[FIRMWARE_ID:FIRMWARE_ID + 2] = 0x0001, 0x8000
    # Firmware's version, two pointers away; the driver calls one of 5 or less pre-production.
    words[FIRMWARE], words[0x77], words[0x84] = 0x70, 0x80, 6
    # Of each kind of module: where the values for the core clock control are. Here: none to write.
    words[SFP_SEQUENCES] = 0x50
    words[0x50:0x57] = 0, SHORT_OR_LONG_RANGE[0], 0x60, SHORT_OR_LONG_RANGE[1], 0x60, 0xFFFF, 0xFFFF
    words[CHECKSUM_WORD] = (CHECKSUM - sum(words[:CHECKSUM_WORD])) & 0xFFFF
    return words


class Nvm:
    def __init__(self, nic):
        self.nic = nic
        self.words = eeprom()
        nic.on_write[R.EERD] = self.write_eerd
        nic.on_read[R.SWSM] = self.read_semaphore
        if nic.fiber:
            self.bus = sfp.I2cMemory({sfp.ADDRESS: sfp.module()})
            nic.on_write[R.I2CCTL] = self.write_i2c
            nic.on_read[R.I2CCTL] = self.read_i2c

    def reset(self):
        values = self.nic.values
        values[R.EEC] = R.EEC_PRESENT | R.EEC_AUTO_READ_DONE | R.EEC_SIZE
        values[R.FWSM] = R.FWSM_VALID
        values[R.I2CCTL] = R.I2C_CLOCK_OUT | R.I2C_DATA_OUT

    def write_eerd(self, value):
        """Bits 15:2 are the word's number; the answer is there at once."""
        number = value >> 2 & 0x3FFF
        word = self.words[number] if number < WORDS else 0xFFFF
        self.nic.values[R.EERD] = word << 16 | value & 0xFFFC | R.EERD_DONE

    def read_semaphore(self):
        """The first to read 0 has it."""
        taken = self.nic.values.get(R.SWSM, 0)
        self.nic.values[R.SWSM] = taken | R.SWSM_TAKEN
        return taken

    def write_i2c(self, value):
        self.nic.values[R.I2CCTL] = value
        self.bus.drive(int(bool(value & R.I2C_CLOCK_OUT)), int(bool(value & R.I2C_DATA_OUT)))

    def read_i2c(self):
        """The lines are the wired AND of what both sides drive."""
        value = self.nic.values[R.I2CCTL] & ~(R.I2C_CLOCK_IN | R.I2C_DATA_IN)
        if value & R.I2C_CLOCK_OUT:
            value |= R.I2C_CLOCK_IN
        if value & R.I2C_DATA_OUT and self.bus.sda:
            value |= R.I2C_DATA_IN
        return value
