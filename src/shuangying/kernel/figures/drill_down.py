"""From a figure to exactly the records it counts, in their register's own list (`?figure=id`)."""

from datetime import date

from django.db.models import Q

from shuangying.core.problems import Invalid
from shuangying.kernel.figures.declaration import get
from shuangying.kernel.registers import spans
from shuangying.kernel.registers.api import Register


def counted_by(figure_id: str, register: Register, day: date) -> Q:
    """The condition on records that the figure counts on the day.

    Raises:
        Invalid: the figure does not exist or counts another register.
    """
    try:
        figure = get(figure_id).counted()
    except KeyError:
        raise Invalid("figure_unknown", id=figure_id) from None
    if figure.register is not register:
        raise Invalid("figure_of_other_register", id=figure_id)
    states = figure.states or figure.source.stages.order
    return spans.in_state(figure.source.stages, states, day) & figure.condition(day)
