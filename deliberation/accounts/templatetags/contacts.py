from django import template

from deliberation.accounts import contacts

register = template.Library()


@register.filter
def as_written(contact: str) -> str:
    """A mail address or an E.164 number as people write it."""
    return contacts.shown(contacts.parse(contact))
