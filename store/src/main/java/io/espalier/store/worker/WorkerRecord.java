package io.espalier.store.worker;

import java.time.Instant;

/**
 * A worker as recorded; times are the database's.
 *
 * @param id number of its row
 * @param alive whether its last sign of life is less than {@link WorkerRegistry#PATIENCE} old
 * @param worker what it said when it began
 * @param beat what it said last
 */
public record WorkerRecord(
    long id, NewWorker worker, Instant startedAt, Instant seenAt, boolean alive, WorkerBeat beat) {

  /** Whether a task of this queue that is put there now would come to this worker. */
  public boolean serves(String queue) {
    return alive && !beat.draining() && worker.queues().contains(queue);
  }
}
