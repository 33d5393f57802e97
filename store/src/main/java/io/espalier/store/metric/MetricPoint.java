package io.espalier.store.metric;

/**
 * One number of a series.
 *
 * @param name such as {@code train_loss}
 * @param layer layer name, empty for the whole network
 * @param unit such as {@code nats}, {@code fraction}
 * @param iteration training iteration, 0 where there is none
 * @param value any double; NaN and infinities are kept
 */
public record MetricPoint(String name, String layer, String unit, long iteration, double value) {}
