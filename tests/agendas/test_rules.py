from django.contrib.auth.models import AnonymousUser

from deliberation.accounts.models import User
from deliberation.agendas.models import PaperList
from deliberation.agendas.screening.considering import declare_interest
from deliberation.spaces.access import allowed
from deliberation.spaces.actions import appoint
from deliberation.spaces.models import Role
from tests.agendas.proposing import in_each_state, published
from tests.cast import person
from tests.permissions import actual, written

RIGHTS = [
    "edit",
    "withdraw",
    "resubmit",
    "cosign",
    "screen",
    "lift",
    "enter_paper",
    "paper_lists",
    "name_signers",
    "merge",
]
TABLE = """
             draft  collecting                screening            returned           selected      declined      expired            withdrawn  hidden  merged
 stranger    -      -                         -                    -                  -             -             -                  -          -       -
 author      edit   cosign,withdraw           -                    withdraw,resubmit  -             -             -                  -          -       -
 citizen     -      cosign                    -                    -                  -             -             -                  -          -       -
 elsewhere   -      cosign                    -                    -                  -             -             -                  -          -       -
 committee   -      cosign,merge              screen               -                  -             -             lift               -          -       -
 chair       -      cosign,merge              screen               -                  -             -             lift               -          -       -
 official    -      cosign,merge,enter_paper,paper_lists  name_signers         name_signers       name_signers  name_signers  name_signers       -          -       -
 superuser   -      cosign                    -                    -                  -             -             -                  -          -       -
"""  # noqa: E501 - a table

CONFERRING = ["confer", "consider", "step_aside", "assign"]
CONFERENCE = """
             draft  collecting  screening                          returned  selected  declined  expired            withdrawn  hidden  merged
 stranger    -      -           -                                  -         -         -         -                  -          -       -
 author      -      -           -                                  -         -         -         -                  -          -       -
 committee   -      confer      confer,consider,step_aside         confer    confer    confer    confer,step_aside  confer     confer  confer
 chair       -      confer      confer,consider,step_aside,assign  confer    confer    confer    confer,step_aside  confer     confer  confer
 aside       -      confer      -                                  confer    confer    confer    -                  confer     confer  confer
 official    -      -           -                                  -         -         -         -                  -          -       -
 superuser   -      -           -                                  -         -         -         -                  -          -       -
"""  # noqa: E501 - a table

PAPER_RIGHTS = ["witness_paper", "read_paper", "settle_paper", "discard_paper"]
PAPER_TABLE = """
             entering                  checking                  compared                    done  discarded
 stranger    -                         -                         -                           -     -
 author      -                         -                         -                           -     -
 committee   -                         -                         -                           -     -
 official    witness_paper,read_paper,discard_paper  witness_paper,read_paper,discard_paper  witness_paper,settle_paper,discard_paper  -  -
 superuser   -                         -                         -                           -     -
"""  # noqa: E501 - a table


def test_rights(cast):
    people = {
        "stranger": AnonymousUser(),
        "author": cast.finn,
        "citizen": cast.ben,
        "elsewhere": cast.cleo,
        "committee": cast.dora,
        "chair": cast.hana,
        "official": cast.emil,
        "superuser": cast.root,
    }
    assert actual("agendas", RIGHTS, people, in_each_state(cast)) == written(TABLE)


def test_rights_before_the_decision(cast):
    every, aside = in_each_state(cast), person("Ivo")
    appoint(cast.city, aside, Role.COMMITTEE)
    for state in ("screening", "expired"):
        declare_interest(every[state], "이해관계", by=aside)
    people = {
        "stranger": AnonymousUser(),
        "author": cast.finn,
        "committee": cast.dora,
        "chair": cast.hana,
        "aside": aside,
        "official": cast.emil,
        "superuser": cast.root,
    }
    assert actual("agendas", CONFERRING, people, every, apart=["aside"]) == written(CONFERENCE)
    assert not allowed(aside, "agendas.screen", every["screening"])
    assert not allowed(aside, "agendas.lift", every["expired"])


def test_a_member_does_not_decide_about_their_own_proposal(cast):
    for proposal in in_each_state(cast).values():
        proposal.author = cast.dora
        proposal.save()
        assert not allowed(cast.dora, "agendas.screen", proposal)
        assert not allowed(cast.dora, "agendas.lift", proposal)
        assert not allowed(cast.dora, "agendas.confer", proposal)


def test_only_the_committee_chooses_agendas_without_a_proposal(cast):
    may = {user.display_name for user in User.objects.all() if allowed(user, "agendas.choose", cast.city)}
    assert may == {"Dora", "Hana"}


def test_rights_on_a_paper_list(cast):
    people = {"stranger": AnonymousUser(), "author": cast.finn, "committee": cast.dora}
    people |= {"official": cast.emil, "superuser": cast.root}
    proposal = published(cast.finn)
    papers = {state.value: PaperList(pk=1, proposal=proposal, state=state) for state in PaperList.State}
    assert actual("agendas", PAPER_RIGHTS, people, papers) == written(PAPER_TABLE)


def test_an_official_does_not_count_for_their_own_proposal(cast):
    for proposal in in_each_state(cast).values():
        proposal.author = cast.emil
        proposal.save()
        assert not allowed(cast.emil, "agendas.enter_paper", proposal)
        assert not allowed(cast.emil, "agendas.merge", proposal)
