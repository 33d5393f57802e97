package io.espalier.operator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A learning rate as a function of the schedule's iteration: linear warm-up over the first {@code
 * warmup} iterations, of which iteration i, from 0, has (i + 1)/warmup, a multiplication by {@code
 * factor} at each milestone, and one by the value of the decay's piece at hand.
 *
 * @param base above 0
 * @param warmup iterations, 0 for none
 * @param milestones iterations, ascending
 * @param factor in (0, 1]
 * @param decay pieces, each from the end of the one before, the first from the end of the warm-up;
 *     null for none
 */
public record LearningRateParameters(
    double base,
    long warmup,
    List<Long> milestones,
    double factor,
    @Nullable List<DecayPiece> decay) {
  public LearningRateParameters {
    milestones = List.copyOf(milestones);
    decay = decay == null ? null : List.copyOf(decay);
  }

  /** A rate without decay. */
  public LearningRateParameters(double base, long warmup, List<Long> milestones, double factor) {
    this(base, warmup, milestones, factor, null);
  }

  /** The rate at an iteration, from 0. */
  public double at(long iteration) {
    double rate = base;
    for (long milestone : milestones) {
      if (iteration >= milestone) {
        rate *= factor;
      }
    }
    if (decay != null) {
      rate *= decay(decay, iteration);
    }
    return iteration < warmup ? rate * (iteration + 1) / warmup : rate;
  }

  private double decay(List<DecayPiece> pieces, long iteration) {
    long start = warmup;
    double value = 1;
    for (DecayPiece piece : pieces) {
      if (iteration < piece.until()) {
        return piece.at((double) Math.max(0, iteration - start) / (piece.until() - start));
      }
      start = piece.until();
      value = piece.to();
    }
    return value;
  }

  /**
   * One piece of a decay.
   *
   * @param shape {@code linear} or {@code cosine}; between equal values both are constant
   * @param until iteration at which the value {@code to} is reached and the next piece begins
   * @param from value at its beginning, as a part of the base rate
   * @param to value at its end
   */
  public record DecayPiece(String shape, long until, double from, double to) {
    public DecayPiece {
      if (!shape.equals("linear") && !shape.equals("cosine")) {
        throw new IllegalArgumentException(
            "shape: " + shape + " (expected one of: linear, cosine)");
      }
    }

    /** The value when a part of it has gone by: PyTorch's LinearLR and CosineAnnealingLR. */
    double at(double part) {
      double way = shape.equals("linear") ? 1 - part : (1 + StrictMath.cos(Math.PI * part)) / 2;
      return to + (from - to) * way;
    }
  }
}
