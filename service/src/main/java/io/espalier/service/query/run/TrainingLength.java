package io.espalier.service.query.run;

import io.espalier.dag.Task;

/** How long a training is planned to be. */
public final class TrainingLength {
  private TrainingLength() {}

  /** Iterations of a training, 0 for any other task. */
  public static long of(Task task) {
    return task.operator().equals("train")
        ? Math.max(
            0, task.parameters().path("until").asLong() - task.parameters().path("from").asLong())
        : 0;
  }
}
