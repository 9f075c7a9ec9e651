"""The small set of components that templates are made of."""

from django import template

register = template.Library()
