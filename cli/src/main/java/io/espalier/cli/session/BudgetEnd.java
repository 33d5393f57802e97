package io.espalier.cli.session;

import io.espalier.dag.TaskNode;
import io.espalier.plan.Plan;
import io.espalier.service.answer.TaskLine;
import io.espalier.step.worker.Budget;
import io.espalier.store.Store;
import io.espalier.store.task.TaskUpdate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** When a walk ends whose budget is used up, and what it leaves. */
final class BudgetEnd {
  private BudgetEnd() {}

  /**
   * Whether nothing is under way and nothing more may be begun: its time is over, or every task
   * that could run was refused.
   *
   * @param lines where the tasks stand
   */
  static boolean reached(Budget budget, List<TaskLine> lines, Plan plan) {
    Set<String> refused = budget.refused();
    if (refused.isEmpty() || budget.computing()) {
      return false;
    }
    if (budget.timeIsOver()) {
      return true;
    }
    Set<String> finished = new HashSet<>();
    lines.stream()
        .filter(line -> line.state().finished())
        .forEach(line -> finished.add(line.taskId()));
    return plan.dag().nodes().stream()
        .filter(node -> !finished.contains(node.taskId()))
        .filter(node -> finished.containsAll(node.upstream()))
        .map(TaskNode::taskId)
        .allMatch(refused::contains);
  }

  /** Lets refused tasks begin at once when the run is resumed, and not after a delay. */
  static void makeReady(Store store, String runId, Set<String> refused) {
    store
        .tasks()
        .record(
            runId,
            store.tasks().list(runId).stream()
                .filter(task -> refused.contains(task.taskId()) && task.nextTryAt() != null)
                .map(
                    task ->
                        new TaskUpdate(
                            task.taskId(),
                            task.state(),
                            task.tryNumber(),
                            task.maxTries(),
                            task.lostWorkers(),
                            null,
                            null))
                .toList());
  }
}
