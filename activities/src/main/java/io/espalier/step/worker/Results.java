package io.espalier.step.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.Task;
import io.espalier.dag.TaskSettings;
import io.espalier.dag.walk.Skips;
import io.espalier.dag.walk.Topology;
import io.espalier.run.TaskFailure;
import io.espalier.step.Parameters;

/** What a task's result must be for the tasks after it: where it steers, and where it has keys. */
final class Results {
  private Results() {}

  /** Whether anything but its size is asked of this task's result. */
  static boolean matter(Task task) {
    return task.node().flow().steers() || pushesKeys(task);
  }

  private static boolean pushesKeys(Task task) {
    TaskSettings settings = task.node().settings();
    return settings.doXcomPush() && settings.multipleOutputs();
  }

  /**
   * Checks a result.
   *
   * @throws TaskFailedException (FAILED) when it names what is no task of the Dag, or has no keys
   *     although the task has multiple_outputs
   */
  static void check(PlannedRun run, Task task, String result) {
    if (task.node().flow().steers()) {
      try {
        var unused = Skips.of(new Topology(run.plan().dag().nodes()), task.node().taskId(), result);
      } catch (IllegalArgumentException e) {
        throw new TaskFailedException(TaskFailure.FAILED, String.valueOf(e.getMessage()), e);
      }
    }
    if (pushesKeys(task)) {
      JsonNode value = read(result);
      if (!value.isObject() && !value.isNull()) {
        throw new TaskFailedException(
            TaskFailure.FAILED,
            task.node().taskId()
                + ": result is of type "
                + value.getNodeType()
                + " (expected: an object, for multiple_outputs)");
      }
    }
  }

  /** A recorded result as JSON. */
  static JsonNode read(String result) {
    try {
      return Parameters.MAPPER.readTree(result);
    } catch (JsonProcessingException e) {
      throw new TaskFailedException(TaskFailure.FATAL, "a recorded result is no JSON", e);
    }
  }

  /** JSON as it is recorded. */
  static String write(JsonNode value) {
    try {
      return Parameters.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
