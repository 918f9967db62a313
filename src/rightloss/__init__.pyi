# Written by scripts/stubs.py from the catalog.

from rightloss import catalog as catalog
from rightloss import functional as functional
from rightloss import kernels as kernels
from rightloss import losses as losses
from rightloss import report as report
from rightloss import testing as testing
from rightloss.choose.api import choose as choose
from rightloss.doctor.diagnose import diagnose as diagnose
from rightloss.doctor.guard import guard as guard
from rightloss.losses.binary.asymmetric import AsymmetricLoss as AsymmetricLoss
from rightloss.losses.binary.binary_cross_entropy import BCEWithLogitsLoss as BCEWithLogitsLoss
from rightloss.losses.binary.binary_cross_entropy_on_probabilities import BCELoss as BCELoss
from rightloss.losses.binary.sigmoid_focal import SigmoidFocalLoss as SigmoidFocalLoss
from rightloss.losses.binary.zlpr import ZLPRLoss as ZLPRLoss
from rightloss.losses.checking import checking as checking
from rightloss.losses.detection.ciou import CIoULoss as CIoULoss
from rightloss.losses.detection.diou import DIoULoss as DIoULoss
from rightloss.losses.detection.giou import GIoULoss as GIoULoss
from rightloss.losses.distillation.distillation_kl import DistillationKLLoss as DistillationKLLoss
from rightloss.losses.distillation.generalised_jensen_shannon import (
    GeneralisedJensenShannonLoss as GeneralisedJensenShannonLoss,
)
from rightloss.losses.distillation.kl_divergence import KLDivLoss as KLDivLoss
from rightloss.losses.distillation.linear_distillation import LinearDistillationLoss as LinearDistillationLoss
from rightloss.losses.distillation.reverse_kl import ReverseKLLoss as ReverseKLLoss
from rightloss.losses.embedding.arcface import ArcFaceLoss as ArcFaceLoss
from rightloss.losses.embedding.batch_hard_triplet import BatchHardTripletLoss as BatchHardTripletLoss
from rightloss.losses.embedding.clip_contrastive import CLIPLoss as CLIPLoss
from rightloss.losses.embedding.contrastive import ContrastiveLoss as ContrastiveLoss
from rightloss.losses.embedding.cosface import CosFaceLoss as CosFaceLoss
from rightloss.losses.embedding.info_nce import InfoNCELoss as InfoNCELoss
from rightloss.losses.embedding.nt_xent import NTXentLoss as NTXentLoss
from rightloss.losses.embedding.siglip import SigLIPLoss as SigLIPLoss
from rightloss.losses.embedding.supervised_contrastive import SupervisedContrastiveLoss as SupervisedContrastiveLoss
from rightloss.losses.embedding.triplet_margin import TripletMarginLoss as TripletMarginLoss
from rightloss.losses.imbalanced.class_balanced_cross_entropy import (
    ClassBalancedCrossEntropyLoss as ClassBalancedCrossEntropyLoss,
)
from rightloss.losses.imbalanced.ldam import LDAMLoss as LDAMLoss
from rightloss.losses.imbalanced.logit_adjusted_cross_entropy import (
    LogitAdjustedCrossEntropyLoss as LogitAdjustedCrossEntropyLoss,
)
from rightloss.losses.language.cispo import CISPOLoss as CISPOLoss
from rightloss.losses.language.ctc import CTCLoss as CTCLoss
from rightloss.losses.language.ctc_with_logits import CTCWithLogitsLoss as CTCWithLogitsLoss
from rightloss.losses.language.dapo import DAPOLoss as DAPOLoss
from rightloss.losses.language.dpo import DPOLoss as DPOLoss
from rightloss.losses.language.dr_grpo import DrGRPOLoss as DrGRPOLoss
from rightloss.losses.language.grpo import GRPOLoss as GRPOLoss
from rightloss.losses.language.ipo import IPOLoss as IPOLoss
from rightloss.losses.language.kto import KTOLoss as KTOLoss
from rightloss.losses.language.language_model_cross_entropy import (
    LanguageModelCrossEntropyLoss as LanguageModelCrossEntropyLoss,
)
from rightloss.losses.language.linear_cross_entropy import LinearCrossEntropyLoss as LinearCrossEntropyLoss
from rightloss.losses.language.orpo import ORPOLoss as ORPOLoss
from rightloss.losses.language.ppo_clipped import PPOClippedLoss as PPOClippedLoss
from rightloss.losses.language.simpo import SimPOLoss as SimPOLoss
from rightloss.losses.multiclass.crammer_singer_hinge import CrammerSingerHingeLoss as CrammerSingerHingeLoss
from rightloss.losses.multiclass.cross_entropy import CrossEntropyLoss as CrossEntropyLoss
from rightloss.losses.multiclass.focal import FocalLoss as FocalLoss
from rightloss.losses.multiclass.nll import NLLLoss as NLLLoss
from rightloss.losses.multiclass.poly_1_cross_entropy import Poly1CrossEntropyLoss as Poly1CrossEntropyLoss
from rightloss.losses.multiclass.z_loss import ZLoss as ZLoss
from rightloss.losses.noisy.active_passive import ActivePassiveLoss as ActivePassiveLoss
from rightloss.losses.noisy.bi_tempered_logistic import BiTemperedLogisticLoss as BiTemperedLogisticLoss
from rightloss.losses.noisy.generalised_cross_entropy import GeneralisedCrossEntropyLoss as GeneralisedCrossEntropyLoss
from rightloss.losses.noisy.symmetric_cross_entropy import SymmetricCrossEntropyLoss as SymmetricCrossEntropyLoss
from rightloss.losses.ordinal.coral import CORALHead as CORALHead
from rightloss.losses.ordinal.coral import CORALLoss as CORALLoss
from rightloss.losses.ordinal.corn import CORNLoss as CORNLoss
from rightloss.losses.ordinal.cumulative_link import CumulativeLinkLoss as CumulativeLinkLoss
from rightloss.losses.probabilistic.beta_nll import BetaNLLLoss as BetaNLLLoss
from rightloss.losses.probabilistic.beta_weighted_gaussian_nll import (
    BetaWeightedGaussianNLLLoss as BetaWeightedGaussianNLLLoss,
)
from rightloss.losses.probabilistic.gamma_deviance import GammaDevianceLoss as GammaDevianceLoss
from rightloss.losses.probabilistic.gaussian_crps import GaussianCRPSLoss as GaussianCRPSLoss
from rightloss.losses.probabilistic.gaussian_log_variance_nll import (
    GaussianLogVarianceNLLLoss as GaussianLogVarianceNLLLoss,
)
from rightloss.losses.probabilistic.gaussian_nll import GaussianNLLLoss as GaussianNLLLoss
from rightloss.losses.probabilistic.hurdle_gamma_nll import HurdleGammaNLLLoss as HurdleGammaNLLLoss
from rightloss.losses.probabilistic.hurdle_negative_binomial_nll import (
    HurdleNegativeBinomialNLLLoss as HurdleNegativeBinomialNLLLoss,
)
from rightloss.losses.probabilistic.hurdle_poisson_nll import HurdlePoissonNLLLoss as HurdlePoissonNLLLoss
from rightloss.losses.probabilistic.laplace_nll import LaplaceNLLLoss as LaplaceNLLLoss
from rightloss.losses.probabilistic.negative_binomial_nll import NegativeBinomialNLLLoss as NegativeBinomialNLLLoss
from rightloss.losses.probabilistic.poisson_nll import PoissonNLLLoss as PoissonNLLLoss
from rightloss.losses.probabilistic.student_t_nll import StudentTNLLLoss as StudentTNLLLoss
from rightloss.losses.probabilistic.tweedie_deviance import TweedieDevianceLoss as TweedieDevianceLoss
from rightloss.losses.probabilistic.von_mises_nll import VonMisesNLLLoss as VonMisesNLLLoss
from rightloss.losses.probabilistic.zero_inflated_negative_binomial_nll import (
    ZeroInflatedNegativeBinomialNLLLoss as ZeroInflatedNegativeBinomialNLLLoss,
)
from rightloss.losses.probabilistic.zero_inflated_poisson_nll import (
    ZeroInflatedPoissonNLLLoss as ZeroInflatedPoissonNLLLoss,
)
from rightloss.losses.ranking.lambda_loss import LambdaLoss as LambdaLoss
from rightloss.losses.ranking.listmle import ListMLELoss as ListMLELoss
from rightloss.losses.ranking.listnet import ListNetLoss as ListNetLoss
from rightloss.losses.ranking.ranknet import RankNetLoss as RankNetLoss
from rightloss.losses.regression.charbonnier import CharbonnierLoss as CharbonnierLoss
from rightloss.losses.regression.cosine_angle import CosineAngleLoss as CosineAngleLoss
from rightloss.losses.regression.expectile import ExpectileLoss as ExpectileLoss
from rightloss.losses.regression.general_robust import GeneralRobustLoss as GeneralRobustLoss
from rightloss.losses.regression.hl_gauss import HLGaussLoss as HLGaussLoss
from rightloss.losses.regression.huber import HuberLoss as HuberLoss
from rightloss.losses.regression.l1 import L1Loss as L1Loss
from rightloss.losses.regression.log_cosh import LogCoshLoss as LogCoshLoss
from rightloss.losses.regression.mape import MAPELoss as MAPELoss
from rightloss.losses.regression.mse import MSELoss as MSELoss
from rightloss.losses.regression.msle import MSLELoss as MSLELoss
from rightloss.losses.regression.pinball import PinballLoss as PinballLoss
from rightloss.losses.regression.quantile_crps import QuantileCRPSLoss as QuantileCRPSLoss
from rightloss.losses.regression.smooth_l1 import SmoothL1Loss as SmoothL1Loss
from rightloss.losses.segmentation.binary_dice import BinaryDiceLoss as BinaryDiceLoss
from rightloss.losses.segmentation.binary_dice_cross_entropy import (
    BinaryDiceCrossEntropyLoss as BinaryDiceCrossEntropyLoss,
)
from rightloss.losses.segmentation.binary_focal_tversky import BinaryFocalTverskyLoss as BinaryFocalTverskyLoss
from rightloss.losses.segmentation.binary_jaccard import BinaryJaccardLoss as BinaryJaccardLoss
from rightloss.losses.segmentation.binary_tversky import BinaryTverskyLoss as BinaryTverskyLoss
from rightloss.losses.segmentation.dice import DiceLoss as DiceLoss
from rightloss.losses.segmentation.dice_cross_entropy import DiceCrossEntropyLoss as DiceCrossEntropyLoss
from rightloss.losses.segmentation.focal_tversky import FocalTverskyLoss as FocalTverskyLoss
from rightloss.losses.segmentation.generalised_dice import GeneralisedDiceLoss as GeneralisedDiceLoss
from rightloss.losses.segmentation.jaccard import JaccardLoss as JaccardLoss
from rightloss.losses.segmentation.lovasz_hinge import LovaszHingeLoss as LovaszHingeLoss
from rightloss.losses.segmentation.lovasz_softmax import LovaszSoftmaxLoss as LovaszSoftmaxLoss
from rightloss.losses.segmentation.tversky import TverskyLoss as TverskyLoss
from rightloss.losses.survival.cox_partial_likelihood import CoxPartialLikelihoodLoss as CoxPartialLikelihoodLoss
from rightloss.losses.survival.discrete_time_hazard_nll import DiscreteTimeHazardNLLLoss as DiscreteTimeHazardNLLLoss

__version__: str

__all__ = [
    "ActivePassiveLoss",
    "ArcFaceLoss",
    "AsymmetricLoss",
    "BCELoss",
    "BCEWithLogitsLoss",
    "BatchHardTripletLoss",
    "BetaNLLLoss",
    "BetaWeightedGaussianNLLLoss",
    "BiTemperedLogisticLoss",
    "BinaryDiceCrossEntropyLoss",
    "BinaryDiceLoss",
    "BinaryFocalTverskyLoss",
    "BinaryJaccardLoss",
    "BinaryTverskyLoss",
    "CISPOLoss",
    "CIoULoss",
    "CLIPLoss",
    "CORALHead",
    "CORALLoss",
    "CORNLoss",
    "CTCLoss",
    "CTCWithLogitsLoss",
    "CharbonnierLoss",
    "ClassBalancedCrossEntropyLoss",
    "ContrastiveLoss",
    "CosFaceLoss",
    "CosineAngleLoss",
    "CoxPartialLikelihoodLoss",
    "CrammerSingerHingeLoss",
    "CrossEntropyLoss",
    "CumulativeLinkLoss",
    "DAPOLoss",
    "DIoULoss",
    "DPOLoss",
    "DiceCrossEntropyLoss",
    "DiceLoss",
    "DiscreteTimeHazardNLLLoss",
    "DistillationKLLoss",
    "DrGRPOLoss",
    "ExpectileLoss",
    "FocalLoss",
    "FocalTverskyLoss",
    "GIoULoss",
    "GRPOLoss",
    "GammaDevianceLoss",
    "GaussianCRPSLoss",
    "GaussianLogVarianceNLLLoss",
    "GaussianNLLLoss",
    "GeneralRobustLoss",
    "GeneralisedCrossEntropyLoss",
    "GeneralisedDiceLoss",
    "GeneralisedJensenShannonLoss",
    "HLGaussLoss",
    "HuberLoss",
    "HurdleGammaNLLLoss",
    "HurdleNegativeBinomialNLLLoss",
    "HurdlePoissonNLLLoss",
    "IPOLoss",
    "InfoNCELoss",
    "JaccardLoss",
    "KLDivLoss",
    "KTOLoss",
    "L1Loss",
    "LDAMLoss",
    "LambdaLoss",
    "LanguageModelCrossEntropyLoss",
    "LaplaceNLLLoss",
    "LinearCrossEntropyLoss",
    "LinearDistillationLoss",
    "ListMLELoss",
    "ListNetLoss",
    "LogCoshLoss",
    "LogitAdjustedCrossEntropyLoss",
    "LovaszHingeLoss",
    "LovaszSoftmaxLoss",
    "MAPELoss",
    "MSELoss",
    "MSLELoss",
    "NLLLoss",
    "NTXentLoss",
    "NegativeBinomialNLLLoss",
    "ORPOLoss",
    "PPOClippedLoss",
    "PinballLoss",
    "PoissonNLLLoss",
    "Poly1CrossEntropyLoss",
    "QuantileCRPSLoss",
    "RankNetLoss",
    "ReverseKLLoss",
    "SigLIPLoss",
    "SigmoidFocalLoss",
    "SimPOLoss",
    "SmoothL1Loss",
    "StudentTNLLLoss",
    "SupervisedContrastiveLoss",
    "SymmetricCrossEntropyLoss",
    "TripletMarginLoss",
    "TverskyLoss",
    "TweedieDevianceLoss",
    "VonMisesNLLLoss",
    "ZLPRLoss",
    "ZLoss",
    "ZeroInflatedNegativeBinomialNLLLoss",
    "ZeroInflatedPoissonNLLLoss",
    "__version__",
    "catalog",
    "checking",
    "choose",
    "diagnose",
    "functional",
    "guard",
    "kernels",
    "losses",
    "report",
    "testing",
]
