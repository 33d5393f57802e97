package io.espalier.service.query.report;

import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.plan.PlannedAnalysis;
import io.espalier.plan.analysis.Look;
import io.espalier.service.answer.ReportAnswer;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what a report shows of analyses. */
final class AnalysisReader {
  private static final String PICTURE = "image/png";

  private final Store store;
  private final Plan plan;
  private final Map<String, TaskRecord> tasks;
  private final Map<Place, Double> densities = new HashMap<>();

  AnalysisReader(Store store, Plan plan, Map<String, TaskRecord> tasks, ShowAnswer show) {
    this.store = store;
    this.plan = plan;
    this.tasks = tasks;
    for (ShowAnswer.Result row : show.results()) {
      densities.put(new Place(row.replicate(), row.arm(), row.draw(), row.round()), row.density());
    }
  }

  List<ReportAnswer.Analysis> read() {
    return plan.analyses().stream().map(this::read).toList();
  }

  private ReportAnswer.Analysis read(PlannedAnalysis analysis) {
    List<Task> done =
        plan.dag().tasks().stream()
            .filter(task -> task.node().taskId().startsWith(analysis.prefix()))
            .filter(task -> stepKey(task) != null)
            .toList();
    return new ReportAnswer.Analysis(
        analysis.name(),
        analysis.kind(),
        analysis.looks(),
        measurements(analysis, done),
        analysis.looks().stream().anyMatch(look -> look.shape() == Look.Shape.IMAGES)
            ? pictures(done)
            : List.of());
  }

  private @Nullable String stepKey(Task task) {
    TaskRecord record = tasks.get(task.node().taskId());
    return record == null || record.state() != TaskState.SUCCESS ? null : record.stepKey();
  }

  private List<ReportAnswer.Measured> measurements(PlannedAnalysis analysis, List<Task> done) {
    Set<String> names =
        analysis.looks().stream()
            .flatMap(look -> look.names().stream())
            .collect(Collectors.toSet());
    Set<String> keys = new LinkedHashSet<>();
    done.forEach(task -> keys.add(Objects.requireNonNull(stepKey(task))));
    Map<String, List<Measurement>> measured = store.measurements().of(keys);
    return keys.stream()
        .flatMap(key -> measured.getOrDefault(key, List.of()).stream())
        .filter(one -> names.contains(one.name()))
        .map(this::measured)
        .toList();
  }

  private ReportAnswer.Measured measured(Measurement one) {
    Place of = place(one.of());
    Double density = Integer.valueOf(0).equals(of.round()) ? Double.valueOf(1) : densities.get(of);
    return new ReportAnswer.Measured(
        one.name(),
        of,
        place(one.other()),
        density,
        one.layer(),
        one.item(),
        Double.isFinite(one.measured()) ? one.measured() : null,
        one.unit());
  }

  private static Place place(Spot spot) {
    return new Place(spot.replicate(), spot.arm(), spot.draw(), spot.round());
  }

  private List<ReportAnswer.Picture> pictures(List<Task> done) {
    List<ReportAnswer.Picture> pictures = new ArrayList<>();
    for (Task task : done) {
      Place place =
          task.inputs().stream()
              .map(TaskInput::place)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(Place.NONE);
      for (StepArtifact output : store.steps().outputs(Objects.requireNonNull(stepKey(task)))) {
        if (output.artifact().mediaType().equals(PICTURE)) {
          byte[] bytes = store.artifacts().read(output.artifact().sha256());
          pictures.add(
              new ReportAnswer.Picture(
                  output.role(), place, Base64.getEncoder().encodeToString(bytes)));
        }
      }
    }
    return pictures;
  }
}
