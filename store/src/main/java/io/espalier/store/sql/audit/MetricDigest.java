package io.espalier.store.sql.audit;

import io.espalier.store.metric.MetricPoint;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One digest over all series of a step. */
public final class MetricDigest {
  private record Name(String name, String layer) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : layer.compareTo(other.layer);
    }
  }

  private record Series(String unit, NavigableMap<Long, Double> points) {}

  private MetricDigest() {}

  /**
   * SHA-256 over the series in the order of name and layer, each with its unit and its points by
   * iteration; null where there are none. Of two points of one iteration the later counts, and zero
   * has no sign, as in the rows.
   */
  public static @Nullable String of(List<MetricPoint> points) {
    if (points.isEmpty()) {
      return null;
    }
    Map<Name, Series> all = new TreeMap<>();
    for (MetricPoint point : points) {
      all.computeIfAbsent(
              new Name(point.name(), point.layer()),
              name -> new Series(point.unit(), new TreeMap<>()))
          .points()
          .put(point.iteration(), point.value());
    }
    Fields fields = new Fields();
    all.forEach(
        (name, series) -> {
          fields.add(name.name()).add(name.layer()).add(series.unit());
          fields.add(series.points().size());
          series
              .points()
              .forEach(
                  (iteration, value) ->
                      fields.add(iteration).add(Double.doubleToLongBits(value + 0.0)));
        });
    return fields.hex();
  }
}
