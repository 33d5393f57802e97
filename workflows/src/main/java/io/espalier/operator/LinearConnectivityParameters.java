package io.espalier.operator;

import org.jspecify.annotations.Nullable;

/**
 * Operator {@code linear_mode_connectivity}: two inputs {@code weights} with their places, and
 * {@code split}; measures {@code loss} and {@code error} along the line between them, {@code
 * loss_barrier} and {@code error_barrier}.
 *
 * @param network name of the network
 * @param steps parts that the line is divided into, at least 2
 * @param on {@code test}, {@code validation} or {@code train}: the split that losses are taken on
 * @param examples how many of it at the most, null for all
 * @param batchNorm {@code reestimated}: running statistics are taken anew on training examples at
 *     every point; {@code interpolated}: they are interpolated as weights are
 * @param statisticsExamples training examples that statistics are taken on
 */
public record LinearConnectivityParameters(
    String network,
    int steps,
    String on,
    @Nullable Integer examples,
    String batchNorm,
    int statisticsExamples) {}
