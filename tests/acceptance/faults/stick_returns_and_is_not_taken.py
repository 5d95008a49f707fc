"""A stick that comes back is seen, and its data is not mounted again."""

from coordi_wipe.hardware.stick import watching
from coordi_wipe.model.place import Place

watching.Watcher._of_others = lambda _, without=None: without or Place("pulled", code="place-pulled")
