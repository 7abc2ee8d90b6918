from django import template

from deliberation.spaces.results import result_of, vote_of

register = template.Library()
register.filter("result", result_of)
register.filter("vote", vote_of)
