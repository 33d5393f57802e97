package io.espalier.run;

import io.espalier.dag.TaskNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as the walk needs it.
 *
 * @param dagId the Dag's id, hashed into retry delays
 * @param logicalDate ISO-8601 instant, hashed into retry delays
 * @param nodes the tasks in topological order
 * @param recorded the last recorded change of every task that has one, by task id
 * @param returnValues JSON results of finished branch and short-circuit tasks, by task id
 * @param cancelReason why the run is to be cancelled, null while it is not
 */
public record RunSnapshot(
    String dagId,
    String logicalDate,
    List<TaskNode> nodes,
    Map<String, TaskChange> recorded,
    Map<String, String> returnValues,
    @Nullable String cancelReason) {
  public RunSnapshot {
    nodes = List.copyOf(nodes);
    recorded = Map.copyOf(recorded);
    returnValues = Map.copyOf(returnValues);
  }
}
