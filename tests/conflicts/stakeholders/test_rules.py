"""Rights on parties, analyses and councils: who, in which state, exactly which."""

from deliberation.conflicts.mediation.views import RIGHTS
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.cast import person
from tests.conflicts.analyses import issued
from tests.conflicts.analyses import written as written_analysis
from tests.conflicts.cases import filed, in_each_state
from tests.conflicts.councils import IN_STATE
from tests.conflicts.test_rules import people
from tests.permissions import actual, written

ON_CASE = ["map", "analyse", "open_analysis", "found_council"]
KEEP, ALL = "map,analyse", "map,analyse,open_analysis,found_council"
CASES = f"""
            filed  graded  listed  released  settled
 stranger   -       -       -       -         -
 citizen    -       -       -       -         -
 elsewhere  -       -       -       -         -
 expert     {KEEP}  {KEEP}  {KEEP}  {KEEP}    -
 official   {ALL}   {ALL}   {ALL}   {ALL}     open_analysis
 committee  -       -       -       -         -
 chair      -       -       -       -         -
 superuser  -       -       -       -         -
"""
ANALYSES = """
            draft           issued
 stranger   -               -
 citizen    -               -
 elsewhere  -               -
 expert     -               -
 official   issue_analysis  -
 committee  -               -
 chair      -               -
 superuser  -               -
"""
COUNCILS = """
             forming                 talking                            ratifying   signing    agreed           ended
 stranger    -                       -                                  -           -          -                -
 citizen     -                       -                                  -           -          -                -
 elsewhere   -                       -                                  -           -          -                -
 expert      -                       -                                  -           -          -                -
 official    -                       -                                  -           -          -                -
 committee   -                       -                                  -           -          -                -
 superuser   -                       -                                  -           -          -                -
 clerk       seat,rules,end          seat,rules,draft,put,end           end         end        undertake,check  -
 resident    consent,principal,leave,open  consent,principal,offer,leave,open  ratify,leave,open  sign,leave,open  check,open  open
 chair       consent,leave           consent,rules,offer,draft,put,leave,end  leave,end  sign,leave,end  undertake,check  -
"""  # noqa: E501 - a table


def test_rights_on_the_map_of_a_conflict(cast):
    every = in_each_state(cast)
    assert actual("conflicts", ON_CASE, people(cast, every.values()), every) == written(CASES)


def test_rights_on_an_analysis(cast):
    every = {"draft": written_analysis(cast, filed(cast)), "issued": issued(cast, filed(cast))}
    who = people(cast, [analysis.conflict for analysis in every.values()])
    assert actual("conflicts", ["issue_analysis"], who, every) == written(ANALYSES)


def test_rights_on_a_council(cast):
    tables = {state: reached(cast) for state, reached in IN_STATE.items()}
    who = people(cast, [table.council.conflict for table in tables.values()])
    colleague = person("Colleague")
    appoint(cast.city, colleague, Role.OFFICIAL)
    rights = [f"council_{name}" for name in RIGHTS]
    told = {}
    for state, table in tables.items():
        seats = {"official": colleague, "clerk": cast.emil, "resident": table.users["resident"]}
        here = {name: user for name, user in who.items() if name != "chair"} | seats | {"chair": table.users["chair"]}
        for cell, found in actual("conflicts", rights, here, {state: table.now}).items():
            told[cell] = frozenset(right.removeprefix("council_") for right in found)
    assert told == written(COUNCILS)
