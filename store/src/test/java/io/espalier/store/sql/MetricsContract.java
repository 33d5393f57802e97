package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.metric.MetricPoint;
import io.espalier.store.step.Claim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class MetricsContract extends StoreContract {
  private record Summary(
      @Nullable Long last,
      @Nullable Double lastValue,
      @Nullable Double min,
      @Nullable Double max) {}

  MetricsContract(Place place) {
    super(place);
  }

  @BeforeEach
  void aRun() {
    run("run", "t");
  }

  private static MetricPoint point(String name, String layer, long iteration, double value) {
    return new MetricPoint(name, layer, "nats", iteration, value);
  }

  private Summary summary(String name) {
    return sql(
        handle ->
            handle
                .select(
                    "SELECT last_iteration, last_value, min_value, max_value FROM metric_series"
                        + " WHERE name = ?",
                    name)
                .map(
                    (rows, context) ->
                        new Summary(
                            rows.getObject(1, Long.class),
                            rows.getObject(2, Double.class),
                            rows.getObject(3, Double.class),
                            rows.getObject(4, Double.class)))
                .one());
  }

  @Test
  void pointsComeBackByNameLayerAndIterationBitForBit() {
    List<MetricPoint> points =
        List.of(
            point("b", "", 2, Double.POSITIVE_INFINITY),
            point("b", "", 1, Double.MIN_VALUE),
            point("a", "fc2", 0, Math.PI),
            point("a", "fc1", 9, Double.NaN),
            point("a", "fc1", -1, -Double.MAX_VALUE));

    taken(request("run", "t", "step")).commit(List.of(), "{}", points);

    assertThat(store.metrics().of(key("step")))
        .containsExactly(points.get(4), points.get(3), points.get(2), points.get(1), points.get(0));
    assertThat(store.metrics().of(key("other"))).isEmpty();
  }

  @Test
  void seriesKnowTheirLastAndExtremeValuesWhateverIsNaN() {
    Claim claim = taken(request("run", "t", "step"));
    claim.checkpoint(
        2, written("state", "1"), List.of(point("loss", "", 1, 3), point("loss", "", 2, 1)));
    claim.checkpoint(
        4, written("state", "2"), List.of(point("loss", "", 3, 2), point("nan", "", 1, 0.0 / 0)));
    assertThat(summary("loss")).isEqualTo(new Summary(3L, 2.0, 1.0, 3.0));
    assertThat(summary("nan")).isEqualTo(new Summary(1L, Double.NaN, null, null));

    claim.commit(List.of(), "{}", List.of(point("loss", "", 4, 0.0 / 0)));

    assertThat(summary("loss")).isEqualTo(new Summary(4L, Double.NaN, 1.0, 3.0));
  }

  @Test
  void aPointThatIsWrittenAgainReplacesTheEarlierOne() {
    Claim claim = taken(request("run", "t", "step"));
    claim.checkpoint(
        2, written("state", "1"), List.of(point("loss", "", 1, 9), point("loss", "", 2, 1)));
    claim.checkpoint(
        2, written("state", "2"), List.of(point("loss", "", 1, 5), point("loss", "", 1, 4)));

    assertThat(store.metrics().of(key("step")))
        .containsExactly(point("loss", "", 1, 4), point("loss", "", 2, 1));
    assertThat(summary("loss")).isEqualTo(new Summary(2L, 1.0, 1.0, 4.0));
    assertThat(number("SELECT COUNT(*) FROM checkpoint")).isEqualTo(1);
  }

  @Test
  void aLongTrainingWritesAllItsPoints() {
    List<MetricPoint> points = new ArrayList<>();
    for (int i = 1; i <= 5000; i++) {
      points.add(point("loss", "", i, 1.0 / i));
    }

    taken(request("run", "t", "step")).commit(List.of(), "{}", points);

    assertThat(store.metrics().of(key("step"))).isEqualTo(points);
  }
}
