package io.espalier.dag.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.TaskSettings;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Airflow's retry arithmetic, to the second. */
class RetryDelayTest {
  private static final JsonNode VECTORS = Vectors.read("retry_vectors");

  @Test
  void everyDelayEqualsAirflows() {
    List<JsonNode> cases = new ArrayList<>(Vectors.list(VECTORS.get("vectors")));
    cases.addAll(Vectors.list(VECTORS.get("edge")));
    assertThat(cases).hasSizeGreaterThan(340);
    for (JsonNode c : cases) {
      TaskSettings settings =
          TaskSettings.builder()
              .retryDelaySeconds(c.get("retry_delay").asDouble())
              .retryExponentialBackoff(c.get("multiplier_seen_by_scheduler").asDouble())
              .maxRetryDelaySeconds(
                  c.get("max_retry_delay").isNull() ? null : c.get("max_retry_delay").asDouble())
              .build();
      Instant date = date(c.get("logical_date"));
      for (int i = 0; i < c.get("tries").size(); i++) {
        double delay =
            RetryDelay.seconds(
                settings,
                c.get("dag_id").asText(),
                c.get("task_id").asText(),
                date,
                c.get("tries").get(i).asInt());
        assertThat(delay)
            .as("try %s of %s", c.get("tries").get(i), c)
            .isEqualTo(c.get("delay_s").get(i).asDouble());
      }
    }
  }

  @Test
  void everyLogicalDatePrintsAsPythonPrintsIt() {
    assertThat(VECTORS.get("dates").size()).isGreaterThan(15);
    for (JsonNode c : VECTORS.get("dates")) {
      assertThat(PythonText.datetime(date(c.get("given"))))
          .as("%s", c)
          .isEqualTo(c.get("str_of_ti_logical_date").asText());
    }
  }

  @Test
  void theWorkedExampleHolds() {
    TaskSettings settings =
        TaskSettings.builder().retryDelaySeconds(300).retryExponentialBackoff(2).build();
    assertThat(
            IntStream.rangeClosed(1, 8)
                .mapToDouble(
                    n ->
                        RetryDelay.seconds(
                            settings, "pruning", "train", Instant.parse("2026-11-21T00:00:00Z"), n))
                .toArray())
        .containsExactly(466, 795, 1921, 4506, 8950, 14086, 34702, 39629);
  }

  private static @Nullable Instant date(JsonNode text) {
    return text.isNull() ? null : OffsetDateTime.parse(text.asText()).toInstant();
  }
}
