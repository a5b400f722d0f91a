"""Who holds which mailbox, and until when."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from screener.adapters.store.tables import leases


def hold(
    connection: Connection, account: str, holder: str, *, now: datetime, lease: timedelta
) -> str | None:
    """Take a lease that is free, over or ours already; else who has it."""
    until = now + lease
    free = or_(leases.c.holder == holder, leases.c.expires <= now)
    ours = update(leases).where(leases.c.account == account, free)
    if connection.execute(ours.values(holder=holder, expires=until)).rowcount:
        return None
    other = connection.scalar(select(leases.c.holder).where(leases.c.account == account))
    if other is None:
        connection.execute(insert(leases).values(account=account, holder=holder, expires=until))
    return other


def holder(connection: Connection, account: str, now: datetime) -> str | None:
    """Who has it, if it is not over."""
    theirs = select(leases.c.holder).where(leases.c.account == account, leases.c.expires > now)
    return connection.scalar(theirs)


def release(connection: Connection, account: str, holder: str) -> None:
    """Forget the lease if it is this holder's."""
    connection.execute(delete(leases).where(leases.c.account == account, leases.c.holder == holder))
