package io.espalier.engine;

/**
 * An optimizer and its constants; the learning rate comes with each stretch of training.
 *
 * @param kind which one
 * @param momentum for MOMENTUM and NESTEROV, in [0, 1)
 * @param beta1 Adam's first decay
 * @param beta2 Adam's second decay
 * @param epsilon Adam's ε, added to the root
 * @param weightDecay L2 coefficient, added to the gradient of weights as {@code decay · w} (biases
 *     too, as PyTorch does); for ADAMW in place of that w ← w − γ · decay · w before the update
 */
public record Optimizer(
    Kind kind, double momentum, double beta1, double beta2, double epsilon, double weightDecay) {
  /** The optimizers. */
  public enum Kind {
    SGD,
    MOMENTUM,
    NESTEROV,
    ADAM,
    ADAMW
  }

  /** Plain SGD: for sessions that only predict or differentiate. */
  public static final Optimizer NONE = new Optimizer(Kind.SGD, 0, 0.9, 0.999, 1e-8, 0);
}
