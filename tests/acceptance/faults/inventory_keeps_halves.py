"""What is written is kept at once, whatever becomes of the rest: there are no transactions."""

from django.db import transaction

_atomic = transaction.atomic


def _loose(using=None, savepoint=True, durable=False):
    """A decorator that decorates nothing; as a context, what it was."""
    if callable(using):

        def call(*args, **named):
            connection = transaction.get_connection()
            inside, connection.in_atomic_block = connection.in_atomic_block, True
            try:
                return using(*args, **named)
            finally:
                connection.in_atomic_block = inside

        return call
    return _atomic(using, savepoint, durable)


transaction.atomic = _loose
