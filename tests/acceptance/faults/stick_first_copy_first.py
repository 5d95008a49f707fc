"""The first copy of the table is written while no other one holds."""

from coordi_wipe.hardware.stick import growth

first, last, due = growth._write_first, growth._write_last, []
growth._write_last = lambda _, entries: due.append(entries)


def hasty(disk, entries):
    first(disk, entries)
    while due:
        last(disk, due.pop())


growth._write_first = hasty
