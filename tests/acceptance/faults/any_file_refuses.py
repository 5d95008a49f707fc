"""A refusal in a file that anybody can write is one for good."""

from coordi_wipe.sync import parcel
from coordi_wipe.sync.delivery import settle


class Never:
    """What no answer is."""


parcel.Refused, parcel.settle = Never, settle
