package io.espalier.experiment;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.operator.OptimizerParameters;

/** The optimizer and the constants that it has. */
public sealed interface OptimizerConfig {
  /** The form that the train operator takes; constants that play no part have a fixed value. */
  OptimizerParameters parameters();

  /**
   * Plain gradient descent.
   *
   * @param weightDecay L2 coefficient, added to the gradient
   */
  @Doc("Plain gradient descent.")
  record Sgd(
      @Doc("L2 coefficient, added to the gradient.") @Range(min = 0, max = 1) @Default("0")
          double weightDecay)
      implements OptimizerConfig {
    @Override
    public OptimizerParameters parameters() {
      return new OptimizerParameters("sgd", 0, 0.9, 0.999, 1e-8, weightDecay);
    }
  }

  /**
   * Gradient descent with heavy-ball momentum.
   *
   * @param momentum how much of the last update is kept
   * @param weightDecay L2 coefficient, added to the gradient
   */
  @Doc("Gradient descent with momentum.")
  record Momentum(
      @Doc("How much of the last update is kept.")
          @Range(min = 0, max = 1, below = true)
          @Default("0.9")
          @Shorthand
          double momentum,
      @Doc("L2 coefficient, added to the gradient.") @Range(min = 0, max = 1) @Default("0")
          double weightDecay)
      implements OptimizerConfig {
    @Override
    public OptimizerParameters parameters() {
      return new OptimizerParameters("momentum", momentum, 0.9, 0.999, 1e-8, weightDecay);
    }
  }

  /**
   * Gradient descent with Nesterov's momentum.
   *
   * @param momentum how much of the last update is kept
   * @param weightDecay L2 coefficient, added to the gradient
   */
  @Doc("Gradient descent with Nesterov's momentum.")
  record Nesterov(
      @Doc("How much of the last update is kept.")
          @Range(min = 0, max = 1, below = true)
          @Default("0.9")
          @Shorthand
          double momentum,
      @Doc("L2 coefficient, added to the gradient.") @Range(min = 0, max = 1) @Default("0")
          double weightDecay)
      implements OptimizerConfig {
    @Override
    public OptimizerParameters parameters() {
      return new OptimizerParameters("nesterov", momentum, 0.9, 0.999, 1e-8, weightDecay);
    }
  }

  /**
   * Adam (Kingma and Ba 2015).
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root
   * @param weightDecay L2 coefficient, added to the gradient
   */
  @Doc("Adam (Kingma and Ba 2015).")
  record Adam(
      @Doc("Decay of the first moment.") @Range(min = 0, max = 1, below = true) @Default("0.9")
          double beta1,
      @Doc("Decay of the second moment.") @Range(min = 0, max = 1, below = true) @Default("0.999")
          double beta2,
      @Doc("Added to the root of the second moment.")
          @Range(min = 0, above = true, max = 1)
          @Default("1e-8")
          double epsilon,
      @Doc("L2 coefficient, added to the gradient.") @Range(min = 0, max = 1) @Default("0")
          double weightDecay)
      implements OptimizerConfig {
    @Override
    public OptimizerParameters parameters() {
      return new OptimizerParameters("adam", 0, beta1, beta2, epsilon, weightDecay);
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019).
   *
   * @param beta1 decay of the first moment
   * @param beta2 decay of the second moment
   * @param epsilon added to the root
   * @param weightDecay part of a weight, times the learning rate, that goes in each iteration
   */
  @Doc("Adam with decoupled weight decay (Loshchilov and Hutter 2019).")
  record Adamw(
      @Doc("Decay of the first moment.") @Range(min = 0, max = 1, below = true) @Default("0.9")
          double beta1,
      @Doc("Decay of the second moment.") @Range(min = 0, max = 1, below = true) @Default("0.999")
          double beta2,
      @Doc("Added to the root of the second moment.")
          @Range(min = 0, above = true, max = 1)
          @Default("1e-8")
          double epsilon,
      @Doc("Part of each weight, times the learning rate, that goes in each iteration.")
          @Range(min = 0, max = 1)
          @Default("0.01")
          double weightDecay)
      implements OptimizerConfig {
    @Override
    public OptimizerParameters parameters() {
      return new OptimizerParameters("adamw", 0, beta1, beta2, epsilon, weightDecay);
    }
  }
}
