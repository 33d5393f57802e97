package io.espalier.operator;

import org.jspecify.annotations.Nullable;

/**
 * What a training says of itself.
 *
 * @param iterations iterations trained
 * @param selectedIteration iteration of the weights it gave out
 * @param finalLoss mean training loss of the last 100 iterations, or of all if fewer
 * @param validationAccuracy of the weights it gave out, null without a validation split
 */
public record TrainResult(
    long iterations,
    long selectedIteration,
    double finalLoss,
    @Nullable Double validationAccuracy) {}
