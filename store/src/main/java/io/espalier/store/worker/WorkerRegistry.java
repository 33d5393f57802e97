package io.espalier.store.worker;

import java.time.Duration;
import java.util.List;

/** The workers of a shared store, with what each does. Thread-safe. */
public interface WorkerRegistry {
  /** After so long without a sign of life a worker counts as gone. */
  Duration PATIENCE = Duration.ofSeconds(15);

  /** A worker that has been silent for so long, and claims nothing, is forgotten. */
  Duration MEMORY = Duration.ofDays(1);

  /**
   * Adds a worker in place of those of its name that are silent, and forgets those that have long
   * been; returns the number of its row. One of its name that lives stays beside it.
   */
  long enter(NewWorker worker);

  /**
   * Records a sign of life.
   *
   * @return whether the worker is still known; one that was forgotten enters again
   */
  boolean beat(long id, WorkerBeat beat);

  /** Removes a worker that ends in good order. */
  void leave(long id);

  /**
   * Those that live, in the order in which they began; then those that are silent, the latest
   * first, unless another lives under their name.
   */
  List<WorkerRecord> list();
}
