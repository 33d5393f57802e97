package io.espalier.operator;

/**
 * Operator {@code rewind}: inputs {@code weights} (θ_k) and {@code mask}; output {@code weights},
 * bit-equal to θ_k where kept and +0.0 elsewhere.
 */
public record RewindParameters() {}
