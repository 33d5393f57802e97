package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.data.DataSet;
import io.espalier.experiment.Experiment;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.train.Rehearsal;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Has a run's network trained on noise in the background, until the run itself trains. */
public final class WarmUp implements AutoCloseable {
  private volatile BooleanSupplier over = () -> false;

  /**
   * Begins it.
   *
   * @param plan made in the background too; what it throws ends the warm-up and nothing else
   */
  WarmUp(Supplier<Plan> plan, Catalog catalog) {
    Thread thread =
        new Thread(
            () -> Rehearsal.run(plan.get(), catalog, Executors.all(), () -> over.getAsBoolean()),
            "espalier-warm-up");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, cause) -> {});
    thread.start();
  }

  /** Ends it as soon as the run trains. */
  void until(BooleanSupplier trains) {
    over = trains;
  }

  /** Begins it for an experiment whose data need not be there yet. */
  public static WarmUp of(Experiment experiment, Catalog catalog) {
    return new WarmUp(() -> plan(experiment, catalog), catalog);
  }

  /** The digests of the data make no difference to what is trained. */
  private static Plan plan(Experiment experiment, Catalog catalog) {
    DataSet set = DataFiles.find(catalog, experiment.data().name());
    return Planner.plan(experiment, catalog, DataFiles.unread(set));
  }

  @Override
  public void close() {
    over = () -> true;
  }
}
