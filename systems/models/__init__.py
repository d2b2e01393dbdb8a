from .platform import Hosting, Listed, Platform

__all__ = ["Hosting", "Listed", "Platform"]
