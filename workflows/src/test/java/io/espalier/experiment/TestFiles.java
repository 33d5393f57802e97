package io.espalier.experiment;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.TestCatalog;
import io.espalier.experiment.load.Experiments;
import java.nio.file.Path;
import java.util.List;

/** Experiment files that tests read. */
public final class TestFiles {
  private TestFiles() {}

  /** The quickstart as it is shipped, with overrides. */
  public static Experiment quickstart(String... settings) {
    return quickstart(TestCatalog.get(), settings);
  }

  /** As {@link #quickstart(String...)}, checked against a catalog. */
  public static Experiment quickstart(Catalog catalog, String... settings) {
    return Experiments.load(
        Path.of("../configs/experiments/quickstart.yaml"), List.of(settings), catalog);
  }
}
