# Written by scripts/stubs.py from the catalog.

from rightloss.losses.binary.asymmetric import asymmetric_loss as asymmetric_loss
from rightloss.losses.binary.binary_cross_entropy import (
    binary_cross_entropy_with_logits as binary_cross_entropy_with_logits,
)
from rightloss.losses.binary.binary_cross_entropy_on_probabilities import binary_cross_entropy as binary_cross_entropy
from rightloss.losses.binary.sigmoid_focal import sigmoid_focal_loss as sigmoid_focal_loss
from rightloss.losses.binary.zlpr import zlpr_loss as zlpr_loss
from rightloss.losses.detection.ciou import ciou_loss as ciou_loss
from rightloss.losses.detection.diou import diou_loss as diou_loss
from rightloss.losses.detection.giou import giou_loss as giou_loss
from rightloss.losses.distillation.distillation_kl import distillation_kl as distillation_kl
from rightloss.losses.distillation.generalised_jensen_shannon import (
    generalised_jensen_shannon as generalised_jensen_shannon,
)
from rightloss.losses.distillation.kl_divergence import kl_div as kl_div
from rightloss.losses.distillation.linear_distillation import linear_distillation as linear_distillation
from rightloss.losses.distillation.reverse_kl import reverse_kl as reverse_kl
from rightloss.losses.embedding.arcface import arcface_loss as arcface_loss
from rightloss.losses.embedding.batch_hard_triplet import batch_hard_triplet_loss as batch_hard_triplet_loss
from rightloss.losses.embedding.clip_contrastive import clip_loss as clip_loss
from rightloss.losses.embedding.contrastive import contrastive_loss as contrastive_loss
from rightloss.losses.embedding.cosface import cosface_loss as cosface_loss
from rightloss.losses.embedding.info_nce import info_nce_loss as info_nce_loss
from rightloss.losses.embedding.nt_xent import nt_xent_loss as nt_xent_loss
from rightloss.losses.embedding.siglip import siglip_loss as siglip_loss
from rightloss.losses.embedding.supervised_contrastive import (
    supervised_contrastive_loss as supervised_contrastive_loss,
)
from rightloss.losses.embedding.triplet_margin import triplet_margin_loss as triplet_margin_loss
from rightloss.losses.imbalanced.class_balanced_cross_entropy import (
    class_balanced_cross_entropy as class_balanced_cross_entropy,
)
from rightloss.losses.imbalanced.class_balanced_cross_entropy import class_balanced_weights as class_balanced_weights
from rightloss.losses.imbalanced.ldam import ldam_loss as ldam_loss
from rightloss.losses.imbalanced.logit_adjusted_cross_entropy import (
    logit_adjusted_cross_entropy as logit_adjusted_cross_entropy,
)
from rightloss.losses.language.cispo import cispo_loss as cispo_loss
from rightloss.losses.language.ctc import ctc_loss as ctc_loss
from rightloss.losses.language.ctc_with_logits import ctc_loss_with_logits as ctc_loss_with_logits
from rightloss.losses.language.dapo import dapo_loss as dapo_loss
from rightloss.losses.language.dpo import dpo_loss as dpo_loss
from rightloss.losses.language.dr_grpo import dr_grpo_loss as dr_grpo_loss
from rightloss.losses.language.grpo import grpo_loss as grpo_loss
from rightloss.losses.language.ipo import ipo_loss as ipo_loss
from rightloss.losses.language.kto import kto_loss as kto_loss
from rightloss.losses.language.language_model_cross_entropy import (
    language_model_cross_entropy as language_model_cross_entropy,
)
from rightloss.losses.language.linear_cross_entropy import linear_cross_entropy as linear_cross_entropy
from rightloss.losses.language.orpo import orpo_loss as orpo_loss
from rightloss.losses.language.ppo_clipped import ppo_clipped_loss as ppo_clipped_loss
from rightloss.losses.language.simpo import simpo_loss as simpo_loss
from rightloss.losses.multiclass.crammer_singer_hinge import crammer_singer_hinge_loss as crammer_singer_hinge_loss
from rightloss.losses.multiclass.cross_entropy import cross_entropy as cross_entropy
from rightloss.losses.multiclass.focal import focal_loss as focal_loss
from rightloss.losses.multiclass.nll import nll_loss as nll_loss
from rightloss.losses.multiclass.poly_1_cross_entropy import poly_1_cross_entropy as poly_1_cross_entropy
from rightloss.losses.multiclass.z_loss import z_loss as z_loss
from rightloss.losses.noisy.active_passive import active_passive_loss as active_passive_loss
from rightloss.losses.noisy.bi_tempered_logistic import bi_tempered_logistic_loss as bi_tempered_logistic_loss
from rightloss.losses.noisy.generalised_cross_entropy import generalised_cross_entropy as generalised_cross_entropy
from rightloss.losses.noisy.symmetric_cross_entropy import symmetric_cross_entropy as symmetric_cross_entropy
from rightloss.losses.ordinal.coral import coral_loss as coral_loss
from rightloss.losses.ordinal.corn import corn_loss as corn_loss
from rightloss.losses.ordinal.cumulative_link import cumulative_link_nll as cumulative_link_nll
from rightloss.losses.probabilistic.beta_nll import beta_nll as beta_nll
from rightloss.losses.probabilistic.beta_weighted_gaussian_nll import (
    beta_weighted_gaussian_nll as beta_weighted_gaussian_nll,
)
from rightloss.losses.probabilistic.gamma_deviance import gamma_deviance as gamma_deviance
from rightloss.losses.probabilistic.gaussian_crps import gaussian_crps as gaussian_crps
from rightloss.losses.probabilistic.gaussian_log_variance_nll import (
    gaussian_log_variance_nll as gaussian_log_variance_nll,
)
from rightloss.losses.probabilistic.gaussian_nll import gaussian_nll_loss as gaussian_nll_loss
from rightloss.losses.probabilistic.hurdle_gamma_nll import hurdle_gamma_nll as hurdle_gamma_nll
from rightloss.losses.probabilistic.hurdle_negative_binomial_nll import (
    hurdle_negative_binomial_nll as hurdle_negative_binomial_nll,
)
from rightloss.losses.probabilistic.hurdle_poisson_nll import hurdle_poisson_nll as hurdle_poisson_nll
from rightloss.losses.probabilistic.laplace_nll import laplace_nll as laplace_nll
from rightloss.losses.probabilistic.negative_binomial_nll import negative_binomial_nll as negative_binomial_nll
from rightloss.losses.probabilistic.poisson_nll import poisson_nll_loss as poisson_nll_loss
from rightloss.losses.probabilistic.student_t_nll import student_t_nll as student_t_nll
from rightloss.losses.probabilistic.tweedie_deviance import tweedie_deviance as tweedie_deviance
from rightloss.losses.probabilistic.von_mises_nll import von_mises_nll as von_mises_nll
from rightloss.losses.probabilistic.zero_inflated_negative_binomial_nll import (
    zero_inflated_negative_binomial_nll as zero_inflated_negative_binomial_nll,
)
from rightloss.losses.probabilistic.zero_inflated_poisson_nll import (
    zero_inflated_poisson_nll as zero_inflated_poisson_nll,
)
from rightloss.losses.ranking.lambda_loss import lambda_loss as lambda_loss
from rightloss.losses.ranking.listmle import listmle_loss as listmle_loss
from rightloss.losses.ranking.listnet import listnet_loss as listnet_loss
from rightloss.losses.ranking.ranknet import ranknet_loss as ranknet_loss
from rightloss.losses.regression.charbonnier import charbonnier_loss as charbonnier_loss
from rightloss.losses.regression.cosine_angle import cosine_angle_loss as cosine_angle_loss
from rightloss.losses.regression.expectile import expectile_loss as expectile_loss
from rightloss.losses.regression.general_robust import general_robust_loss as general_robust_loss
from rightloss.losses.regression.hl_gauss import hl_gauss_loss as hl_gauss_loss
from rightloss.losses.regression.huber import huber_loss as huber_loss
from rightloss.losses.regression.l1 import l1_loss as l1_loss
from rightloss.losses.regression.log_cosh import log_cosh_loss as log_cosh_loss
from rightloss.losses.regression.mape import mape_loss as mape_loss
from rightloss.losses.regression.mse import mse_loss as mse_loss
from rightloss.losses.regression.msle import msle_loss as msle_loss
from rightloss.losses.regression.pinball import pinball_loss as pinball_loss
from rightloss.losses.regression.quantile_crps import quantile_crps as quantile_crps
from rightloss.losses.regression.smooth_l1 import smooth_l1_loss as smooth_l1_loss
from rightloss.losses.segmentation.binary_dice import binary_dice_loss as binary_dice_loss
from rightloss.losses.segmentation.binary_dice_cross_entropy import (
    binary_dice_cross_entropy as binary_dice_cross_entropy,
)
from rightloss.losses.segmentation.binary_focal_tversky import binary_focal_tversky_loss as binary_focal_tversky_loss
from rightloss.losses.segmentation.binary_jaccard import binary_jaccard_loss as binary_jaccard_loss
from rightloss.losses.segmentation.binary_tversky import binary_tversky_loss as binary_tversky_loss
from rightloss.losses.segmentation.dice import dice_loss as dice_loss
from rightloss.losses.segmentation.dice_cross_entropy import dice_cross_entropy as dice_cross_entropy
from rightloss.losses.segmentation.focal_tversky import focal_tversky_loss as focal_tversky_loss
from rightloss.losses.segmentation.generalised_dice import generalised_dice_loss as generalised_dice_loss
from rightloss.losses.segmentation.jaccard import jaccard_loss as jaccard_loss
from rightloss.losses.segmentation.lovasz_hinge import lovasz_hinge_loss as lovasz_hinge_loss
from rightloss.losses.segmentation.lovasz_softmax import lovasz_softmax_loss as lovasz_softmax_loss
from rightloss.losses.segmentation.tversky import tversky_loss as tversky_loss
from rightloss.losses.survival.cox_partial_likelihood import cox_partial_likelihood as cox_partial_likelihood
from rightloss.losses.survival.discrete_time_hazard_nll import discrete_time_hazard_nll as discrete_time_hazard_nll

__all__ = [
    "active_passive_loss",
    "arcface_loss",
    "asymmetric_loss",
    "batch_hard_triplet_loss",
    "beta_nll",
    "beta_weighted_gaussian_nll",
    "bi_tempered_logistic_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "binary_dice_cross_entropy",
    "binary_dice_loss",
    "binary_focal_tversky_loss",
    "binary_jaccard_loss",
    "binary_tversky_loss",
    "charbonnier_loss",
    "ciou_loss",
    "cispo_loss",
    "class_balanced_cross_entropy",
    "class_balanced_weights",
    "clip_loss",
    "contrastive_loss",
    "coral_loss",
    "corn_loss",
    "cosface_loss",
    "cosine_angle_loss",
    "cox_partial_likelihood",
    "crammer_singer_hinge_loss",
    "cross_entropy",
    "ctc_loss",
    "ctc_loss_with_logits",
    "cumulative_link_nll",
    "dapo_loss",
    "dice_cross_entropy",
    "dice_loss",
    "diou_loss",
    "discrete_time_hazard_nll",
    "distillation_kl",
    "dpo_loss",
    "dr_grpo_loss",
    "expectile_loss",
    "focal_loss",
    "focal_tversky_loss",
    "gamma_deviance",
    "gaussian_crps",
    "gaussian_log_variance_nll",
    "gaussian_nll_loss",
    "general_robust_loss",
    "generalised_cross_entropy",
    "generalised_dice_loss",
    "generalised_jensen_shannon",
    "giou_loss",
    "grpo_loss",
    "hl_gauss_loss",
    "huber_loss",
    "hurdle_gamma_nll",
    "hurdle_negative_binomial_nll",
    "hurdle_poisson_nll",
    "info_nce_loss",
    "ipo_loss",
    "jaccard_loss",
    "kl_div",
    "kto_loss",
    "l1_loss",
    "lambda_loss",
    "language_model_cross_entropy",
    "laplace_nll",
    "ldam_loss",
    "linear_cross_entropy",
    "linear_distillation",
    "listmle_loss",
    "listnet_loss",
    "log_cosh_loss",
    "logit_adjusted_cross_entropy",
    "lovasz_hinge_loss",
    "lovasz_softmax_loss",
    "mape_loss",
    "mse_loss",
    "msle_loss",
    "negative_binomial_nll",
    "nll_loss",
    "nt_xent_loss",
    "orpo_loss",
    "pinball_loss",
    "poisson_nll_loss",
    "poly_1_cross_entropy",
    "ppo_clipped_loss",
    "quantile_crps",
    "ranknet_loss",
    "reverse_kl",
    "siglip_loss",
    "sigmoid_focal_loss",
    "simpo_loss",
    "smooth_l1_loss",
    "student_t_nll",
    "supervised_contrastive_loss",
    "symmetric_cross_entropy",
    "triplet_margin_loss",
    "tversky_loss",
    "tweedie_deviance",
    "von_mises_nll",
    "z_loss",
    "zero_inflated_negative_binomial_nll",
    "zero_inflated_poisson_nll",
    "zlpr_loss",
]
