package io.espalier.service.query.cost;

import org.jspecify.annotations.Nullable;

/**
 * What a step took.
 *
 * @param iterations training iterations, 0 for what does not train
 * @param examples that went through the network
 * @param dense multiply–adds with all weights, null where they cannot be counted
 * @param left multiply–adds with the weights that are left, null where they cannot be counted
 * @param seconds that workers spent
 */
record StepCost(
    long iterations, long examples, @Nullable Long dense, @Nullable Long left, double seconds) {}
