package io.espalier.step.worker;

import io.espalier.run.TaskCall;
import io.espalier.step.waiting.Waits;
import io.espalier.store.Store;
import io.espalier.store.worker.RunningTask;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The timers of all tasks of a worker: one sends heartbeats to the server, the other uses the
 * store, so that a slow store never delays a heartbeat. Thread-safe.
 */
final class Pulses implements AutoCloseable {
  /** A cancellation is the answer to a beat, and is to reach a training loop within a second. */
  private static final long BEAT_MILLIS = 900;

  private static final long RENEW_MILLIS = 5_000;

  private final Store store;
  private final Waits waits;
  private final Set<Pulse> pulses = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService beats = timer("espalier-heartbeats");
  private final ScheduledExecutorService storeCalls = timer("espalier-leases");

  @SuppressWarnings("FutureReturnValueIgnored") // Pulse.beat and renew throw nothing.
  Pulses(Store store, Waits waits) {
    this.store = store;
    this.waits = waits;
    beats.scheduleWithFixedDelay(
        () -> pulses.forEach(Pulse::beat), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    storeCalls.scheduleWithFixedDelay(
        () -> pulses.forEach(Pulse::renew), RENEW_MILLIS, RENEW_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Begins with a task.
   *
   * @param needsNoTrainer called when the task needs no trainer, or none any more
   */
  Pulse start(TaskCall call, Pulse.Heart heart, Runnable needsNoTrainer) {
    Pulse pulse = new Pulse(call, heart, needsNoTrainer, this, waits);
    pulses.add(pulse);
    return pulse;
  }

  void stop(Pulse pulse) {
    pulses.remove(pulse);
  }

  /** As {@link TaskWorker#running}. */
  List<RunningTask> running() {
    return pulses.stream()
        .map(
            pulse -> new RunningTask(pulse.call().runId(), pulse.call().taskId(), pulse.fraction()))
        .sorted(Comparator.comparing(RunningTask::runId).thenComparing(RunningTask::taskId))
        .toList();
  }

  /**
   * The server cancelled this task. In a cancelled run it stops at once; where the walk only wants
   * to continue as new, or the store does not say, it makes a checkpoint first.
   */
  void cancelled(Pulse pulse) {
    storeCalls.execute(
        () -> {
          try {
            if (RunControl.cancelReason(store, pulse.call().runId()) != null) {
              pulse.ask(Pulse.Request.STOP, "the run was cancelled");
            }
          } catch (RuntimeException e) {
            // The store is away; the milder request is right in any case.
          }
          pulse.ask(Pulse.Request.CHECKPOINT, "the walk asked it to");
        });
  }

  @Override
  public void close() {
    beats.shutdown();
    storeCalls.shutdown();
  }

  private static ScheduledExecutorService timer(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
