package io.espalier.plan;

import io.espalier.dag.Place;
import io.espalier.dag.TaskInput;
import io.espalier.dag.TriggerRule;
import io.espalier.experiment.Experiment;
import io.espalier.experiment.claim.At;
import io.espalier.experiment.claim.Bound;
import io.espalier.experiment.claim.ClaimConfig;
import io.espalier.experiment.claim.ComparisonConfig;
import io.espalier.experiment.claim.SideConfig;
import io.espalier.operator.judge.JudgeParameters;
import io.espalier.operator.judge.ResultMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans the task that judges the claims of an experiment, after everything else. */
final class ClaimPlanner {
  private final Experiment experiment;
  private final Map<String, TaskBuilder> tasks = new LinkedHashMap<>();
  private final Set<String> ofArms;

  private ClaimPlanner(Experiment experiment, DagBuilder dag) {
    this.experiment = experiment;
    dag.tasks().forEach(task -> tasks.put(task.id(), task));
    this.ofArms =
        dag.build().tasks().stream()
            .filter(task -> task.place().arm() != null)
            .map(task -> task.node().taskId())
            .collect(Collectors.toSet());
  }

  /** Adds the task where there are claims. */
  static void plan(Experiment experiment, DagBuilder dag, List<PlannedResult> planned) {
    if (!experiment.claims().isEmpty()) {
      new ClaimPlanner(experiment, dag).add(dag, planned);
    }
  }

  private void add(DagBuilder dag, List<PlannedResult> planned) {
    List<JudgeParameters.Claim> claims = new ArrayList<>();
    experiment.claims().forEach((name, claim) -> claims.add(claim(name, claim)));
    List<JudgeParameters.Side> sides =
        claims.stream()
            .flatMap(claim -> Stream.concat(claim.compare().stream(), claim.condition().stream()))
            .flatMap(each -> Stream.of(each.a(), each.b()))
            .filter(Objects::nonNull)
            .toList();
    List<JudgeParameters.Result> results = results(planned, sides);
    Set<String> named = new TreeSet<>();
    sides.forEach(
        side -> {
          if (side.analysis() != null) {
            named.add(side.analysis());
          }
        });
    List<JudgeParameters.Analysis> analyses =
        named.stream().map(name -> new JudgeParameters.Analysis(name, replicates(name))).toList();
    TaskBuilder judge =
        dag
            .task(
                JudgeParameters.TASK,
                "judge",
                new JudgeParameters(experiment.replicates(), claims, results, analyses))
            .settings(settings -> settings.triggerRule(TriggerRule.ALL_DONE))
            .stream("bootstrap", experiment.seed());
    reads(judge, "evaluation", results.stream().map(JudgeParameters.Result::evaluateTask));
    if (places(claims, sides).anyMatch(place -> place.kind().equals("density"))
        || measured(sides, ResultMetric.DENSITY)) {
      reads(judge, "mask", results.stream().map(JudgeParameters.Result::maskTask));
    }
    if (measured(sides, ResultMetric.TRAINING_LOSS)) {
      reads(judge, "training", results.stream().map(JudgeParameters.Result::trainTask));
    }
    for (JudgeParameters.Analysis analysis : analyses) {
      int ordinal = 0;
      for (TaskBuilder task : of(analysis.name())) {
        judge.reads(
            new TaskInput(
                analysis.role(), ordinal++, task.id(), TaskInput.MEASUREMENTS, null, null));
        judge.after(task);
      }
    }
  }

  private static Stream<JudgeParameters.Place> places(
      List<JudgeParameters.Claim> claims, List<JudgeParameters.Side> sides) {
    return Stream.concat(
        claims.stream().flatMap(claim -> claim.places().stream()),
        sides.stream().map(JudgeParameters.Side::at).filter(Objects::nonNull));
  }

  private static boolean measured(List<JudgeParameters.Side> sides, ResultMetric metric) {
    return sides.stream()
        .anyMatch(side -> side.analysis() == null && side.measure().equals(metric.text()));
  }

  /** Reads the results of tasks, each once. */
  private void reads(TaskBuilder judge, String name, Stream<@Nullable String> from) {
    String role = TaskInput.xcomRole(name, TaskInput.RETURN_VALUE);
    int ordinal = 0;
    for (String id : from.filter(Objects::nonNull).distinct().toList()) {
      judge.reads(new TaskInput(role, ordinal++, id, TaskInput.RETURN_VALUE, null, null));
      judge.after(Objects.requireNonNull(tasks.get(id), id));
    }
  }

  private List<TaskBuilder> of(String analysis) {
    String prefix = PlannedAnalysis.TASKS + analysis + ".";
    return tasks.values().stream().filter(task -> task.id().startsWith(prefix)).toList();
  }

  private List<Integer> replicates(String analysis) {
    return of(analysis).stream()
        .flatMap(task -> task.inputs().stream())
        .map(TaskInput::place)
        .filter(Objects::nonNull)
        .map(Place::replicate)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  /** The rows of the arms that claims name, and those of the network that all begin with. */
  private List<JudgeParameters.Result> results(
      List<PlannedResult> planned, List<JudgeParameters.Side> sides) {
    Set<String> named = new LinkedHashSet<>();
    sides.forEach(
        side ->
            Stream.of(side.arm(), side.otherArm()).filter(Objects::nonNull).forEach(named::add));
    return planned.stream()
        .map(this::result)
        .filter(row -> row.arm() == null || named.contains(row.arm()))
        .distinct()
        .sorted(
            Comparator.comparing(JudgeParameters.Result::replicate)
                .thenComparing(row -> row.arm() == null ? "" : row.arm())
                .thenComparing(row -> row.draw() == null ? 0 : row.draw())
                .thenComparing(JudgeParameters.Result::round))
        .toList();
  }

  private JudgeParameters.Result result(PlannedResult planned) {
    // Of the arms that share the network that they begin with, none has it.
    String arm = ofArms.contains(planned.trainTask()) ? planned.arm() : null;
    return new JudgeParameters.Result(
        planned.replicate(),
        arm,
        arm == null ? null : planned.draw(),
        planned.round(),
        planned.iterations(),
        planned.iterationsTotal(),
        planned.evaluateTask(),
        planned.trainTask(),
        planned.maskTask());
  }

  private static JudgeParameters.Claim claim(String name, ClaimConfig claim) {
    List<JudgeParameters.Comparison> compare = comparisons(claim.compare());
    return new JudgeParameters.Claim(
        name,
        claim.states(),
        claim.at().stream().map(ClaimPlanner::place).toList(),
        claim.holdsAt().of(claim.at().size()),
        compare,
        claim.holdsIf().of(compare.size()),
        comparisons(claim.condition()),
        claim.draws() == ClaimConfig.Draws.PAIRED,
        claim.equalCompute());
  }

  private static List<JudgeParameters.Comparison> comparisons(List<ComparisonConfig> configs) {
    List<JudgeParameters.Comparison> all = new ArrayList<>();
    for (ComparisonConfig config : configs) {
      JudgeParameters.Side a = side(config, config.a());
      if (config.b().isEmpty()) {
        all.add(comparison(config, a, null));
      }
      config.b().forEach(b -> all.add(comparison(config, a, side(config, b))));
    }
    return all;
  }

  private static JudgeParameters.Comparison comparison(
      ComparisonConfig config, JudgeParameters.Side a, JudgeParameters.@Nullable Side b) {
    Bound refuted = config.refuted();
    return new JudgeParameters.Comparison(
        a,
        b,
        region(config.holds()),
        refuted == null ? null : region(refuted),
        config.by() == ComparisonConfig.By.EVERY);
  }

  private static JudgeParameters.Side side(ComparisonConfig config, SideConfig side) {
    At at = side.at();
    return new JudgeParameters.Side(
        side.measure() == null ? config.measure() : side.measure(),
        side.analysis() == null ? config.analysis() : side.analysis(),
        side.arm(),
        at == null ? null : place(at),
        side.layer(),
        side.item(),
        side.otherArm(),
        side.otherRound());
  }

  private static JudgeParameters.Place place(At at) {
    if (at instanceof At.Round round) {
      return new JudgeParameters.Place("round", (double) round.round());
    }
    if (at instanceof At.Density density) {
      return new JudgeParameters.Place("density", density.density());
    }
    return new JudgeParameters.Place(at instanceof At.Chosen ? "chosen" : "last", null);
  }

  private static JudgeParameters.Region region(Bound bound) {
    return new JudgeParameters.Region(finite(bound.low()), finite(bound.high()));
  }

  private static @Nullable Double finite(double end) {
    return Double.isInfinite(end) ? null : end;
  }
}
