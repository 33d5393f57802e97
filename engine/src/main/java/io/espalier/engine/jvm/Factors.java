package io.espalier.engine.jvm;

/**
 * What the gradients of a fully connected layer are outer products of, example by example.
 *
 * @param inputs {@code [count, in]}, with room for one block of the kernels after them
 * @param slopes derivatives of each example's loss by the layer's outputs, {@code [count, out]}
 */
record Factors(String layer, int in, int out, float[] inputs, float[] slopes) {}
