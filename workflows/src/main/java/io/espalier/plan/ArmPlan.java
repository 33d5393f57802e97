package io.espalier.plan;

import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.setting.Named;
import io.espalier.catalog.setting.TrainedWeights;
import io.espalier.dag.Place;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.ArmConfig;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.Teachers;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.ControlMaskParameters;
import io.espalier.operator.ShrinkParameters;
import io.espalier.operator.TrainParameters;
import io.espalier.plan.Treatment.Training;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One arm of one replicate, grown round by round. */
final class ArmPlan {
  private final ReplicatePlan replicate;
  private final String name;
  private final ArmConfig arm;
  private final @Nullable ArmPlan source;
  private final @Nullable MaskPlan masks;
  private final Named objective;
  private final Treatment treatment;
  private final int draws;

  /** Last training of each draw. */
  private final String[] trained;

  /** Task with the mask of each round and draw. */
  private final Map<List<Integer>, String> maskTasks = new HashMap<>();

  /** Iterations of each round's training, from round 1. */
  private final List<Long> iterations = new ArrayList<>();

  private final List<PlannedResult> results = new ArrayList<>();

  /** Rounds that are there. */
  private int rounds;

  private boolean adding;

  /** An arm that takes the masks of {@code source}, or makes its own where that is null. */
  ArmPlan(ReplicatePlan replicate, String name, ArmConfig arm, @Nullable ArmPlan source) {
    this.replicate = replicate;
    this.name = name;
    this.arm = arm;
    this.source = source;
    this.masks =
        source == null ? new MaskPlan(replicate, Objects.requireNonNull(arm.prune())) : null;
    this.objective = Objects.requireNonNull(arm.objective());
    this.treatment = new Treatment(replicate, arm.afterPrune(), replicate.objective(objective));
    this.draws = arm.afterPrune().draws();
    this.trained = new String[draws + 1];
    for (int draw = 1; draw <= draws; draw++) {
      trained[draw] = replicate.denseTrain();
      results.add(dense(draw));
    }
  }

  /** The teacher of a round: its weights, and what the network is that has them. */
  private List<TaskInput> teacher(Spot spot) {
    TrainedWeights teacher = Teachers.of(objective).orElse(null);
    if (teacher == null) {
      return List.of();
    }
    if (teacher.ofDense()) {
      return List.of(TaskInput.of(TrainParameters.TEACHER, replicate.denseTrain(), "weights"));
    }
    return replicate.arm(teacher.arm()).asTeacher(teacher.roundFor(spot.round()), spot.draw());
  }

  /** What a round and draw gives out as a teacher; of several draws the one of the same number. */
  private List<TaskInput> asTeacher(int round, int draw) {
    int own = Math.min(draw, draws);
    String group = spot(round, own).group();
    List<TaskInput> inputs = new ArrayList<>();
    inputs.add(TaskInput.of(TrainParameters.TEACHER, group + "train", "weights"));
    inputs.add(
        TaskInput.of(
            TrainParameters.TEACHER_MASK,
            Objects.requireNonNull(maskTasks.get(List.of(round, own))),
            "mask"));
    if (shrinks()) {
      inputs.add(TaskInput.of(TrainParameters.TEACHER_SHRINKING, group + "shrink", "shrinking"));
    }
    return inputs;
  }

  /** Number of rounds, the dense one not counted. */
  int rounds() {
    return source == null ? Objects.requireNonNull(arm.prune()).roundCount() : source.rounds();
  }

  /**
   * Adds the rounds that are not there yet, after the rounds of other arms that they read from.
   *
   * @throws IllegalArgumentException when a round would be its own teacher, by whatever way
   */
  void addRoundsUpTo(int last) {
    while (rounds < last) {
      if (adding) {
        throw new IllegalArgumentException("arms: teachers lead in a circle, by way of " + name);
      }
      adding = true;
      int round = rounds + 1;
      if (source != null) {
        source.addRoundsUpTo(round);
      }
      Teachers.of(objective)
          .filter(teacher -> !teacher.ofDense())
          .ifPresent(
              teacher -> replicate.arm(teacher.arm()).addRoundsUpTo(teacher.roundFor(round)));
      addRound(round);
      rounds = round;
      adding = false;
    }
  }

  private void addRound(int round) {
    for (int draw = 1; draw <= draws; draw++) {
      Spot spot = spot(round, draw);
      String mask = mask(spot);
      maskTasks.put(List.of(round, draw), mask);
      List<TaskInput> shrinking = shrinks() ? List.of(shrink(spot, mask)) : List.of();
      Training training = treatment.add(spot, trained[draw], mask, shrinking, teacher(spot));
      replicate.evaluate(spot.group() + "evaluate", training.task(), spot.place(), shrinking);
      trained[draw] = training.task();
      if (draw == 1) {
        iterations.add(training.iterations());
      }
      results.add(result(spot, mask, training));
    }
  }

  /** The results of all rounds, by round and draw. */
  List<PlannedResult> results() {
    return List.copyOf(results);
  }

  /** Every task of a round and draw is in one group, which is part of its id. */
  private Spot spot(int round, int draw) {
    String group = replicate.id(String.format(Locale.ROOT, "%s.%02d.", name, round));
    boolean several = draws > 1;
    return new Spot(
        several ? group + "d" + draw + "." : group,
        new Place(replicate.replicate(), name, several ? draw : null, round),
        round,
        draw);
  }

  /** Whether pruned units are taken out of the network: as the arm says that makes the masks. */
  private boolean shrinks() {
    return source == null ? Objects.requireNonNull(arm.prune()).shrink() : source.shrinks();
  }

  private TaskInput shrink(Spot spot, String mask) {
    String task =
        replicate
            .tasks()
            .add(
                spot.group() + "shrink",
                "shrink",
                new ShrinkParameters(replicate.network()),
                spot.place(),
                List.of(TaskInput.of("mask", mask, "mask")),
                List.of());
    return TaskInput.of("shrinking", task, "shrinking");
  }

  private String mask(Spot spot) {
    if (masks != null && masks.atInitialisation()) {
      return masks.add(spot, replicate.denseAt(0), null);
    }
    if (masks != null) {
      String before = maskTasks.get(List.of(spot.round() - 1, spot.draw()));
      return masks.add(spot, trained[spot.draw()], before);
    }
    String taken = Objects.requireNonNull(source).maskOf(spot.round(), spot.draw());
    if (arm.maskControl() == null) {
      return taken;
    }
    return replicate
        .tasks()
        .add(
            spot.group() + "control_mask",
            "control_mask",
            new ControlMaskParameters(
                arm.maskControl().name(), Settings.changed(arm.maskControl(), replicate.catalog())),
            spot.place(),
            List.of(TaskInput.of("mask", taken, "mask")),
            List.of(replicate.stream("mask-control", spot.round(), spot.draw())));
  }

  /** The mask that another arm takes for one of its draws: all draws of this one share it. */
  private String maskOf(int round, int draw) {
    int own = Math.min(draw, draws);
    return Objects.requireNonNull(maskTasks.get(List.of(round, own)));
  }

  private PlannedResult dense(int draw) {
    return new PlannedResult(
        replicate.replicate(),
        name,
        draw,
        0,
        prunable(),
        replicate.iterations(),
        replicate.iterations(),
        replicate.denseAt(0),
        null,
        replicate.denseTrain(),
        replicate.denseEvaluate());
  }

  private PlannedResult result(Spot spot, String mask, Training training) {
    return new PlannedResult(
        replicate.replicate(),
        name,
        spot.draw(),
        spot.round(),
        prunable(),
        training.iterations(),
        total(spot.round()),
        training.start(),
        mask,
        training.task(),
        spot.group() + "evaluate");
  }

  /** Iterations of all trainings behind the weights of a round. */
  private long total(int round) {
    if (round == 0) {
      return replicate.iterations();
    }
    // Weights that are kept come through all rounds of this arm; others start in this round.
    int first = treatment.keepsWeights() ? 1 : round;
    long own = iterations.subList(first - 1, round).stream().mapToLong(Long::longValue).sum();
    return masks != null && !masks.atInitialisation()
        ? total(round - 1) + iterations.get(round - 1)
        : behindMask(round) + own;
  }

  /** Iterations of all trainings behind the mask of a round. */
  private long behindMask(int round) {
    if (source != null) {
      return source.behindMask(round);
    }
    return masks != null && masks.atInitialisation() ? 0 : total(round - 1);
  }

  private long prunable() {
    if (source != null) {
      return source.prunable();
    }
    PruneConfig prune = Objects.requireNonNull(arm.prune());
    NetworkDescriptor network =
        replicate.catalog().get(NetworkDescriptor.class, replicate.network());
    return MaskPlan.prunable(network, prune);
  }
}
