package io.espalier.run;

import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a run stands.
 *
 * @param state the run's state
 * @param reason why it is in it, empty where the state says enough
 * @param tasks number of tasks in each state
 */
public record RunSummary(RunState state, String reason, Map<TaskState, Integer> tasks) {
  public RunSummary {
    Map<TaskState, Integer> ordered = new EnumMap<>(TaskState.class);
    ordered.putAll(tasks);
    tasks = Collections.unmodifiableMap(ordered);
  }
}
