"""E-services, systems, assets, communes, conferences: each line of what must be shown is a test, in its short size."""
