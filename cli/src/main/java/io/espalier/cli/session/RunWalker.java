package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.answer.TaskLine;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.grid.Watch;
import io.espalier.cli.query.Plans;
import io.espalier.cli.query.StatusQuery;
import io.espalier.cli.query.View;
import io.espalier.cli.server.Scopes;
import io.espalier.cli.server.TemporalServer;
import io.espalier.engine.Executor;
import io.espalier.plan.Plan;
import io.espalier.run.RunClient;
import io.espalier.run.RunSummary;
import io.espalier.run.Workers;
import io.espalier.step.ProgressBoard;
import io.espalier.step.RunControl;
import io.espalier.step.TaskWorker;
import io.espalier.step.WorkerSettings;
import io.espalier.store.Store;
import io.espalier.store.run.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Walks one run to its end in this process: workers, the Temporal server, and what is shown. */
final class RunWalker {
  private static final Duration REDRAW = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final OwnedStore owned;
  private final Catalog catalog;
  private final WalkSettings settings;
  private final ProgressBoard board = new ProgressBoard();

  RunWalker(OwnedStore owned, Catalog catalog, WalkSettings settings) {
    this.owned = owned;
    this.catalog = catalog;
    this.settings = settings;
  }

  /** How a walk ended. */
  enum Ended {
    /** The run's state says how. */
    FINISHED,
    /** Ctrl-C; the run can be resumed. */
    INTERRUPTED
  }

  /**
   * Walks a run from its recorded task states.
   *
   * @throws CliException when the walk itself broke; the run can be resumed
   */
  Ended walk(TemporalServer server, RunRecord run, Watch watch) {
    settings.interruption().orderly(true);
    try {
      return walked(server, run, watch);
    } finally {
      settings.interruption().orderly(false);
    }
  }

  private Ended walked(TemporalServer server, RunRecord run, Watch watch) {
    Store store = owned.store();
    Plan plan = Plans.of(store, run);
    List<Executor> executors = Executors.all();
    Integer asked = settings.parallel();
    int trainers = asked != null ? asked : SideBySide.of(plan, catalog).trainers();
    WorkerSettings worker = WorkerSettings.of("pid-" + ProcessHandle.current().pid(), trainers);
    try (TaskWorker tasks = new TaskWorker(store, catalog, executors, worker, board)) {
      RunClient client = new RunClient(server.client(), scope());
      owned.walk(new Walk(store, client, run.runId()));
      Workers workers =
          Workers.start(
              server.client(), scope(), new RunControl(store), tasks, queues(plan), worker.slots());
      Ended ended = Ended.INTERRUPTED;
      try {
        client.takeOver(run.runId());
        ended = watch(run, plan, client.result(run.runId()), watch);
        return ended;
      } finally {
        if (ended == Ended.FINISHED) {
          workers.end();
        } else {
          // Tasks under way write a checkpoint and stop.
          var unused = workers.stop(PATIENCE);
        }
      }
    }
  }

  private Ended watch(RunRecord run, Plan plan, CompletableFuture<RunSummary> result, Watch watch) {
    Instant start = Instant.now();
    CompletableFuture<Object> either =
        CompletableFuture.anyOf(result, settings.interruption().asked());
    while (true) {
      boolean done = await(either, run);
      watch.show(lines(run, plan), Duration.between(start, Instant.now()));
      if (done) {
        return result.isDone() ? Ended.FINISHED : Ended.INTERRUPTED;
      }
    }
  }

  private static boolean await(CompletableFuture<Object> either, RunRecord run) {
    try {
      either.get(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwable root = cause.getCause() == null ? cause : cause.getCause();
      throw new CliException(
          ExitCode.SOFTWARE,
          "the walk of run "
              + run.runId()
              + " broke: "
              + root.getMessage()
              + ": go on with `espalier resume "
              + run.runId()
              + "`",
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private List<TaskLine> lines(RunRecord run, Plan plan) {
    View view = new View(owned.home(), owned.store(), null, owned.live());
    RunRecord now = owned.store().runs().find(run.runId()).orElse(run);
    return StatusQuery.tasks(view, now, plan);
  }

  /** Other homes may use the same Temporal server; none of their tasks may come here. */
  private String scope() {
    return settings.shared() ? Scopes.of(owned.home()) : "";
  }

  private static Set<String> queues(Plan plan) {
    Set<String> queues = new TreeSet<>();
    plan.dag().tasks().forEach(task -> queues.add(task.node().settings().taskQueue()));
    return queues;
  }

  private final class Walk implements OwnedStore.Walked {
    private final Store store;
    private final RunClient client;
    private final String runId;

    Walk(Store store, RunClient client, String runId) {
      this.store = store;
      this.client = client;
      this.runId = runId;
    }

    @Override
    public String runId() {
      return runId;
    }

    @Override
    public Map<String, Double> progress() {
      return board.running(runId);
    }

    @Override
    public void cancel() {
      RunControl.requestCancel(store, runId);
      client.cancel(runId, RunControl.CANCELLED);
    }
  }
}
