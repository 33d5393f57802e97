package io.espalier.engine;

import io.espalier.tensor.Tensor;
import java.util.SortedMap;

/**
 * What some examples were on their way through a network, and how much a {@link Readout} of each
 * depends on it. Every gradient is that of the example's own number, not divided by the number of
 * examples.
 *
 * @param readouts the number of each example, {@code [count]}
 * @param inputGradients its derivative by the example's inputs, {@code [count, C, H, W]}
 * @param activations by layer: what it gave, after the non-linearity that directly follows it where
 *     one does, {@code [count, units]} or {@code [count, C, H, W]}
 * @param gradients by layer: the derivative by each of {@code activations}, of the same shape
 */
public record Trace(
    double[] readouts,
    Tensor inputGradients,
    SortedMap<String, Tensor> activations,
    SortedMap<String, Tensor> gradients) {}
