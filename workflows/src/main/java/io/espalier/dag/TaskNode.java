package io.espalier.dag;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the walk needs to know of a task: nothing of its parameters or data.
 *
 * @param taskId Airflow's task id, groups included: {@code r1.ticket.03.prune}; of an instance of
 *     an expanded task with its map index after a dot
 * @param upstream ids of the direct upstream tasks, sorted, each once
 * @param settings retries, trigger rule and so on
 * @param flow how its result steers what follows
 * @param mapIndex Airflow's map_index, from 0; {@link #NOTHING_TO_MAP} for a task that was expanded
 *     over an empty list; null for a task that is not expanded
 */
public record TaskNode(
    String taskId,
    List<String> upstream,
    TaskSettings settings,
    Flow flow,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer mapIndex) {
  /** The map index of a task that was expanded over an empty list: it is skipped, not run. */
  public static final int NOTHING_TO_MAP = -1;

  public TaskNode {
    upstream = upstream.stream().distinct().sorted().toList();
  }

  /** A task that is not expanded. */
  public TaskNode(String taskId, List<String> upstream, TaskSettings settings, Flow flow) {
    this(taskId, upstream, settings, flow, null);
  }

  /** The id of an instance of an expanded task. */
  public static String instance(String taskId, int mapIndex) {
    return mapIndex < 0 ? taskId : taskId + "." + mapIndex;
  }

  /** Whether there is nothing to run, since the task was expanded over an empty list. */
  public boolean nothingToMap() {
    return mapIndex != null && mapIndex == NOTHING_TO_MAP;
  }

  /** The id by which Airflow knows the task: all instances of an expanded task have one. */
  public String mappedId() {
    return mapIndex == null || mapIndex < 0
        ? taskId
        : taskId.substring(0, taskId.length() - ("." + mapIndex).length());
  }
}
