package io.espalier.engine;

/**
 * A loss of a batch and its gradient by the logits.
 *
 * @param loss the mean over the examples
 * @param logits {@code [count, classes]} row-major
 * @param slopes derivatives of the mean by them, {@code [count, classes]} row-major
 */
public record LossGradient(double loss, float[] logits, float[] slopes) {}
