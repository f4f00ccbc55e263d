"""Risks of law, one small class a rule. `CHECKS` is the order in which a review reports them."""

from clausier.engine.checks.annexes import AnnouncedAnnexAbsent
from clausier.engine.checks.award_weights import AwardWeights
from clausier.engine.checks.blanks import UnfilledBlank
from clausier.engine.checks.brand import BrandWithoutEquivalent
from clausier.engine.checks.ccag import WrongCcagArticle
from clausier.engine.checks.check import Check, Draft, Finding
from clausier.engine.checks.contradictions import ContradictoryClauses
from clausier.engine.checks.control import ClauseWithoutControl
from clausier.engine.checks.delays import ConflictingDelays
from clausier.engine.checks.environment import EnvironmentalCriterionAbsent, EnvironmentalCriterionEmpty
from clausier.engine.checks.firm_policy import FirmPolicyCriterion
from clausier.engine.checks.formats import ProprietaryFormat
from clausier.engine.checks.locality import LocalPreference
from clausier.engine.checks.minimum import MinimumAndScored
from clausier.engine.checks.options import OptionsNotChosen
from clausier.engine.checks.outdated import OutdatedReference
from clausier.engine.checks.penalties import PenaltyWithoutMeasure
from clausier.engine.checks.standards import LabelAskedOfCandidate, StandardWithoutEquivalent
from clausier.engine.checks.wording import UnverifiableWording

CHECKS: tuple[Check, ...] = (
    BrandWithoutEquivalent(),
    ProprietaryFormat(),
    StandardWithoutEquivalent(),
    LabelAskedOfCandidate(),
    LocalPreference(),
    FirmPolicyCriterion(),
    AwardWeights(),
    EnvironmentalCriterionAbsent(),
    EnvironmentalCriterionEmpty(),
    MinimumAndScored(),
    ClauseWithoutControl(),
    PenaltyWithoutMeasure(),
    ConflictingDelays(),
    ContradictoryClauses(),
    OutdatedReference(),
    WrongCcagArticle(),
    UnfilledBlank(),
    OptionsNotChosen(),
    AnnouncedAnnexAbsent(),
    UnverifiableWording(),
)

__all__ = ["CHECKS", "Check", "Draft", "Finding"]
