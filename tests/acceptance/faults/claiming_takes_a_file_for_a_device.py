"""A drive is taken without a look whether it is a file or a block device."""

import os
import stat

from coordi_wipe.hardware import claiming

claiming._is_regular = lambda descriptor, _: stat.S_ISREG(os.fstat(descriptor).st_mode)
