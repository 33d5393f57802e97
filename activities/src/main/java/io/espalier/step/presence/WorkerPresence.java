package io.espalier.step.presence;

import io.espalier.step.worker.TaskWorker;
import io.espalier.store.Store;
import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.worker.NewWorker;
import io.espalier.store.worker.WaitingTask;
import io.espalier.store.worker.WorkerBeat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The presence of a worker in the registry of a shared store: it says every few seconds what it
 * does, and ends the attempts of workers that are gone. While the store is away it tries on; tasks
 * do not depend on it. Thread-safe.
 */
public final class WorkerPresence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPresence.class);
  private static final Duration BEAT = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofSeconds(15);

  private final Store store;
  private final NewWorker worker;
  private final TaskWorker tasks;
  private final LostAttempts lost;
  private final ScheduledExecutorService beats = timer("espalier-presence");
  private final ScheduledExecutorService looks = timer("espalier-lost-attempts");
  private volatile boolean draining;
  private volatile long id;

  private WorkerPresence(Store store, NewWorker worker, TaskWorker tasks, LostAttempts lost) {
    this.store = store;
    this.worker = worker;
    this.tasks = tasks;
    this.lost = lost;
    this.id = store.workers().enter(worker);
  }

  /**
   * Enters the registry.
   *
   * @param store a shared one
   * @param tasks what the worker does
   */
  public static WorkerPresence begin(Store store, NewWorker worker, TaskWorker tasks) {
    return begin(store, worker, tasks, BEAT, LOOK);
  }

  /**
   * Enters the registry.
   *
   * @param beat time between two signs of life
   * @param look time between two looks for attempts that were lost; a worker that renews its claims
   *     must do so in less
   */
  @SuppressWarnings("FutureReturnValueIgnored") // beat and look throw nothing
  static WorkerPresence begin(
      Store store, NewWorker worker, TaskWorker tasks, Duration beat, Duration look) {
    WorkerPresence presence =
        new WorkerPresence(store, worker, tasks, new LostAttempts(store.steps()));
    presence.beats.scheduleWithFixedDelay(
        presence::beat, 0, beat.toMillis(), TimeUnit.MILLISECONDS);
    presence.looks.scheduleWithFixedDelay(
        presence.lost::look, look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
    return presence;
  }

  /** Says that the worker takes no more tasks. */
  public void drains() {
    draining = true;
    beats.execute(this::beat);
  }

  private void beat() {
    WorkerBeat said = new WorkerBeat(draining, tasks.running(), waiting());
    try {
      if (!store.workers().beat(id, said)) {
        id = store.workers().enter(worker);
        store.workers().beat(id, said);
      }
    } catch (StoreUnavailableException away) {
      // The next beat tries again; until then this worker counts as gone.
    } catch (RuntimeException e) {
      LOG.error("saying what this worker does failed", e);
    }
  }

  private List<WaitingTask> waiting() {
    Instant now = Instant.now();
    return tasks.waits().all().entrySet().stream()
        .flatMap(
            run ->
                run.getValue().stream()
                    .map(
                        wait ->
                            new WaitingTask(
                                run.getKey(),
                                wait.who(),
                                wait.what().name(),
                                wait.text(),
                                Duration.between(wait.since(), now).toSeconds())))
        .toList();
  }

  /** Leaves the registry. */
  @Override
  public void close() {
    looks.shutdownNow();
    beats.shutdownNow();
    try {
      beats.awaitTermination(BEAT.toMillis(), TimeUnit.MILLISECONDS);
      store.workers().leave(id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (StoreUnavailableException away) {
      // It is forgotten as one that was killed.
    }
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
