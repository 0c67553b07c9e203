"""MiniStack that saves its state when it is told to (SIGUSR1), and not only when it ends in an orderly way."""

import signal

from ministack import app
from ministack.core.persistence import save_all


def save(_signal, _frame):
    save_all(app._build_persistence_save_dict())


signal.signal(signal.SIGUSR1, save)
app.main()
