package io.espalier.store.metric;

import java.util.List;

/** Series of numbers that steps recorded. */
public interface Metrics {
  /** All points of a step, by name, layer and iteration. */
  List<MetricPoint> of(String stepKey);
}
