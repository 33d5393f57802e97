package io.espalier.catalog.setting;

import org.jspecify.annotations.Nullable;

/**
 * Weights that a training of the same replicate gives out: {@code dense}, {@code ticket}, or {@code
 * {arm: ticket, round: 3}}. A place in the experiment, not a value: the weights are an input of the
 * tasks that read them, so a component of this type is left out of what an operator's parameters
 * say of settings, and has a default or may be left out.
 *
 * @param arm an arm, or {@link #DENSE}
 * @param round its round, 0 for the dense training that its rounds begin with; null for the round
 *     of the training that reads the weights
 */
public record TrainedWeights(
    @Doc("dense for the dense training of the replicate, or an arm.") @Shorthand String arm,
    @Doc(
            "A round of the arm, 0 for the dense training; where left out, the same round as the one"
                + " that is trained.")
        @Range(min = 0, max = 99)
        @Nullable Integer round) {
  /** What the dense training is called. */
  public static final String DENSE = "dense";

  /** Whether these are the weights of the dense training. */
  public boolean ofDense() {
    return arm.equals(DENSE) || (round != null && round == 0);
  }

  /**
   * The round that is meant.
   *
   * @param trained the round of the training that reads the weights
   */
  public int roundFor(int trained) {
    return round == null ? trained : round;
  }
}
