package io.espalier.store.worker;

import java.time.Duration;
import java.time.Instant;

/**
 * A worker as recorded; times are the database's.
 *
 * @param id number of its row
 * @param worker what it said when it began
 * @param silence time since its last sign of life, by the database's clock
 * @param claims whether steps are claimed under its name: they become free by themselves
 * @param beat what it said last
 */
public record WorkerRecord(
    long id,
    NewWorker worker,
    Instant startedAt,
    Instant seenAt,
    Duration silence,
    boolean claims,
    WorkerBeat beat) {

  /** Whether its last sign of life is less than {@link WorkerRegistry#PATIENCE} old. */
  public boolean alive() {
    return silence.compareTo(WorkerRegistry.PATIENCE) < 0;
  }

  /** Whether a task of this queue that is put there now would come to this worker. */
  public boolean serves(String queue) {
    return alive() && !beat.draining() && worker.queues().contains(queue);
  }
}
