package io.espalier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.ExperimentJson;
import io.espalier.experiment.load.Experiments;
import io.espalier.experiment.read.ExperimentException;
import java.nio.charset.StandardCharsets;

/** Experiment files: refused in one sentence, or the same when written out and read again. */
public final class ExperimentFuzz {
  private static final Catalog CATALOG = Catalog.builtIn();

  private ExperimentFuzz() {}

  /** What is made once does not count as the time of an input. */
  public static void fuzzerInitialize() {
    fuzzerTestOneInput("name: none".getBytes(StandardCharsets.UTF_8));
  }

  public static void fuzzerTestOneInput(byte[] bytes) {
    Experiment experiment;
    try {
      experiment = Experiments.parse("fuzz", bytes, CATALOG);
    } catch (ExperimentException refused) {
      assertThat(refused.getMessage()).startsWith("fuzz").contains("(expected: ");
      return;
    }
    byte[] written = ExperimentJson.bytes(experiment);
    Experiment again = Experiments.parse("again", written, CATALOG);
    assertThat(ExperimentJson.bytes(again)).isEqualTo(written);
  }
}
