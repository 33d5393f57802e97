package io.espalier.step.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import io.espalier.store.run.NewRun;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunIdsTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:11:12Z");
  private static final String TIME = "-20261126-101112";

  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource({
    "quickstart, quickstart",
    "MyDag.v2_x-y, MyDag.v2_x-y",
    "žluťoučký, zlutoucky",
    "漢字, run",
    "漢字-7, _-7",
    "𝒜𝒜, AA",
    "½, 1_2",
    "scheduled__x, manual__scheduled__x",
    "___, run"
  })
  void aRunIsNamedByItsExperimentInTheLettersThatAirflowTakes(String name, String id) {
    try (Store store = Stores.own(home, "test")) {
      String runId = RunIds.free(store, name, NOW);

      assertThat(runId).isEqualTo(id + TIME).matches("[A-Za-z0-9_.~:+-]+");
    }
  }

  @Test
  void theLongestNamesGiveIdsOfAtMost250CharactersAndNoneIsGivenTwice() {
    try (Store store = Stores.own(home, "test")) {
      String name = "𝒜".repeat(250);
      String first = RunIds.free(store, name, NOW);
      assertThat(first).matches("A{200}-20261126-101112");
      String file = store.artifacts().put("config", "x/y", new byte[] {1}).sha256();
      store.runs().create(new NewRun(name, first, "workflow", file, file, NOW, 1, List.of()));

      assertThat(RunIds.free(store, name, NOW)).isEqualTo(first + "-2");
      assertThat(RunIds.free(store, "A".repeat(200), NOW)).isEqualTo(first + "-2");
    }
  }
}
