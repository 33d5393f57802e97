package io.espalier.store.run;

import io.espalier.store.task.NewTask;
import java.time.Instant;
import java.util.List;

/**
 * A run to be created.
 *
 * @param experiment name of the experiment (the dag_id)
 * @param runId public id, unique
 * @param workflowId Temporal's workflow id, unique
 * @param configDigest artifact of the configuration with every default written out
 * @param planDigest artifact of the plan
 * @param logicalDate Airflow's logical date
 * @param seed the experiment's seed
 * @param tasks all tasks of the plan
 */
public record NewRun(
    String experiment,
    String runId,
    String workflowId,
    String configDigest,
    String planDigest,
    Instant logicalDate,
    long seed,
    List<NewTask> tasks) {
  public NewRun {
    tasks = List.copyOf(tasks);
  }
}
