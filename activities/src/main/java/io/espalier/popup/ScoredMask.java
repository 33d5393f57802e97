package io.espalier.popup;

import io.espalier.random.RandomSource;
import java.util.Arrays;

/** How the scores of a layer's weights become its mask, and what moves them. */
sealed interface ScoredMask {
  /** What an iteration keeps. */
  boolean[] kept(float[] scores, RandomSource iteration);

  /** What is kept in the end. */
  boolean[] last(float[] scores);

  /**
   * ∂L/∂s in the place of ∂L/∂w_eff, straight through the mask.
   *
   * @param gradient ∂L/∂w_eff, w_eff = w where kept and 0 elsewhere; overwritten
   */
  void slopes(float[] gradient, float[] weights, float[] scores);

  /**
   * Edge-popup, after Ramanujan et al. 2020: of each layer the weights of the largest |s|. ∂L/∂s =
   * sign(s) · w · ∂L/∂w_eff.
   *
   * @param density kept part of each layer
   */
  record EdgePopup(double density) implements ScoredMask {
    @Override
    public boolean[] kept(float[] scores, RandomSource iteration) {
      return last(scores);
    }

    /** HALF_EVEN(density · n), at least one; of equal scores those that come first. */
    @Override
    public boolean[] last(float[] scores) {
      int count = (int) Math.max(1, Math.rint(density * scores.length));
      float[] sizes = new float[scores.length];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.abs(scores[i]);
      }
      float[] sorted = sizes.clone();
      Arrays.sort(sorted);
      float least = sorted[sorted.length - count];
      boolean[] kept = new boolean[sizes.length];
      int left = count;
      for (int i = 0; i < sizes.length; i++) {
        if (sizes[i] > least) {
          kept[i] = true;
          left--;
        }
      }
      for (int i = 0; i < sizes.length && left > 0; i++) {
        if (sizes[i] == least) {
          kept[i] = true;
          left--;
        }
      }
      return kept;
    }

    @Override
    public void slopes(float[] gradient, float[] weights, float[] scores) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= Math.signum(scores[i]) * weights[i];
      }
    }
  }

  /**
   * Supermasks, after Zhou et al. 2019: a weight is kept with probability σ(s), drawn anew in every
   * iteration; in the end those are kept of which that is above 1/2. ∂L/∂s = σ′(s) · w · ∂L/∂w_eff.
   */
  record Bernoulli() implements ScoredMask {
    @Override
    public boolean[] kept(float[] scores, RandomSource iteration) {
      boolean[] kept = new boolean[scores.length];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = iteration.uniform(i) < sigmoid(scores[i]);
      }
      return kept;
    }

    @Override
    public boolean[] last(float[] scores) {
      boolean[] kept = new boolean[scores.length];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = scores[i] > 0;
      }
      return kept;
    }

    @Override
    public void slopes(float[] gradient, float[] weights, float[] scores) {
      for (int i = 0; i < gradient.length; i++) {
        double p = sigmoid(scores[i]);
        gradient[i] = (float) (gradient[i] * weights[i] * p * (1 - p));
      }
    }

    private static double sigmoid(double s) {
      return 1 / (1 + StrictMath.exp(-s));
    }
  }
}
