package io.espalier.operator.peer;

/**
 * Operator {@code evaluate_peers}: measures an ensemble of networks that were trained together, Σ
 * ωᵢ zᵢ of their logits, and how their weights ω went. Inputs {@code joint} (each the output {@code
 * peers} of a training; several are taken with equal weights), {@code mask} (one a network), {@code
 * split}; stream {@code permute} (replicate).
 *
 * @param network name of the network
 */
public record EvaluatePeersParameters(String network) {}
