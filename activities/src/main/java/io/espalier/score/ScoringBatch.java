package io.espalier.score;

/**
 * Training examples that a criterion looks at.
 *
 * @param inputs {@code [count, C, H, W]} row-major
 * @param labels {@code [count]}
 */
public record ScoringBatch(float[] inputs, int[] labels) {}
