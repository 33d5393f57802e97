package io.espalier.experiment;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.TestCatalog;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.protocol.PruneAndTrain;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Experiment files that tests read. */
public final class TestFiles {
  private TestFiles() {}

  /** The quickstart as it is shipped, with overrides. */
  public static Experiment quickstart(String... settings) {
    return quickstart(TestCatalog.get(), settings);
  }

  /** What an experiment prunes. */
  static PruneConfig prune(Experiment experiment) {
    return Objects.requireNonNull(experiment.prune());
  }

  /** An arm that prunes and trains. */
  static PruneAndTrain.Settings arm(Experiment experiment, String name) {
    return experiment.arm(name).protocol().settings(PruneAndTrain.Settings.class);
  }

  /** As {@link #quickstart(String...)}, checked against a catalog. */
  public static Experiment quickstart(Catalog catalog, String... settings) {
    return Experiments.load(
        Path.of("../configs/experiments/quickstart.yaml"), List.of(settings), catalog);
  }
}
