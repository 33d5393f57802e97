package io.espalier.step;

import java.time.Duration;

/**
 * How a worker works.
 *
 * @param name the worker's name, recorded with every attempt
 * @param checkpointEvery shortest time between two checkpoints of a step that the clock asks for
 */
public record WorkerSettings(String name, Duration checkpointEvery) {
  /** Checkpoints every 10 s. */
  public static WorkerSettings of(String name) {
    return new WorkerSettings(name, Duration.ofSeconds(10));
  }

  /** Checks the ranges. */
  public WorkerSettings {
    if (checkpointEvery.isNegative()) {
      throw new IllegalArgumentException(
          "checkpointEvery: " + checkpointEvery + " (expected: >= 0)");
    }
  }
}
