"""A certificate is kept and answered, and its leaf is not in the log."""

from django.db.models import QuerySet

_create = QuerySet.create


def _forgetting(self, **fields):
    """Makes the object; a leaf is not saved."""
    return self.model(**fields) if self.model.__name__ == "LogLeaf" else _create(self, **fields)


QuerySet.create = _forgetting
