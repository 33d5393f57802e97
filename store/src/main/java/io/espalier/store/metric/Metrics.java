package io.espalier.store.metric;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Series of numbers that steps recorded. */
public interface Metrics {
  /** All points of a step, by name, layer and iteration. */
  default List<MetricPoint> of(String stepKey) {
    return of(List.of(stepKey)).getOrDefault(stepKey, List.of());
  }

  /** The points of some steps, by key, in one question to the database. */
  Map<String, List<MetricPoint>> of(Collection<String> stepKeys);
}
