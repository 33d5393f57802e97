package io.espalier.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.catalog.Catalog;
import io.espalier.experiment.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.train.Rehearsal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Training on noise while a run is being prepared. */
class WarmUpTest {
  private static final Path FILE =
      Path.of("../configs/experiments/quickstart-offline.yaml").toAbsolutePath();
  private final Catalog catalog = Catalog.builtIn();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void itEndsBetweenTwoIterationsWhenTheRunTrains() throws Exception {
    Rehearsal.run(plan("jvm"), catalog, Executors.all(), () -> asked.incrementAndGet() == 3);
    assertThat(asked).hasValue(3);
  }

  @Test
  void anExecutorThatNeedsNoCompilationIsLeftAlone() throws Exception {
    Rehearsal.run(plan("dl4j-cpu"), catalog, Executors.all(), () -> asked.incrementAndGet() == 3);
    assertThat(asked).hasValue(0);
  }

  private Plan plan(String executor) throws Exception {
    return Planner.plan(
        Experiments.load(FILE, List.of("executor=" + executor), catalog), catalog, List.of());
  }
}
