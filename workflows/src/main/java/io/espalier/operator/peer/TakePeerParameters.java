package io.espalier.operator.peer;

/**
 * Operator {@code take_peer}: makes an ordinary network of one of those that were trained together.
 * Inputs {@code joint} (the output "peers" of the training), {@code mask}; output {@code weights}:
 * of the whole network, +0.0 in everything that the peer does not have.
 *
 * @param network name of the network
 * @param peer which one, from 1
 */
public record TakePeerParameters(String network, int peer) {}
