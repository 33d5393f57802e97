package io.espalier.step.worker;

import io.espalier.catalog.Catalog;
import io.espalier.engine.Executor;
import io.espalier.run.TaskActivities;
import io.espalier.run.TaskCall;
import io.espalier.run.TaskFailure;
import io.espalier.run.TaskResult;
import io.espalier.run.slot.TaskSlots;
import io.espalier.step.waiting.Waits;
import io.espalier.store.Store;
import io.espalier.store.worker.RunningTask;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes tasks for Temporal: every operator runs as a memoised step of the store. Thread-safe;
 * one instance serves all threads of a worker. Closing it stops its timers, so close it after the
 * worker.
 */
public final class TaskWorker implements TaskActivities, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);

  private final Waits waits = new Waits();
  private final TaskSlots slots;
  private final Pulses pulses;
  private final StepRunner runner;
  private final RunControl control;

  /**
   * A worker.
   *
   * @param store the store
   * @param catalog operators, criteria, networks and data sets by name
   * @param executors executors that run on this machine
   * @param settings name and habits
   */
  public TaskWorker(
      Store store, Catalog catalog, List<Executor> executors, WorkerSettings settings) {
    this(store, catalog, executors, settings, Budget.endless());
  }

  /**
   * A worker that begins no more than it may.
   *
   * @param budget how much that is
   */
  public TaskWorker(
      Store store,
      Catalog catalog,
      List<Executor> executors,
      WorkerSettings settings,
      Budget budget) {
    this.slots =
        store.shared()
            ? TaskSlots.shared(settings.slots(), settings.trainers())
            : TaskSlots.alone(settings.slots());
    this.pulses = new Pulses(store, waits);
    PlannedRun.Reader plans = new PlannedRun.Reader(store);
    this.runner = new StepRunner(store, catalog, executors, settings, budget, plans);
    this.control = new RunControl(store, plans, waits);
  }

  /** The bookkeeping over the same store, which reads each plan once together with the tasks. */
  public RunControl control() {
    return control;
  }

  /** How many tasks to take. */
  public TaskSlots slots() {
    return slots;
  }

  /** All tasks of a run that run here right now, by id, with how far they are, in [0, 1]. */
  public Map<String, Double> running(String runId) {
    return running().stream()
        .filter(task -> task.runId().equals(runId))
        .collect(Collectors.toMap(RunningTask::taskId, RunningTask::progress, Math::max));
  }

  /** All tasks that run here right now. */
  public List<RunningTask> running() {
    return pulses.running();
  }

  /** What runs wait for here. */
  public Waits waits() {
    return waits;
  }

  @Override
  public TaskResult execute(TaskCall call) {
    ActivityExecutionContext context = Activity.getExecutionContext();
    return execute(call, context::heartbeat);
  }

  TaskResult execute(TaskCall call, Pulse.Heart heart) {
    try (TaskSlots.Use slot = slots.begin();
        Pulse pulse = pulses.start(call, heart, slot::needsNoTrainer)) {
      TaskResult result = runner.run(call, pulse);
      waits.over(call.runId(), call.taskId());
      return result;
    } catch (Throwable thrown) {
      TaskFailedException failure = TaskFailedException.of(thrown);
      waits.failed(call.runId(), call.taskId(), failure.waitsFor(), failure.text());
      if (thrown != failure && isFailure(failure.kind())) {
        // It came before there was an attempt, whose log would hold it.
        LOG.error("task {} of run {}: {}", call.taskId(), call.runId(), failure.text(), thrown);
      }
      throw ApplicationFailure.newNonRetryableFailure(failure.text(), failure.kind().name());
    } finally {
      // A stop that came as an interrupt is answered now; the answer itself must get through.
      Thread.interrupted();
    }
  }

  private static boolean isFailure(TaskFailure kind) {
    return kind == TaskFailure.FAILED || kind == TaskFailure.FATAL;
  }

  @Override
  public void close() {
    pulses.close();
  }
}
