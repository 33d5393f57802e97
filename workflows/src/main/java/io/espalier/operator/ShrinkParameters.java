package io.espalier.operator;

/**
 * Operator {@code shrink}: input {@code mask}; output {@code shrinking}, what the smaller network
 * has of the original and so the way back too; result {@link ShrinkResult}. Tasks of the operators
 * {@code train} and {@code evaluate} that have it as an input run the smaller network; what they
 * read and write stays in the form of the original.
 *
 * @param network name of the network
 */
public record ShrinkParameters(String network) {}
