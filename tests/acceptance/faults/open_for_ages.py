"""A key may lie open on its stick for any number of days."""

from coordi_wipe.station import custody

custody.LONGEST = 10**9
