package io.espalier.operator;

import java.util.List;

/**
 * A learning rate as a function of the schedule's iteration: linear warm-up from 0 over the first
 * {@code warmup} iterations, and a multiplication by {@code factor} at each milestone.
 *
 * @param base above 0
 * @param warmup iterations, 0 for none
 * @param milestones iterations, ascending
 * @param factor in (0, 1]
 */
public record LearningRateParameters(
    double base, long warmup, List<Long> milestones, double factor) {
  public LearningRateParameters {
    milestones = List.copyOf(milestones);
  }

  /** The rate at an iteration, from 0. */
  public double at(long iteration) {
    double rate = base;
    for (long milestone : milestones) {
      if (iteration >= milestone) {
        rate *= factor;
      }
    }
    return iteration < warmup ? rate * (iteration + 1) / warmup : rate;
  }
}
