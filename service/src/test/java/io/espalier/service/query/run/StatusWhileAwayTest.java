package io.espalier.service.query.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.service.answer.StatusAnswer;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Live;
import io.espalier.service.query.TestSite;
import io.espalier.service.query.View;
import io.espalier.step.waiting.Wait;
import io.espalier.step.waiting.Waits;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The owner is asked while it can read nothing from its own store. */
class StatusWhileAwayTest {
  private static final StatusAnswer.Owner OWNER =
      new StatusAnswer.Owner(1, "espalier run", "run", Instant.EPOCH);

  /** A store of which every part is away. */
  private final Store away =
      (Store)
          Proxy.newProxyInstance(
              Store.class.getClassLoader(),
              new Class<?>[] {Store.class},
              (proxy, method, arguments) -> {
                throw new StoreUnavailableException("full", new IOException("no space"));
              });

  @Test
  void itSaysFromItsMemoryWhatItWaitsFor() {
    Instant since = Instant.parse("2001-11-26T10:41:07Z");
    List<Wait> waits =
        List.of(
            new Wait(Waits.READING, Wait.For.DISK, "closed; SQL statement:\nSELECT 1", since),
            new Wait("a", Wait.For.DISK, "no space", since.plusSeconds(1)),
            new Wait("b", Wait.For.STEP, "step 1 is computed by w2", since.plusSeconds(2)),
            new Wait("c", Wait.For.BUCKET, "s3://b/ refused", since.plusSeconds(3)));

    StatusAnswer answer = status(waits);

    assertThat(answer.owner()).isEqualTo(OWNER);
    assertThat(answer.run()).isNull();
    assertThat(answer.waits())
        .extracting(StatusAnswer.Wait::waitsFor, StatusAnswer.Wait::tasks)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("disk", List.of("a")),
            org.assertj.core.groups.Tuple.tuple("step", List.of("b")),
            org.assertj.core.groups.Tuple.tuple("bucket", List.of("c")));
    assertThat(answer.waits().get(0).since()).isEqualTo(since);
    assertThat(answer.waits().get(0).text()).endsWith("; goes on by itself (closed)");
    assertThat(answer.waits().get(1).text())
        .startsWith("waiting for another worker since 2001-11-2")
        .endsWith("; goes on by itself (step 1 is computed by w2)");
    assertThat(answer.waits().get(2).text())
        .startsWith("waiting for the bucket since 2001-11-2")
        .endsWith("; goes on by itself (s3://b/ refused)");
  }

  @Test
  void withNothingToSayItFails() {
    assertThatThrownBy(() -> status(List.of())).isInstanceOf(StoreUnavailableException.class);
  }

  private StatusAnswer status(List<Wait> waits) {
    Live live =
        new Live() {
          @Override
          public @Nullable String runId() {
            return "run";
          }

          @Override
          public Map<String, Double> progress(String runId) {
            return Map.of();
          }

          @Override
          public List<Wait> waits(String runId) {
            return waits;
          }

          @Override
          public boolean serves(String queue) {
            return true;
          }
        };
    return StatusQuery.QUERY.of(new View(new TestSite(), away, OWNER, live), Arguments.NONE);
  }
}
