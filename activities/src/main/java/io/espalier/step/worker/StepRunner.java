package io.espalier.step.worker;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.catalog.PluginException;
import io.espalier.dag.Task;
import io.espalier.engine.Executor;
import io.espalier.engine.ExecutorStart;
import io.espalier.engine.ExecutorStartException;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.state.TaskState;
import io.espalier.step.FatalTaskException;
import io.espalier.step.Operator;
import io.espalier.step.Parameters;
import io.espalier.step.key.PlanCheck;
import io.espalier.step.key.StepKey;
import io.espalier.step.submit.PlannedCatalog;
import io.espalier.store.Store;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.step.StepRecord;
import io.espalier.store.task.Disposition;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what step a task is, and has it computed unless it is recorded. Every way of not
 * succeeding is an exception that {@link TaskFailedException#of} understands. Thread-safe.
 */
final class StepRunner {
  private final Store store;
  private final Catalog catalog;
  private final Map<String, Executor> executors = new TreeMap<>();
  private final WorkerSettings settings;
  private final Budget budget;
  private final PlannedRun.Reader plans;
  private final Inputs inputs;
  private final Trainers trainers;
  private final StepsUnderWay underWay = new StepsUnderWay();
  private final RuntimeInfo plainRuntime = ProgramRuntime.plain();

  StepRunner(
      Store store,
      Catalog catalog,
      List<Executor> executors,
      WorkerSettings settings,
      Budget budget,
      PlannedRun.Reader plans) {
    this.store = store;
    this.catalog = catalog;
    executors.forEach(executor -> this.executors.put(executor.name(), executor));
    this.settings = settings;
    this.budget = budget;
    this.plans = plans;
    this.inputs = new Inputs(store);
    this.trainers = new Trainers(settings.trainers(), TrainerBytes.budget());
  }

  /** One try at a task. */
  TaskResult run(TaskCall call, Pulse pulse) {
    PlannedRun run = plans.read(call.runId());
    Task task = run.task(call.taskId());
    if (task.node().nothingToMap()) {
      throw new TaskFailedException(TaskFailure.SKIPPED, "expanded over an empty list");
    }
    Optional<TaskRecord> record = store.tasks().find(call.runId(), call.taskId());
    if (record.isPresent() && record.get().state() == TaskState.SUCCESS) {
      // A call that comes late or twice: the answer got lost, the commit did not.
      String result = record.get().resultJson();
      boolean cached = record.get().disposition() == Disposition.CACHED;
      return new TaskResult(cached, result == null ? "null" : result);
    }
    return compute(run, task, call.tryNumber(), pulse, true);
  }

  /** Runs the step of a task again whose outputs were found damaged. */
  private void makeAgain(PlannedRun run, String taskId, Pulse pulse) {
    int tryNumber = store.tasks().find(run.runId(), taskId).map(TaskRecord::tryNumber).orElse(1);
    try {
      compute(run, run.task(taskId), Math.max(1, tryNumber), pulse, false);
    } catch (RuntimeException e) {
      TaskFailedException failure = TaskFailedException.of(e);
      boolean skip = failure.kind() == TaskFailure.SKIPPED;
      throw new TaskFailedException(
          skip ? TaskFailure.FATAL : failure.kind(),
          "making the outputs of " + taskId + " again: " + failure.text(),
          e);
    }
  }

  private TaskResult compute(
      PlannedRun run, Task task, int tryNumber, Pulse pulse, boolean called) {
    Catalog planned = catalog(run);
    List<String> problems = PlanCheck.problems(planned, run.plan(), List.of(task));
    if (!problems.isEmpty()) {
      throw PlanCheck.otherVersion(planned, task)
          .map(other -> lacking(version(task), other, problems.get(0)))
          .orElseGet(() -> lacking(problems.get(0)));
    }
    OperatorDescriptor descriptor = planned.get(OperatorDescriptor.class, task.operator());
    if (!(descriptor instanceof Operator<?> operator)) {
      throw lacking("operator " + task.operator() + ": has no code in this process");
    }
    return compute(run, planned, task, operator, tryNumber, pulse, called);
  }

  /** What the names of a plan mean: a worker of a shared store need not have seen them before. */
  private Catalog catalog(PlannedRun run) {
    if (!store.shared()) {
      return catalog;
    }
    try {
      return PlannedCatalog.of(store, catalog, run.plan());
    } catch (PluginException e) {
      throw lacking(String.valueOf(e.getMessage()));
    }
  }

  /** This process lacks something for a task; where there are other workers, one may have it. */
  private RuntimeException lacking(String what) {
    return lacking("another build", what, what);
  }

  /**
   * The same, where it can be said what the other worker has.
   *
   * @param why this one is not it
   * @param problem in a process that is alone
   */
  private RuntimeException lacking(String needed, String why, String problem) {
    return store.shared()
        ? TaskFailedException.leftToOthers("waiting for a worker with " + needed + " (" + why + ")")
        : new FatalTaskException(problem);
  }

  private static String version(Task task) {
    return task.operator() + " version " + task.operatorVersion();
  }

  @SuppressWarnings("try") // Steps under way are only begun and ended.
  private <P extends Record> TaskResult compute(
      PlannedRun run,
      Catalog planned,
      Task task,
      Operator<P> operator,
      int tryNumber,
      Pulse pulse,
      boolean called) {
    P parameters = parameters(operator, task);
    boolean runsNetwork = operator.runsNetwork(parameters, planned);
    if (!runsNetwork) {
      pulse.needsNoTrainer();
    }
    RuntimeInfo runtime = plainRuntime;
    ExecutorStartException broken = null;
    if (runsNetwork) {
      try {
        runtime = ProgramRuntime.of(ExecutorStart.runtime(executor(run)));
      } catch (ExecutorStartException e) {
        // The attempt fails with it, so that there is one, with a log.
        broken = e;
      }
    }
    Double seconds = called ? task.node().settings().executionTimeoutSeconds() : null;
    ExecutionTimeout timeout = new ExecutionTimeout(seconds, pulse);
    Inputs.Maker maker = taskId -> timeout.spare(() -> makeAgain(run, taskId, pulse));
    Xcoms xcoms = Xcoms.of(store, run, task);
    List<StepArtifact> given = new ArrayList<>(inputs.of(run, task, maker));
    given.addAll(xcoms.inputs());
    StepKey key =
        StepKey.of(
            planned,
            run.plan().executor(),
            run.runId(),
            tryNumber,
            task,
            operator,
            parameters,
            given);
    pulse.requireWanted();
    ClaimRequest request =
        new ClaimRequest(
            run.runId(),
            task.node().taskId(),
            tryNumber,
            key.digest(),
            StepKey.VERSION,
            operator.name(),
            key.json(),
            given,
            settings.name(),
            runtime);
    boolean placed = !operator.memoised() || StepKey.everyTime(task);
    TaskHost host =
        new TaskHost(
            store.artifacts(),
            inputs,
            settings.checkpointEvery(),
            () -> executor(run),
            run,
            planned,
            task,
            given,
            xcoms,
            placed ? tryNumber : 0,
            maker,
            broken);
    requireFit(run, task, key);
    boolean trains = operator.iterations(task.parameters()) > 0;
    try (StepsUnderWay.End end = underWay.begin(key.digest(), pulse);
        Budget.@Nullable Share share = share(task, key, trains);
        Trainers.Place place =
            share != null && runsNetwork
                ? trainers.take(pulse, bytes(run, planned, task), devices(run))
                : Trainers.NONE) {
      ClaimOutcome outcome = store.steps().claim(request);
      if (outcome instanceof ClaimOutcome.Taken taken) {
        if (share != null) {
          share.used();
        }
        StepAttempt attempt = new StepAttempt(task, request, taken.claim(), pulse, timeout);
        return attempt.run(operator, parameters, host, place, called);
      }
      return notTaken(key, outcome);
    }
  }

  /** Where one process computes a plan, it was asked for no more trainers than fit. */
  private long bytes(PlannedRun run, Catalog planned, Task task) {
    return store.shared() ? TrainerBytes.of(task, run.plan().executor(), planned) : 0;
  }

  /** As {@link #bytes}; 0 where the plan's executor trains on cores. */
  private int devices(PlannedRun run) {
    Executor executor = executors.get(run.plan().executor());
    return store.shared() && executor != null ? executor.devices() : 0;
  }

  private static TaskResult notTaken(StepKey key, ClaimOutcome outcome) {
    if (outcome instanceof ClaimOutcome.Recorded recorded) {
      return new TaskResult(true, recorded.resultJson());
    }
    if (outcome instanceof ClaimOutcome.Irreproducible closed) {
      throw new FatalTaskException(closed.detail());
    }
    ClaimOutcome.Busy busy = (ClaimOutcome.Busy) outcome;
    throw new TaskFailedException(
        TaskFailure.STEP_BUSY, "step " + key.digest() + " is computed by " + busy.owner());
  }

  /** A recorded result must fit this Dag, which may not be the one it was made in. */
  private void requireFit(PlannedRun run, Task task, StepKey key) {
    if (!Results.matter(task)) {
      return;
    }
    Optional<StepRecord> recorded = store.steps().find(key.digest());
    String result = recorded.filter(StepRecord::completed).map(StepRecord::resultJson).orElse(null);
    if (result == null) {
      return;
    }
    try {
      Results.check(run, task, result);
    } catch (TaskFailedException e) {
      throw new FatalTaskException(
          e.text()
              + "; its step is recorded with this result: raise the operator's version, or let"
              + " its memoised() return false");
    }
  }

  /** What a step needs of the budget; a recorded one needs neither that nor a trainer: null. */
  private Budget.@Nullable Share share(Task task, StepKey key, boolean trains) {
    boolean recorded = store.steps().find(key.digest()).filter(StepRecord::completed).isPresent();
    return recorded ? null : budget.take(task.node().taskId(), trains);
  }

  private static <P extends Record> P parameters(Operator<P> operator, Task task) {
    try {
      return Parameters.read(operator, task.parameters());
    } catch (IllegalArgumentException e) {
      throw new FatalTaskException(String.valueOf(e.getMessage()));
    }
  }

  private Executor executor(PlannedRun run) {
    Executor executor = executors.get(run.plan().executor());
    if (executor == null) {
      throw lacking(
          String.format(
              "executor %s: not on this worker (expected one of: %s)",
              run.plan().executor(), String.join(", ", executors.keySet())));
    }
    return executor;
  }
}
