"""Work out the places of the graph of exchanges, once, and keep them: pages only read them."""

from typing import Any

from django.db import transaction

from ..models import Exchange, GraphPlace

SEED, STEPS = 1, 100  # the same exchanges always give the same graph


@transaction.atomic
def lay_out_exchanges() -> int:
    """Place every platform that exchanges; return how many there are."""
    import networkx  # half a second and 40 MB, that the pages need not pay

    pairs = Exchange.objects.order_by("source_id", "target_id").values_list("source_id", "target_id").distinct()
    graph: Any = networkx.Graph()
    graph.add_edges_from(pairs)
    places = networkx.spring_layout(graph, seed=SEED, iterations=STEPS) if graph else {}
    GraphPlace.objects.exclude(platform__in=places).delete()
    GraphPlace.objects.bulk_create(
        [GraphPlace(platform_id=platform, x=float(x), y=float(y)) for platform, (x, y) in places.items()],
        update_conflicts=True,
        unique_fields=["platform"],
        update_fields=["x", "y"],
    )
    return len(places)
