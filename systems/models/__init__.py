from .cloud import Landing, LandingProof, Wave
from .platform import Hosting, Listed, Platform

__all__ = ["Hosting", "Landing", "LandingProof", "Listed", "Platform", "Wave"]
