"""The roof: settings, addresses, what crosses the apps."""

import gc

# A start makes a hundred thousand objects that stay: looking through them each 700 costs a tenth of it.
gc.set_threshold(20_000, 20, 50)
