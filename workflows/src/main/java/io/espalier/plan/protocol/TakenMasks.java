package io.espalier.plan.protocol;

import io.espalier.catalog.setting.Named;
import io.espalier.dag.TaskInput;
import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.read.Settings;
import io.espalier.operator.ControlMaskParameters;
import io.espalier.plan.Input;
import io.espalier.plan.PlannedResult;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Masks of another arm, or what a control makes of them. */
final class TakenMasks implements Masks {
  private final Replicate replicate;
  private final String source;
  private final @Nullable Named control;
  private final List<PlannedResult> results;

  TakenMasks(Replicate replicate, String source, @Nullable Named control) {
    this.replicate = replicate;
    this.source = source;
    this.control = control;
    this.results = replicate.results(source);
  }

  @Override
  public int rounds() {
    return results.stream().mapToInt(PlannedResult::round).max().orElse(0);
  }

  @Override
  public long prunable() {
    return results.get(0).prunable();
  }

  @Override
  public boolean shrink() {
    PruneConfig prune = maker(source);
    return prune != null && prune.shrink();
  }

  @Override
  public boolean fromDense() {
    PruneConfig prune = maker(source);
    return prune != null && prune.effectiveSchedule().fromDense();
  }

  /** How the masks are made, as the arm says that makes them; null for one of another protocol. */
  private @Nullable PruneConfig maker(String arm) {
    Record settings = replicate.experiment().arm(arm).protocol().settings();
    if (!(settings instanceof PruneAndTrain.Settings other)) {
      return null;
    }
    return other.masksFrom() == null ? other.prune() : maker(other.masksFrom());
  }

  @Override
  public Made add(Spot spot, TaskBuilder trained) {
    TaskBuilder taken = taken(spot);
    TaskBuilder scored = scored(taken);
    if (control == null) {
      return new Made(taken, scored);
    }
    TaskBuilder controlled =
        spot
            .task(
                "control_mask",
                "control_mask",
                new ControlMaskParameters(
                    control.name(), Settings.changed(control, replicate.catalog())),
                List.of(Input.mask(taken)))
            .stream("mask-control", replicate.seed(), replicate.path(spot.round(), spot.draw()));
    return new Made(controlled, scored);
  }

  /** All draws share a mask where the other arm has fewer. */
  private TaskBuilder taken(Spot spot) {
    int draws = results.stream().mapToInt(PlannedResult::draw).max().orElse(1);
    PlannedResult result = replicate.result(source, spot.round(), Math.min(spot.draw(), draws));
    return replicate.task(Objects.requireNonNull(result.maskTask(), source));
  }

  /** The training whose weights were scored, back over controls. */
  private TaskBuilder scored(TaskBuilder mask) {
    Optional<TaskBuilder> scores = input(mask, "scores");
    if (scores.isEmpty()) {
      return input(mask, "mask").map(this::scored).orElse(replicate.dense());
    }
    return scores
        .flatMap(task -> input(task, "weights"))
        .filter(weights -> weights != replicate.denseAt(0))
        .orElse(replicate.dense());
  }

  private Optional<TaskBuilder> input(TaskBuilder task, String role) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role))
        .map(TaskInput::fromTask)
        .filter(Objects::nonNull)
        .map(replicate::task)
        .findFirst();
  }
}
