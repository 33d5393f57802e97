package io.espalier.operator;

/**
 * Operator {@code evaluate}: inputs {@code weights} and {@code split}, optionally {@code mask}, by
 * which an executor may save work; output {@code predictions}; result {@link EvaluateResult}.
 *
 * @param network name of the network
 */
public record EvaluateParameters(String network) {}
