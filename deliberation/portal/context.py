from django.conf import settings


def city(request):
    """The city's names and the person to call, for every page."""
    return {"city": settings.CITY, "demo": settings.DEMO}


def desk(request):
    """Whether the menu leads to a desk: for those who decide about others. Asks the database nothing."""
    user = getattr(request, "user", None)
    return {"has_desk": bool(user and user.is_authenticated and user.needs_second_factor)}
