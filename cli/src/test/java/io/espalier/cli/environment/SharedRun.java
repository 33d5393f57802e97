package io.espalier.cli.environment;

import io.espalier.catalog.Catalog;
import io.espalier.cli.server.TemporalServer;
import io.espalier.cli.session.Executors;
import io.espalier.experiment.load.Experiments;
import io.espalier.plan.Plan;
import io.espalier.plan.Planner;
import io.espalier.run.RunClient;
import io.espalier.run.Workers;
import io.espalier.step.submit.RunStart;
import io.espalier.step.worker.Budget;
import io.espalier.step.worker.TaskWorker;
import io.espalier.step.worker.WorkerSettings;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Runs an experiment on a shared store, walked and computed in this process. */
final class SharedRun {
  private SharedRun() {}

  /** Runs it to its end; returns the run's id. */
  static String of(Environment environment, Path experiment) {
    Catalog catalog = Catalog.builtIn();
    Plan plan =
        Planner.plan(Experiments.load(experiment, List.of(), catalog), catalog, List.of(), null);
    try (Store store = environment.open();
        TemporalServer server = TemporalServer.embedded();
        TaskWorker tasks =
            new TaskWorker(
                store, catalog, Executors.all(), WorkerSettings.of("test", 1), Budget.endless());
        Workers workers =
            Workers.start(
                server.client(), "", tasks.control(), tasks, queues(plan), tasks.slots())) {
      RunRecord run = RunStart.submit(store, plan, Instant.now());
      RunClient client = new RunClient(server.client(), "");
      client.takeOver(run.runId());
      client.result(run.runId()).orTimeout(5, TimeUnit.MINUTES).join();
      workers.end();
      return run.runId();
    }
  }

  private static Set<String> queues(Plan plan) {
    Set<String> queues = new TreeSet<>();
    plan.dag().tasks().forEach(task -> queues.add(task.node().settings().taskQueue()));
    return queues;
  }
}
