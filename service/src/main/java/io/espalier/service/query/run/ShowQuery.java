package io.espalier.service.query.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TaskNode;
import io.espalier.operator.EvaluateResult;
import io.espalier.operator.PruneResult;
import io.espalier.operator.ShrinkResult;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.service.answer.ListAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Find;
import io.espalier.service.query.Page;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.state.TaskState;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.Disposition;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code show}: what a run gave. */
public final class ShowQuery {
  /**
   * The query; parameter {@code run}, the latest where absent; optionally a part of its results, as
   * {@link Page} says.
   */
  public static final Query<ShowAnswer> QUERY =
      new Query<>(
          "show",
          ShowAnswer.class,
          List.of(Argument.RUN, Argument.LIMIT, Argument.CURSOR),
          (view, arguments) ->
              answer(view, Find.run(view.store(), arguments.get("run")), Page.of(arguments)));

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, TaskRecord> tasks;
  private final Map<String, List<StepArtifact>> outputs;
  private final Map<String, String> shrinkTasks;

  private ShowQuery(
      Map<String, TaskRecord> tasks, Map<String, List<StepArtifact>> outputs, Plan plan) {
    this.tasks = tasks;
    this.outputs = outputs;
    this.shrinkTasks = shrinkTasks(plan);
  }

  /** What a run gave so far. */
  public static ShowAnswer answer(View view, RunRecord run) {
    return answer(view, run, Page.ALL);
  }

  private static ShowAnswer answer(View view, RunRecord run, Page page) {
    List<String> altered = view.store().audit().altered(run.runId());
    try {
      return answer(view, run, page, altered);
    } catch (IllegalStateException | IllegalArgumentException e) {
      // What cannot even be read was not written so.
      throw altered.isEmpty() ? e : new AlteredException(altered.get(0));
    }
  }

  private static ShowAnswer answer(View view, RunRecord run, Page page, List<String> altered) {
    List<TaskRecord> tasks = view.store().tasks().list(run.runId());
    Plan plan = Plans.of(view.store(), run);
    ListAnswer.Run shown = ListQuery.describe(view, run);
    ShowQuery query =
        new ShowQuery(
            tasks.stream().collect(Collectors.toMap(TaskRecord::taskId, Function.identity())),
            view.store().tasks().outputs(run.runId(), named(plan)),
            plan);
    Rows rows = query.results(plan, page);
    return new ShowAnswer(
        shown.runId(),
        shown.dagId(),
        shown.state(),
        shown.reason(),
        shown.createdAt(),
        shown.endedAt(),
        steps(tasks),
        rows.shown(),
        AnalysisSummary.of(view.store(), plan, tasks),
        Verdicts.of(view.store(), run, query.tasks),
        tasks.stream()
            .filter(task -> task.state() == TaskState.FAILED)
            .map(
                task ->
                    new ShowAnswer.Failure(
                        task.taskId(), Objects.requireNonNullElse(task.failureText(), "")))
            .toList(),
        KnownFaults.of(view.store(), plan, query.tasks),
        plan.params(),
        plan.experiment().isNull() ? query.xcoms(plan) : List.of(),
        altered,
        rows.next());
  }

  private static ShowAnswer.Steps steps(List<TaskRecord> tasks) {
    int executed = 0;
    int cached = 0;
    int failed = 0;
    for (TaskRecord task : tasks) {
      executed += task.disposition() == Disposition.EXECUTED ? 1 : 0;
      cached += task.disposition() == Disposition.CACHED ? 1 : 0;
      failed += task.state() == TaskState.FAILED ? 1 : 0;
    }
    return new ShowAnswer.Steps(executed, cached, failed);
  }

  /** A part of the results, and the index among the planned ones at which the next part begins. */
  private record Rows(List<ShowAnswer.Result> shown, @Nullable String next) {}

  private Rows results(Plan plan, Page page) {
    List<ShowAnswer.Result> rows = new ArrayList<>();
    for (int index = page.index(); index < plan.results().size(); index++) {
      PlannedResult planned = plan.results().get(index);
      String evaluated = resultJson(planned.evaluateTask());
      String weights = digest(planned.trainTask(), "weights");
      if (evaluated == null || weights == null) {
        continue;
      }
      if (rows.size() == page.limit()) {
        return new Rows(rows, Integer.toString(index));
      }
      EvaluateResult accuracy = read(evaluated, EvaluateResult.class);
      String pruned = planned.maskTask() == null ? null : resultJson(planned.maskTask());
      PruneResult kept =
          pruned == null
              ? new PruneResult(planned.prunable(), planned.prunable(), 1, Map.of())
              : read(pruned, PruneResult.class);
      rows.add(
          new ShowAnswer.Result(
              planned.replicate(),
              planned.arm(),
              planned.draw(),
              planned.round(),
              kept.density(),
              kept.kept(),
              kept.prunable(),
              parameters(planned.trainTask()),
              planned.iterations(),
              planned.iterationsTotal(),
              accuracy.validationAccuracy(),
              accuracy.testAccuracy(),
              planned.maskTask() == null ? null : digest(planned.maskTask(), "mask"),
              digest(planned.startTask(), "weights"),
              weights));
    }
    return new Rows(rows, null);
  }

  /** What was pushed; a result of null never is. */
  private List<ShowAnswer.Xcom> xcoms(Plan plan) {
    List<ShowAnswer.Xcom> xcoms = new ArrayList<>();
    for (TaskNode node : plan.dag().nodes()) {
      String result = resultJson(node.taskId());
      JsonNode value = result == null ? NullNode.getInstance() : read(result, JsonNode.class);
      if (value.isNull() || !node.settings().doXcomPush()) {
        continue;
      }
      int mapIndex = Objects.requireNonNullElse(node.mapIndex(), -1);
      if (node.settings().multipleOutputs()) {
        value
            .properties()
            .forEach(
                part ->
                    xcoms.add(
                        new ShowAnswer.Xcom(
                            node.taskId(), mapIndex, part.getKey(), part.getValue())));
      }
      xcoms.add(new ShowAnswer.Xcom(node.taskId(), mapIndex, TaskInput.RETURN_VALUE, value));
    }
    return xcoms;
  }

  /** The tasks that say what is left of a network, by those that train with what is left. */
  private static Map<String, String> shrinkTasks(Plan plan) {
    Map<String, String> shrinkTasks = new HashMap<>();
    for (Task task : plan.dag().tasks()) {
      for (TaskInput input : task.inputs()) {
        if (input.role().equals("shrinking") && input.fromTask() != null) {
          shrinkTasks.put(task.node().taskId(), input.fromTask());
        }
      }
    }
    return shrinkTasks;
  }

  private @Nullable Long parameters(String trainTask) {
    String shrunk = shrinkTasks.get(trainTask);
    String result = shrunk == null ? null : resultJson(shrunk);
    return result == null ? null : read(result, ShrinkResult.class).parameters();
  }

  private @Nullable String resultJson(String taskId) {
    TaskRecord task = tasks.get(taskId);
    return task != null && task.state() == TaskState.SUCCESS ? task.resultJson() : null;
  }

  /** The tasks whose outputs results name. */
  private static Set<String> named(Plan plan) {
    return plan.results().stream()
        .flatMap(row -> Stream.of(row.trainTask(), row.startTask(), row.maskTask()))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private @Nullable String digest(String taskId, String role) {
    return outputs.getOrDefault(taskId, List.of()).stream()
        .filter(output -> output.role().equals(role))
        .map(output -> output.artifact().sha256())
        .findFirst()
        .orElse(null);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recorded result cannot be read: " + json, e);
    }
  }
}
