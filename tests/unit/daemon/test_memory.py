"""What a reload leaves behind."""

import gc
import weakref

from screener.bootstrap import settle_memory


class Rules:
    """Something large that holds itself."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_spared_once_can_be_let_go_after_a_reload() -> None:
    """Or the rules of old would stay in memory for good, however often they change."""
    before = gc.get_threshold()
    try:
        rules = Rules()
        left = weakref.ref(rules)
        settle_memory()
        del rules
        settle_memory()
        assert left() is None
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
