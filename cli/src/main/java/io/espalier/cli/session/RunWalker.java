package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.cli.exit.CliException;
import io.espalier.cli.exit.ExitCode;
import io.espalier.cli.grid.Watch;
import io.espalier.cli.home.HomeSite;
import io.espalier.cli.notify.Notice;
import io.espalier.cli.server.Scopes;
import io.espalier.cli.server.ServerWatch;
import io.espalier.cli.server.TemporalServer;
import io.espalier.plan.Plan;
import io.espalier.run.RunClient;
import io.espalier.run.RunSummary;
import io.espalier.run.Workers;
import io.espalier.service.answer.TaskLine;
import io.espalier.service.query.View;
import io.espalier.service.query.run.StatusQuery;
import io.espalier.service.query.run.Waiting;
import io.espalier.step.waiting.Wait;
import io.espalier.step.waiting.Waits;
import io.espalier.step.worker.RunControl;
import io.espalier.step.worker.TaskWorker;
import io.espalier.step.worker.WorkerSettings;
import io.espalier.store.failure.StoreUnavailableException;
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

/** Walks one run to its end in this process: its workers, and what is shown meanwhile. */
final class RunWalker implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final OwnedStore owned;
  private final WalkSettings settings;
  private final Plan plan;
  private final RunClient client;
  private final TaskWorker tasks;
  private final Workers workers;
  private List<TaskLine> shown = List.of();
  private final ServerWatch server;
  private boolean stopped;

  private RunWalker(
      OwnedStore owned,
      WalkSettings settings,
      Plan plan,
      RunClient client,
      TaskWorker tasks,
      Workers workers,
      ServerWatch server) {
    this.owned = owned;
    this.settings = settings;
    this.plan = plan;
    this.client = client;
    this.tasks = tasks;
    this.workers = workers;
    this.server = server;
  }

  /** Starts the workers that a plan needs; they wait for the run. */
  static RunWalker begin(
      OwnedStore owned, Catalog catalog, WalkSettings settings, TemporalServer server, Plan plan) {
    Integer asked = settings.parallel();
    int trainers = asked != null ? asked : SideBySide.of(plan, catalog).trainers();
    WorkerSettings worker = WorkerSettings.of("pid-" + ProcessHandle.current().pid(), trainers);
    // Other homes may use the same Temporal server; none of their tasks may come here.
    String scope = settings.shared() ? Scopes.of(owned.home()) : "";
    TaskWorker tasks =
        new TaskWorker(owned.store(), catalog, Executors.all(), worker, settings.budget());
    Workers workers =
        Workers.start(server.client(), scope, tasks.control(), tasks, queues(plan), tasks.slots());
    RunClient client = new RunClient(server.client(), scope);
    return new RunWalker(owned, settings, plan, client, tasks, workers, new ServerWatch(server));
  }

  /**
   * Walks a run of the plan from its recorded task states; the workers have stopped after it.
   *
   * @throws CliException when the walk itself broke; the run can be resumed
   */
  CommandSession.End walk(RunRecord run, Watch watch) {
    settings.interruption().orderly(true);
    owned.walk(new Walk(run.runId()));
    CommandSession.End ended = CommandSession.End.INTERRUPTED;
    try {
      client.takeOver(run.runId());
      ended = watch(run, client.result(run.runId()), watch);
      return ended;
    } finally {
      stop(ended);
      settings.interruption().orderly(false);
    }
  }

  private void stop(CommandSession.End ended) {
    stopped = true;
    server.close();
    if (ended == CommandSession.End.FINISHED) {
      workers.end();
    } else {
      // Tasks under way write a checkpoint and stop.
      var unused = workers.stop(PATIENCE);
    }
    tasks.close();
  }

  /** Stops the workers where no run was walked. */
  @Override
  public void close() {
    if (!stopped) {
      stop(CommandSession.End.FINISHED);
    }
  }

  private CommandSession.End watch(
      RunRecord run, CompletableFuture<RunSummary> result, Watch watch) {
    Instant start = Instant.now();
    CompletableFuture<Object> either =
        CompletableFuture.anyOf(result, settings.interruption().asked());
    FirstFailure failure = new FirstFailure(settings.notifier(), run);
    while (true) {
      boolean done = await(either, run);
      lookForServer(run);
      watch.show(
          lines(run), Waiting.of(view(), run.runId()), Duration.between(start, Instant.now()));
      if (!done) {
        failure.look(shown);
      }
      if (done) {
        return result.isDone() ? CommandSession.End.FINISHED : CommandSession.End.INTERRUPTED;
      }
      if (BudgetEnd.reached(settings.budget(), shown, plan)) {
        return CommandSession.End.OUT_OF_BUDGET;
      }
    }
  }

  private void lookForServer(RunRecord run) {
    if (server.awaySince() == null) {
      tasks.waits().over(run.runId(), Waits.WALK);
    } else {
      tasks.waits().failed(run.runId(), Waits.WALK, Wait.For.TEMPORAL, "no answer");
    }
  }

  private boolean await(CompletableFuture<Object> either, RunRecord run) {
    try {
      either.get(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwable root = cause.getCause() == null ? cause : cause.getCause();
      settings
          .notifier()
          .tell(
              Notice.stopped(
                  run.runId(), run.experiment(), "its walk broke: " + root.getMessage()));
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

  /** Where the tasks stand, or stood when the store could last be read. */
  private List<TaskLine> lines(RunRecord run) {
    try {
      RunRecord now = owned.store().runs().find(run.runId()).orElse(run);
      shown = StatusQuery.standing(view(), now, plan).tasks();
      tasks.waits().over(run.runId(), Waits.READING);
    } catch (StoreUnavailableException e) {
      Wait.For what = Wait.For.store(e);
      tasks.waits().failed(run.runId(), Waits.READING, what, String.valueOf(e.getMessage()));
    }
    return shown;
  }

  private View view() {
    return HomeSite.view(owned.home(), owned.store(), null, owned.live());
  }

  private static Set<String> queues(Plan plan) {
    Set<String> queues = new TreeSet<>();
    plan.dag().tasks().forEach(task -> queues.add(task.node().settings().taskQueue()));
    return queues;
  }

  private final class Walk implements OwnedStore.Walked {
    private final String runId;

    Walk(String runId) {
      this.runId = runId;
    }

    @Override
    public String runId() {
      return runId;
    }

    @Override
    public Map<String, Double> progress() {
      return tasks.running(runId);
    }

    @Override
    public List<Wait> waits() {
      return tasks.waits().of(runId);
    }

    @Override
    public void cancel() {
      RunControl.requestCancel(owned.store(), runId);
      client.cancel(runId, "");
    }
  }
}
