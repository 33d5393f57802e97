package io.espalier.step.key;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.ExecutorDescriptor;
import io.espalier.catalog.OperatorDescriptor;
import io.espalier.dag.Task;
import io.espalier.engine.Executor;
import io.espalier.plan.Plan;
import io.espalier.step.Parameters;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether this process runs a stored plan with the code that the plan was made for. */
public final class PlanCheck {
  private PlanCheck() {}

  /**
   * Why this process must not run these tasks of a plan; empty when it may.
   *
   * @param catalog what this process knows
   * @param plan the stored plan
   * @param tasks the tasks still to run
   */
  public static List<String> problems(Catalog catalog, Plan plan, List<Task> tasks) {
    Set<String> problems = new LinkedHashSet<>();
    Set<String> mentioned = new TreeSet<>();
    for (Task task : tasks) {
      String problem = operatorProblem(catalog, task);
      if (problem != null) {
        problems.add(problem);
      }
      mentioned.add("operator/" + task.operator());
      mentioned.addAll(StepKey.mentioned(catalog, task.parameters()));
    }
    executorProblem(catalog, plan, tasks).ifPresent(problems::add);
    for (String id : mentioned) {
      String problem = jarProblem(id, plan.plugins().get(id), catalog.plugins().get(id));
      if (problem != null) {
        problems.add(problem);
      }
    }
    return List.copyOf(problems);
  }

  /** What this process has in place of a task's operator and version; empty where it has these. */
  public static Optional<String> otherVersion(Catalog catalog, Task task) {
    Optional<OperatorDescriptor> found = catalog.find(OperatorDescriptor.class, task.operator());
    if (found.isEmpty()) {
      return Optional.of("others do not know it");
    }
    int version = found.get().version();
    return version == task.operatorVersion()
        ? Optional.empty()
        : Optional.of("others have version " + version);
  }

  private static @Nullable String operatorProblem(Catalog catalog, Task task) {
    Optional<OperatorDescriptor> found = catalog.find(OperatorDescriptor.class, task.operator());
    if (found.isEmpty()) {
      return String.format(
          "operator %s: not known here (expected one of: %s); "
              + "give the folder of its jar with --plugins",
          task.operator(), String.join(", ", catalog.names(OperatorDescriptor.class)));
    }
    int version = found.get().version();
    if (version != task.operatorVersion()) {
      return String.format(
          "operator %s: version %d here, but the plan was made for version %d; "
              + "resume with the version of Espalier that made the plan, or start a new run",
          task.operator(), version, task.operatorVersion());
    }
    return null;
  }

  /** What keeps the plan's executor from running here, where one of these tasks needs it. */
  private static Optional<String> executorProblem(Catalog catalog, Plan plan, List<Task> tasks) {
    if (tasks.stream().noneMatch(task -> runsNetwork(catalog, task))) {
      return Optional.empty();
    }
    return catalog
        .find(ExecutorDescriptor.class, plan.executor())
        .flatMap(
            found -> found instanceof Executor executor ? executor.lacking() : found.lackingBuild())
        .map(lack -> "executor " + plan.executor() + ": " + lack);
  }

  private static boolean runsNetwork(Catalog catalog, Task task) {
    OperatorDescriptor operator =
        catalog.find(OperatorDescriptor.class, task.operator()).orElse(null);
    try {
      return operator != null
          && operator.runsNetwork(Parameters.read(operator, task.parameters()), catalog);
    } catch (IllegalArgumentException unfit) {
      return false; // reported where the task runs
    }
  }

  private static @Nullable String jarProblem(
      String id, @Nullable String planned, @Nullable String here) {
    if (Objects.equals(planned, here)) {
      return null;
    }
    if (planned == null) {
      return String.format(
          "%s: comes from a user jar (%s) here, but the plan was made with the built-in one; "
              + "leave that jar out of --plugins",
          id, here);
    }
    return String.format(
        "%s: the plan was made with the user jar %s, here it is %s; "
            + "give the same jar with --plugins",
        id, planned, here == null ? "missing" : here);
  }
}
