package io.espalier.service.query.run;

import io.espalier.plan.Plan;
import io.espalier.plan.PlannedAnalysis;
import io.espalier.service.answer.ShowAnswer;
import io.espalier.state.TaskState;
import io.espalier.store.Store;
import io.espalier.store.measurement.Measurement;
import io.espalier.store.measurement.Measurement.Spot;
import io.espalier.store.task.TaskRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the analyses of a run measured, a line for each name and arm or pair of arms. */
final class AnalysisSummary {
  private AnalysisSummary() {}

  private record Group(
      String name,
      @Nullable String arm,
      @Nullable String otherArm,
      @Nullable String pairs,
      String unit) {
    static Group of(Measurement one) {
      return new Group(
          one.name(), one.of().arm(), one.other().arm(), pairs(one.of(), one.other()), one.unit());
    }

    private static @Nullable String pairs(Spot one, Spot other) {
      if (other.equals(Spot.NONE)) {
        return null;
      }
      if (!Objects.equals(one.replicate(), other.replicate())) {
        return "replicates";
      }
      return Objects.equals(one.round(), other.round()) ? "arms" : "rounds";
    }
  }

  /** All analyses in the order of the file. */
  static List<ShowAnswer.Analysis> of(Store store, Plan plan, List<TaskRecord> tasks) {
    List<ShowAnswer.Analysis> summaries = new ArrayList<>();
    for (PlannedAnalysis analysis : plan.analyses()) {
      List<TaskRecord> own =
          tasks.stream().filter(task -> task.taskId().startsWith(analysis.prefix())).toList();
      Set<String> done = new LinkedHashSet<>();
      for (TaskRecord task : own) {
        if (task.state() == TaskState.SUCCESS && task.stepKey() != null) {
          done.add(task.stepKey());
        }
      }
      Map<String, List<Measurement>> measured = store.measurements().of(done);
      summaries.add(
          new ShowAnswer.Analysis(
              analysis.name(), analysis.kind(), done.size(), own.size(), summed(done, measured)));
    }
    return summaries;
  }

  /** Numbers of a name that are told apart by an item are left out where others stand for all. */
  private static List<ShowAnswer.Measured> summed(
      Set<String> steps, Map<String, List<Measurement>> byStep) {
    List<Measurement> measured =
        steps.stream().flatMap(key -> byStep.getOrDefault(key, List.of()).stream()).toList();
    Set<String> whole =
        measured.stream()
            .filter(one -> one.layer() == null && one.item() == null)
            .map(Measurement::name)
            .collect(Collectors.toSet());
    Map<Group, DoubleSummaryStatistics> groups = new LinkedHashMap<>();
    for (Measurement one : measured) {
      if (one.layer() == null && (one.item() == null || !whole.contains(one.name()))) {
        groups
            .computeIfAbsent(Group.of(one), group -> new DoubleSummaryStatistics())
            .accept(one.measured());
      }
    }
    return groups.entrySet().stream()
        .map(each -> measured(each.getKey(), each.getValue()))
        .sorted(Comparator.comparing(ShowAnswer.Measured::name))
        .toList();
  }

  private static ShowAnswer.Measured measured(Group group, DoubleSummaryStatistics of) {
    return new ShowAnswer.Measured(
        group.name(),
        group.arm(),
        group.otherArm(),
        group.pairs(),
        Math.toIntExact(of.getCount()),
        finite(of.getAverage()),
        finite(of.getMin()),
        finite(of.getMax()),
        group.unit());
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
