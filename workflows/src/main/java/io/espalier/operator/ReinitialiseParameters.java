package io.espalier.operator;

import org.jspecify.annotations.Nullable;

/**
 * Operator {@code reinitialise}: input {@code mask}; stream {@code reinitialise} (replicate, round,
 * draw); output {@code weights}: a fresh draw where kept, +0.0 elsewhere.
 *
 * @param network name of the network
 * @param distribution {@code glorot_normal} or {@code kaiming_normal}; null for the network's own
 */
public record ReinitialiseParameters(String network, @Nullable String distribution) {}
