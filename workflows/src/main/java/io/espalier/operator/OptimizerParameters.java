package io.espalier.operator;

/**
 * The optimizer of a training.
 *
 * @param name {@code sgd}, {@code momentum}, {@code nesterov} or {@code adam}
 * @param momentum in [0, 1), for momentum and nesterov
 * @param beta1 in [0, 1), for adam
 * @param beta2 in [0, 1), for adam
 * @param epsilon above 0, for adam
 * @param weightDecay at least 0
 */
public record OptimizerParameters(
    String name, double momentum, double beta1, double beta2, double epsilon, double weightDecay) {}
