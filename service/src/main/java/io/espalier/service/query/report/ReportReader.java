package io.espalier.service.query.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.catalog.Catalog;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedResult;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.run.RunRecord;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.task.Disposition;
import io.espalier.store.task.TaskRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers what a report shows from the store. */
final class ReportReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Store store;
  private final Catalog catalog;
  private final RunRecord run;
  private final Plan plan;
  private final Map<String, TaskRecord> tasks;

  ReportReader(Store store, Catalog catalog, RunRecord run, Plan plan) {
    this.store = store;
    this.catalog = catalog;
    this.run = run;
    this.plan = plan;
    this.tasks =
        store.tasks().list(run.runId()).stream()
            .collect(Collectors.toMap(TaskRecord::taskId, Function.identity()));
  }

  ReportAnswer read(ShowAnswer show) {
    return new ReportAnswer(
        show,
        network(),
        configured("data"),
        plan.experiment().toPrettyString(),
        run.configDigest(),
        run.planDigest(),
        layers(),
        curves(),
        new AnalysisReader(store, plan, tasks, show).read(),
        plan.dag().tasks().stream().map(this::task).toList(),
        times(),
        List.copyOf(runtimes()));
  }

  private List<ReportAnswer.LayerKept> layers() {
    List<ReportAnswer.LayerKept> layers = new ArrayList<>();
    for (PlannedResult result : plan.results()) {
      TaskRecord mask = result.maskTask() == null ? null : tasks.get(result.maskTask());
      if (mask == null || mask.resultJson() == null) {
        continue;
      }
      JsonNode kept = json(mask.resultJson()).path("keptByTensor");
      for (LayerShape layer : prunedLayers()) {
        JsonNode count = kept.get(layer.weightName());
        if (count != null) {
          layers.add(
              new ReportAnswer.LayerKept(
                  result.replicate(),
                  result.arm(),
                  result.draw(),
                  result.round(),
                  layer.name(),
                  count.asDouble() / (double) layer.weights()));
        }
      }
    }
    return layers;
  }

  private List<LayerShape> prunedLayers() {
    return catalog
        .find(NetworkDescriptor.class, plan.network().orElse(""))
        .map(NetworkDescriptor::layers)
        .orElse(List.of());
  }

  private List<ReportAnswer.Curve> curves() {
    Map<String, PlannedResult> trainings = new LinkedHashMap<>();
    for (PlannedResult result : plan.results()) {
      if (result.draw() <= 1 && stepKey(result.trainTask()) != null) {
        trainings.putIfAbsent(result.trainTask(), result);
      }
    }
    Map<String, List<MetricPoint>> logged =
        store
            .metrics()
            .of(
                trainings.values().stream()
                    .flatMap(ReportReader::tasks)
                    .map(this::stepKey)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet()));
    List<ReportAnswer.Curve> curves = new ArrayList<>();
    for (PlannedResult result : trainings.values()) {
      Map<String, List<ReportAnswer.Point>> series = new TreeMap<>();
      tasks(result).forEach(task -> addPoints(logged.get(stepKey(task)), series));
      String arm = result.round() == 0 ? null : result.arm();
      series.forEach(
          (metric, points) ->
              curves.add(
                  new ReportAnswer.Curve(result.replicate(), arm, result.round(), metric, points)));
    }
    return curves;
  }

  /** The tasks that trained a result, the last one last. */
  private static Stream<String> tasks(PlannedResult result) {
    return Stream.concat(result.pieces().stream(), Stream.of(result.trainTask()));
  }

  private @Nullable String stepKey(String taskId) {
    TaskRecord task = tasks.get(taskId);
    return task == null ? null : task.stepKey();
  }

  /** Adds what a training has logged of the whole network. */
  private static void addPoints(
      @Nullable List<MetricPoint> points, Map<String, List<ReportAnswer.Point>> series) {
    if (points == null) {
      return;
    }
    for (MetricPoint point : points) {
      if (point.layer().isEmpty()) {
        series
            .computeIfAbsent(point.name(), name -> new ArrayList<>())
            .add(new ReportAnswer.Point(point.iteration(), finite(point.value())));
      }
    }
  }

  private String network() {
    return plan.experiment().path("model").path("layers").isArray()
        ? "described in the experiment file"
        : configured("model");
  }

  private String configured(String part) {
    return plan.experiment().path(part).path("name").asText();
  }

  private ReportAnswer.Task task(Task task) {
    @Nullable TaskRecord record = tasks.get(task.node().taskId());
    return new ReportAnswer.Task(
        task.node().taskId(),
        task.place().replicate(),
        task.place().arm(),
        task.place().draw(),
        task.node().upstream(),
        record == null ? TaskState.NONE : record.state(),
        record == null ? null : record.disposition());
  }

  private List<ReportAnswer.OperatorTime> times() {
    Map<String, double[]> byOperator = new TreeMap<>();
    for (Task task : plan.dag().tasks()) {
      TaskRecord record = tasks.get(task.node().taskId());
      if (record == null || record.disposition() == null) {
        continue;
      }
      double[] sums = byOperator.computeIfAbsent(task.operator(), name -> new double[3]);
      boolean executed = record.disposition() == Disposition.EXECUTED;
      sums[executed ? 0 : 1]++;
      if (executed && record.startedAt() != null && record.endedAt() != null) {
        sums[2] += Duration.between(record.startedAt(), record.endedAt()).toMillis() / 1000.0;
      }
    }
    return byOperator.entrySet().stream()
        .map(
            entry ->
                new ReportAnswer.OperatorTime(
                    entry.getKey(),
                    (int) entry.getValue()[0],
                    (int) entry.getValue()[1],
                    entry.getValue()[2]))
        .toList();
  }

  private Set<String> runtimes() {
    Set<String> keys =
        plan.results().stream()
            .map(result -> stepKey(result.trainTask()))
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Set<String> runtimes = new TreeSet<>();
    for (RuntimeInfo runtime : store.steps().runtimes(keys)) {
      runtimes.add(
          String.join(
              " · ",
              "executor " + plan.executor(),
              runtime.backend(),
              runtime.blas(),
              runtime.threads() + " thread(s) a trainer",
              runtime.java(),
              runtime.osArch(),
              runtime.cpuFeatures(),
              "commit " + runtime.gitCommit() + (runtime.dirty() ? " (changed)" : "")));
    }
    return runtimes;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("a recorded result is not JSON: " + text, damaged);
    }
  }
}
