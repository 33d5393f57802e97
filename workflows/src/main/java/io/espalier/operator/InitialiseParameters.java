package io.espalier.operator;

/**
 * Operator {@code initialise}: stream {@code initialise} (replicate), output {@code weights}.
 *
 * @param network name of the network
 */
public record InitialiseParameters(String network) {}
