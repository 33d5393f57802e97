package io.espalier.run;

import io.espalier.run.slot.TaskSlots;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.CompositeTuner;
import io.temporal.worker.tuning.FixedSizeSlotSupplier;
import io.temporal.worker.tuning.SlotSupplier;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The workers of this process: one for workflows and bookkeeping, and one for each task queue. Safe
 * for use by several threads.
 */
public final class Workers implements AutoCloseable {
  /** So that a cancellation reaches a training loop within a second. */
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(500);

  /** Trainings may take every core; a workflow that waits for one has not hung. */
  private static final long DEADLOCK_MILLIS = 20_000;

  private static final int CONTROL_SLOTS = 8;

  /** Walks that go on at the same moment; each takes milliseconds. */
  private static final int WORKFLOW_SLOTS = 200;

  /** For the last answers to reach the server, once their tasks have stopped. */
  private static final long REPORT_MILLIS = 500;

  private final WorkerFactory control;
  private final WorkerFactory tasks;
  private final StoppableTasks underWay;

  private Workers(WorkerFactory control, WorkerFactory tasks, StoppableTasks underWay) {
    this.control = control;
    this.tasks = tasks;
    this.underWay = underWay;
  }

  /**
   * Starts the workers.
   *
   * @param scope names the store among those that share this Temporal server; empty where there is
   *     only one, or all workers share it. Up to 64 characters
   * @param run the bookkeeping
   * @param taskActivities executes tasks; called by several threads at once
   * @param queues task queues to serve; {@code default} is {@code cpu}
   * @param slots how many tasks it takes from a queue
   */
  public static Workers start(
      WorkflowClient client,
      String scope,
      RunActivities run,
      TaskActivities taskActivities,
      Collection<String> queues,
      TaskSlots slots) {
    return start(client, scope, run, taskActivities, queues, slots, WalkLimits.DEFAULT);
  }

  static Workers start(
      WorkflowClient client,
      String scope,
      RunActivities run,
      TaskActivities taskActivities,
      Collection<String> queues,
      TaskSlots slots,
      WalkLimits limits) {
    WorkerFactory control = WorkerFactory.newInstance(client);
    Worker worker =
        control.newWorker(
            Queues.control(scope), options(new FixedSizeSlotSupplier<>(CONTROL_SLOTS)));
    worker.registerWorkflowImplementationFactory(
        RunWorkflow.class, () -> new RunWorkflowImpl(limits));
    worker.registerActivitiesImplementations(run);
    WorkerFactory tasks = WorkerFactory.newInstance(client);
    StoppableTasks underWay = new StoppableTasks(taskActivities);
    Set<String> served = new LinkedHashSet<>();
    queues.forEach(queue -> served.add(Queues.tasks(queue, scope)));
    for (String queue : served) {
      tasks.newWorker(queue, options(slots.ofQueue())).registerActivitiesImplementations(underWay);
    }
    control.start();
    tasks.start();
    return new Workers(control, tasks, underWay);
  }

  /**
   * Stops taking tasks and tells the running ones to stop: their next heartbeat throws, without an
   * interrupt, so that they can still write a checkpoint. Then stops the bookkeeping.
   *
   * @param patience how long running tasks may take
   * @return whether all of them stopped in that time
   */
  public boolean stop(Duration patience) {
    tasks.shutdown();
    boolean stopped = stopped(patience);
    // Termination itself would wait for long polls, which a server answers after a minute.
    tasks.awaitTermination(REPORT_MILLIS, TimeUnit.MILLISECONDS);
    tasks.shutdownNow();
    control.shutdown();
    control.awaitTermination(REPORT_MILLIS, TimeUnit.MILLISECONDS);
    control.shutdownNow();
    return stopped;
  }

  private boolean stopped(Duration patience) {
    try {
      return underWay.awaitNone(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops at once: for when the run has ended, and no task is under way that could be cut off. */
  public void end() {
    tasks.shutdownNow();
    control.shutdownNow();
  }

  /** Stops with a patience of 10 seconds. */
  @Override
  public void close() {
    stop(Duration.ofSeconds(10));
  }

  private static WorkerOptions options(SlotSupplier<ActivitySlotInfo> slots) {
    return WorkerOptions.newBuilder()
        .setWorkerTuner(
            new CompositeTuner(
                new FixedSizeSlotSupplier<>(WORKFLOW_SLOTS),
                slots,
                new FixedSizeSlotSupplier<>(CONTROL_SLOTS),
                new FixedSizeSlotSupplier<>(CONTROL_SLOTS)))
        .setMaxConcurrentActivityTaskPollers(2)
        .setMaxConcurrentWorkflowTaskPollers(2)
        .setMaxHeartbeatThrottleInterval(HEARTBEAT_INTERVAL)
        .setDefaultHeartbeatThrottleInterval(HEARTBEAT_INTERVAL)
        .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
        .build();
  }
}
