"""The words of this room's notices."""

from django.utils.translation import gettext_lazy as _

from deliberation.notices.kinds import Wording

NOTICES = [
    Wording(
        "conflict_expert",
        _("You have been appointed as a conflict expert"),
        _("The city asks for your opinion on “%(title)s”. Its file, the restricted parts included, is open to you."),
    ),
    Wording(
        "diagnosis_to_review",
        _("A diagnosis waits for your opinion"),
        _("The department has diagnosed “%(title)s”. Please rate the same items and give your opinion."),
    ),
    Wording(
        "diagnosis_to_grade",
        _("A diagnosis waits for the committee"),
        _("The expert has given an opinion on “%(title)s”. The committee decides the grade, with a published reason."),
    ),
    Wording(
        "conflict_graded",
        _("The committee has decided a grade"),
        _("“%(title)s” is now of grade %(grade)s. The reason is on its page."),
    ),
    Wording(
        "conflict_alert",
        _("The alert level of a conflict has changed"),
        _("“%(title)s” has another alert level. The level and its reason are on its page."),
    ),
    Wording(
        "conflict_list",
        _("A conflict is on the priority list"),
        _("The committee has put “%(title)s” on the list of %(year)s. The reason is on its page."),
    ),
    Wording(
        "conflict_carry",
        _("A conflict stays on the priority list"),
        _("The committee has carried “%(title)s” over to the list of %(year)s. The reason is on its page."),
    ),
    Wording(
        "conflict_release",
        _("A conflict has left the priority list"),
        _("The committee has released “%(title)s” from the list. It stays watched and can return."),
    ),
    Wording(
        "conflict_relist",
        _("A conflict has returned to the priority list"),
        _("The committee has put “%(title)s” on the list of %(year)s again. The reason is on its page."),
    ),
    Wording(
        "conflict_settle",
        _("A conflict is settled"),
        _("The committee has found “%(title)s” settled. The reason is on its page."),
    ),
    Wording(
        "council_seat",
        _("You have a seat on a mediation council"),
        _("You have a seat on the mediation council about “%(title)s”. Its papers are open to you."),
    ),
    Wording(
        "council_rules",
        _("Ground rules wait for your agreement"),
        _("The mediation council about “%(title)s” has ground rules. Please read them and say whether you agree."),
    ),
    Wording(
        "council_offer",
        _("An offer waits for your answer"),
        _("In the mediation council about “%(title)s” an offer has been made to the party that you represent."),
    ),
    Wording(
        "council_answer",
        _("Your offer has been answered"),
        _("In the mediation council about “%(title)s” your offer has an answer."),
    ),
    Wording(
        "council_put",
        _("A draft agreement is before the principals"),
        _("Representatives in the mediation about “%(title)s”: please hand in what your principals decide."),
    ),
    Wording(
        "council_recalled",
        _("The draft agreement has come back"),
        _("The draft agreement about “%(title)s” was not ratified by all. The council goes on talking."),
    ),
    Wording(
        "council_sign",
        _("An agreement waits for your signature"),
        _("All principals have ratified the draft about “%(title)s”. Please read it once more and sign."),
    ),
    Wording(
        "council_agreed",
        _("The mediation council has an agreement"),
        _("Everybody has signed the agreement about “%(title)s”. The parties decide whether it becomes public."),
    ),
    Wording(
        "council_ended",
        _("The mediation has ended"),
        _("The mediation council about “%(title)s” has ended without an agreement."),
    ),
]
