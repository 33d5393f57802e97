package io.espalier.operator;

/**
 * Operator {@code control_mask}: input {@code mask}; stream {@code mask-control} (replicate, round,
 * draw); output {@code mask}; result {@link PruneResult}.
 *
 * @param control {@code shuffle_layer}, {@code shuffle_global}, {@code invert} or {@code random}
 */
public record ControlMaskParameters(String control) {}
