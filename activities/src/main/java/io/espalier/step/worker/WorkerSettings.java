package io.espalier.step.worker;

import java.time.Duration;

/**
 * How a worker works.
 *
 * @param name the worker's name, recorded with every attempt
 * @param trainers networks that run at the same time, at least 1
 * @param checkpointEvery shortest time between two checkpoints of a step that the clock asks for
 */
public record WorkerSettings(String name, int trainers, Duration checkpointEvery) {
  /** Checkpoints every 10 s. */
  public static WorkerSettings of(String name, int trainers) {
    return new WorkerSettings(name, trainers, Duration.ofSeconds(10));
  }

  /**
   * Tasks to take at the same time: one for each trainer, and as many again (at least 4) whose
   * small steps lie between trainings, or, in a process that is alone, whose training is ready for
   * the next free place.
   */
  public int slots() {
    return trainers + Math.max(4, trainers);
  }

  /** Checks the ranges. */
  public WorkerSettings {
    if (trainers < 1) {
      throw new IllegalArgumentException("trainers: " + trainers + " (expected: >= 1)");
    }
    if (checkpointEvery.isNegative()) {
      throw new IllegalArgumentException(
          "checkpointEvery: " + checkpointEvery + " (expected: >= 0)");
    }
  }
}
