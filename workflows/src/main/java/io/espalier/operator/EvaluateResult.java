package io.espalier.operator;

import org.jspecify.annotations.Nullable;

/** Accuracies as fractions and mean cross-entropies in nats; null without a validation split. */
public record EvaluateResult(
    @Nullable Double validationAccuracy,
    @Nullable Double validationLoss,
    double testAccuracy,
    double testLoss) {}
