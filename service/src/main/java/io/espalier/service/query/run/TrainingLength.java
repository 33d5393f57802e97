package io.espalier.service.query.run;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Task;

/** How long a training is planned to be. */
public final class TrainingLength {
  private static final Catalog BUILT_IN = Catalog.builtIn();

  private TrainingLength() {}

  /**
   * Iterations of a training, 0 for any other task, and for one of an operator from a user's jar.
   */
  public static long of(Task task) {
    return of(task, BUILT_IN);
  }

  /** Iterations of a training, 0 for any other task. */
  public static long of(Task task, Catalog catalog) {
    return catalog
        .find(OperatorDescriptor.class, task.operator())
        .map(operator -> operator.iterations(task.parameters()))
        .orElse(0L);
  }
}
