package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Test data choose nothing: what comes of them, the predictions of an evaluation and all that
 * analyses write, is read by operators alone that look at test data themselves, and so never by one
 * that trains, prunes or scores.
 */
final class TestDataCheck {
  private TestDataCheck() {}

  /**
   * Checks tasks in topological order.
   *
   * @throws IllegalArgumentException naming the task that must not read what it reads
   */
  static void check(Collection<Task> tasks, Catalog catalog) {
    Set<String> looking = new HashSet<>();
    for (Task task : tasks) {
      if (catalog.get(OperatorDescriptor.class, task.operator()).readsTestData()) {
        looking.add(task.node().taskId());
        continue;
      }
      for (TaskInput input : task.inputs()) {
        // Results are left out: an evaluation's holds what the validation split says, too.
        boolean output = !input.role().startsWith(TaskInput.XCOM);
        if (output && input.fromTask() != null && looking.contains(input.fromTask())) {
          throw new IllegalArgumentException(
              task.node().taskId()
                  + ": input "
                  + input.role()
                  + " from "
                  + input.fromTask()
                  + " (expected: nothing that came of test data; only operators whose"
                  + " readsTestData() is true may read it)");
        }
      }
    }
  }
}
