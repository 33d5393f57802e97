package io.espalier.operator;

/**
 * Operator {@code reinitialise}: input {@code mask}; stream {@code reinitialise} (replicate, round,
 * draw); output {@code weights}: a fresh draw where kept, +0.0 elsewhere.
 *
 * @param network name of the network
 */
public record ReinitialiseParameters(String network) {}
