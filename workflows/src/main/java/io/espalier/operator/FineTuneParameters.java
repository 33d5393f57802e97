package io.espalier.operator;

/**
 * Operator {@code fine_tune}: inputs {@code weights} (as trained) and {@code mask}; output {@code
 * weights}, as trained where kept and +0.0 elsewhere. What the training after it does is the
 * business of that Train task.
 */
public record FineTuneParameters() {}
