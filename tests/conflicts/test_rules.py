from django.contrib.auth.models import AnonymousUser

from deliberation.accounts.models import User
from deliberation.conflicts.casefile.actions import appoint_expert
from deliberation.conflicts.diagnosis.actions import withdraw_diagnosis
from deliberation.spaces.access import allowed
from tests.cast import person
from tests.conflicts.cases import filed, graded, in_each_state, reviewed, submitted
from tests.permissions import actual, written

ON_CASE = [
    *(
        "read_restricted",
        "read_alternatives",
        "edit",
        "enter_event",
        "appoint_expert",
        "alert",
        "diagnose",
        "advise",
        "override",
    ),
    *("list", "carry", "release", "relist", "settle"),
]
KNOWS = "read_restricted,read_alternatives"
FILES = "read_restricted,read_alternatives,edit,enter_event,appoint_expert,alert,diagnose"
CASES = f"""
            filed                         graded                              listed                                released                             settled
 stranger   -                             -                                   -                                     -                                    -
 citizen    -                             -                                   -                                     -                                    -
 elsewhere  -                             -                                   -                                     -                                    -
 expert     {KNOWS} {KNOWS} {KNOWS} {KNOWS} {KNOWS}
 official   {FILES}                       {FILES},advise,override             {FILES},advise,override               {FILES},advise,override              read_restricted,read_alternatives,enter_event
 committee  read_restricted,alert,settle  read_restricted,alert,override,list,settle  read_restricted,alert,override,carry,release,settle  read_restricted,alert,override,relist,settle  read_restricted,relist
 chair      read_restricted,alert,settle  read_restricted,alert,override,list,settle  read_restricted,alert,override,carry,release,settle  read_restricted,alert,override,relist,settle  read_restricted,relist
 superuser  -                             -                                   -                                     -                                    -
"""  # noqa: E501 - a table
ON_DIAGNOSIS = ["review", "withdraw", "grade"]
DIAGNOSES = """
            submitted  reviewed  decided  withdrawn
 stranger   -          -         -        -
 citizen    -          -         -        -
 elsewhere  -          -         -        -
 expert     review     -         -        -
 official   withdraw   -         -        -
 committee  -          grade     -        -
 chair      -          grade     -        -
 superuser  -          -         -        -
"""


def people(cast, conflicts):
    """Everyone who could want something; the expert is appointed in each conflict, but one elsewhere in another."""
    expert, elsewhere = person("Gina"), person("Hugo")
    for conflict in conflicts:
        appoint_expert(conflict, expert, by=cast.emil)
    appoint_expert(filed(cast), elsewhere, by=cast.emil)
    return {
        "stranger": AnonymousUser(),
        "citizen": cast.finn,
        "elsewhere": elsewhere,
        "expert": expert,
        "official": cast.emil,
        "committee": cast.dora,
        "chair": cast.hana,
        "superuser": cast.root,
    }


def test_rights_on_a_conflict(cast):
    every = in_each_state(cast)
    assert actual("conflicts", ON_CASE, people(cast, every.values()), every) == written(CASES)


def test_rights_on_a_diagnosis(cast):
    every = {"submitted": submitted(cast), "reviewed": reviewed(cast), "withdrawn": submitted(cast)}
    every["decided"] = graded(cast).diagnoses.get()
    withdraw_diagnosis(every["withdrawn"], by=cast.emil)
    every = {state: every[state] for state in ("submitted", "reviewed", "decided", "withdrawn")}
    who = people(cast, [diagnosis.conflict for diagnosis in every.values()])
    assert actual("conflicts", ON_DIAGNOSIS, who, every) == written(DIAGNOSES)


def test_officials_alone_file_a_conflict(cast):
    may = {user.display_name for user in User.objects.all() if allowed(user, "conflicts.file", cast.city)}
    assert may == {"Emil"}
