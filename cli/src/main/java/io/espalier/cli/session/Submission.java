package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.terminal.FetchBar;
import io.espalier.data.DataSet;
import io.espalier.experiment.Experiment;
import io.espalier.plan.DagDefinition;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.step.submit.PlannedCatalog;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A plan that is to be run, while what it reads is on its way into the store. */
final class Submission {
  private final Plan plan;
  private final Runnable inputs;

  private Submission(Plan plan, Runnable inputs) {
    this.plan = plan;
    this.inputs = inputs;
  }

  /** Plans an experiment, and begins to store its data and start weights. */
  static Submission of(
      Store store, Path home, Catalog catalog, Experiment experiment, FetchBar progress)
      throws IOException {
    DataSet set = DataFiles.find(catalog, experiment.data().name());
    Background<List<String>> data =
        Background.begin("espalier-data", () -> DataFiles.store(store, home, set, progress));
    String weights = StartWeights.store(store, experiment.model().startWeights());
    // Where digests are published the plan needs no byte of the data.
    List<String> digests = DataFiles.known(set).orElseGet(data::get);
    return new Submission(Planner.plan(experiment, catalog, digests, weights), data::get);
  }

  /** Plans a Dag written in Java. */
  static Submission of(Catalog catalog, DagDefinition definition, List<String> params) {
    try {
      return new Submission(Planner.plan(definition, params, catalog), () -> {});
    } catch (IllegalArgumentException e) {
      throw CliException.usage("--dag " + definition.name() + ": " + e.getMessage());
    }
  }

  Plan plan() {
    return plan;
  }

  /**
   * Says what a person should know before it runs.
   *
   * @throws CliException when it must fail
   */
  void check(Catalog catalog, PrintWriter err) {
    PlanNotes counts = PlanNotes.of(plan, catalog);
    if (!counts.problems().isEmpty()) {
      throw CliException.usage(counts.problems().get(0) + " (see `espalier plan`)");
    }
    counts.notes().forEach(note -> err.println("note: " + note));
  }

  /**
   * Creates the run, once what it reads is in the store: where other machines compute it, its user
   * jars too.
   */
  RunRecord create(Store store, Catalog catalog, PrintWriter err) {
    inputs.run();
    if (store.shared()) {
      PlannedCatalog.store(store, catalog, plan);
    }
    RunRecord run = RunStart.submit(store, plan, Instant.now());
    err.println("run " + run.runId());
    err.flush();
    return run;
  }
}
