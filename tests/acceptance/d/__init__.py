"""A house for more subjects: each figure that its purpose names is a test, in its short size."""
