from .cloud import Landing, LandingProof, Wave
from .exchange import Exchange, GraphPlace
from .platform import Hosting, Listed, Platform
from .xroad import Flow, FlowMessage, Member, Subsystem, XRoadFile

__all__ = [
    "Exchange",
    "Flow",
    "FlowMessage",
    "GraphPlace",
    "Hosting",
    "Landing",
    "LandingProof",
    "Listed",
    "Member",
    "Platform",
    "Subsystem",
    "Wave",
    "XRoadFile",
]
