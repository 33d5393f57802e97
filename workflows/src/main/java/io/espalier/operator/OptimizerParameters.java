package io.espalier.operator;

/**
 * The optimizer of a training.
 *
 * @param name {@code sgd}, {@code momentum}, {@code nesterov}, {@code adam} or {@code adamw}
 * @param momentum in [0, 1), for momentum and nesterov
 * @param beta1 in [0, 1), for adam and adamw
 * @param beta2 in [0, 1), for adam and adamw
 * @param epsilon above 0, for adam and adamw
 * @param weightDecay at least 0; added to the gradient, but for adamw taken off the weight
 */
public record OptimizerParameters(
    String name, double momentum, double beta1, double beta2, double epsilon, double weightDecay) {}
