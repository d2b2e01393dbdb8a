"""The views of lists that somebody keeps: his alone."""

from .matrix import SIGNED_IN, Line

OF = "?of=/projets/"
NEW = {"name": "En cours", "of": "/projets/?stage=running"}


def named(world, variant):
    view = world["saved_view", "own"]
    return {"name": "En retard ici", "version": view.version, "base_version": view.version}


def own(route, **more):
    return Line(route, on="saved_view", variants={"own": "secretary"}, **more)


LINES = [
    Line("saved_views:list", variants={"": SIGNED_IN}),
    Line("saved_views:keep", variants={"": SIGNED_IN}, query=OF),
    Line("saved_views:of_list", variants={"": SIGNED_IN}, query=OF),
    Line("saved_views:keep", method="POST", variants={"": SIGNED_IN}, query=OF, data=lambda w, v: NEW),
    own("saved_views:rename"),
    own("saved_views:rename", method="POST", data=named),
    own("saved_views:remove", method="POST"),
    Line("api:saved-views-list", variants={"": SIGNED_IN}),
    own("api:saved-views-detail"),
    Line("api:saved-views-list", method="POST", variants={"": SIGNED_IN}, data=lambda w, v: NEW),
    own("api:saved-views-edit", method="POST", data=named),
    own("api:saved-views-remove", method="POST"),
]
