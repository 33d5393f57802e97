package io.espalier.operator;

import org.jspecify.annotations.Nullable;

/**
 * Operator {@code initialise}: stream {@code initialise} (replicate), output {@code weights}.
 *
 * @param network name of the network
 * @param distribution {@code glorot_normal} or {@code kaiming_normal}; null for the network's own
 */
public record InitialiseParameters(String network, @Nullable String distribution) {}
