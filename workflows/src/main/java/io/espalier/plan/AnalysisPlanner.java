package io.espalier.plan;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.setting.Named;
import io.espalier.dag.Place;
import io.espalier.dag.RandomStream;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.Experiment;
import io.espalier.plan.analysis.AnalysedResult;
import io.espalier.plan.analysis.AnalysisDescriptor;
import io.espalier.plan.analysis.AnalysisPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans the analyses of an experiment once the tasks of its arms are there. */
final class AnalysisPlanner {
  private final Experiment experiment;
  private final Catalog catalog;
  private final DagBuilder dag;
  private final Map<String, TaskBuilder> tasks = new HashMap<>();
  private final List<AnalysedResult> results;

  private AnalysisPlanner(
      Experiment experiment,
      Catalog catalog,
      DagBuilder dag,
      List<TaskBuilder> tasks,
      List<PlannedResult> planned) {
    this.experiment = experiment;
    this.catalog = catalog;
    this.dag = dag;
    tasks.forEach(task -> this.tasks.put(task.id(), task));
    this.results = results(dag.build().tasks(), planned);
  }

  /**
   * Adds the tasks of all analyses, and says what they are.
   *
   * @param tasks those of the arms, all there are so far
   */
  static List<PlannedAnalysis> plan(
      Experiment experiment,
      Catalog catalog,
      DagBuilder dag,
      List<TaskBuilder> tasks,
      List<PlannedResult> planned) {
    if (experiment.analyses().isEmpty()) {
      return List.of();
    }
    AnalysisPlanner planner = new AnalysisPlanner(experiment, catalog, dag, tasks, planned);
    List<PlannedAnalysis> analyses = new ArrayList<>();
    experiment
        .analyses()
        .forEach(
            (name, analysis) -> {
              AnalysisDescriptor kind = catalog.get(AnalysisDescriptor.class, analysis.name());
              kind.plan(planner.new One(name, analysis));
              analyses.add(new PlannedAnalysis(name, kind.name(), kind.looks()));
            });
    return analyses;
  }

  /** Each network once: arms share the dense one. */
  private static List<AnalysedResult> results(List<Task> tasks, List<PlannedResult> planned) {
    Map<String, Task> byId =
        tasks.stream().collect(Collectors.toMap(task -> task.node().taskId(), Function.identity()));
    Map<List<String>, AnalysedResult> networks = new LinkedHashMap<>();
    for (PlannedResult result : planned) {
      Task train = byId.get(result.trainTask());
      if (train != null) {
        String split = from(Objects.requireNonNull(byId.get(result.evaluateTask())), "split");
        networks.computeIfAbsent(
            List.of(result.trainTask(), String.valueOf(result.maskTask())),
            key -> result(result, train, String.valueOf(split)));
      }
    }
    return List.copyOf(networks.values());
  }

  /** Of a network that is not trained, the evaluation alone says which examples are for what. */
  private static AnalysedResult result(PlannedResult planned, Task train, String split) {
    String arm = train.place().arm();
    return new AnalysedResult(
        new Place(planned.replicate(), arm, arm == null ? null : planned.draw(), planned.round()),
        train.parameters().path("network").asText(),
        planned.startTask(),
        planned.maskTask(),
        planned.trainTask(),
        planned.evaluateTask(),
        split,
        from(train, "shrinking"),
        from(train, "joint"));
  }

  private static @Nullable String from(Task task, String role) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role))
        .map(TaskInput::fromTask)
        .findFirst()
        .orElse(null);
  }

  private final class One implements AnalysisPlan {
    private final String name;
    private final Named analysis;

    One(String name, Named analysis) {
      this.name = name;
      this.analysis = analysis;
    }

    @Override
    public Experiment experiment() {
      return experiment;
    }

    @Override
    public Catalog catalog() {
      return catalog;
    }

    @Override
    public <S extends Record> S settings(Class<S> type) {
      return analysis.settings(type);
    }

    @Override
    public List<AnalysedResult> results() {
      return results;
    }

    @Override
    public RandomStream stream(String purpose, long... path) {
      return new RandomStream(purpose, experiment.seed(), Arrays.stream(path).boxed().toList());
    }

    @Override
    public void task(
        String id,
        String operator,
        Record parameters,
        List<TaskInput> inputs,
        RandomStream... streams) {
      TaskBuilder task = dag.task(whole(id), operator, parameters);
      tasks.put(task.id(), task);
      for (TaskInput input : inputs) {
        String from = input.fromTask();
        task.reads(input);
        if (from != null) {
          task.after(Objects.requireNonNull(tasks.get(from), from));
        }
      }
      for (RandomStream stream : streams) {
        task.stream(
            stream.purpose(),
            stream.seed(),
            stream.path().stream().mapToLong(Long::longValue).toArray());
      }
    }

    @Override
    public TaskInput output(String id, String output) {
      return TaskInput.of(output, whole(id), output);
    }

    private String whole(String id) {
      return PlannedAnalysis.TASKS + name + "." + id;
    }
  }
}
