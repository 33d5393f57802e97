package io.espalier.plan.protocol;

import io.espalier.experiment.PruneConfig;
import io.espalier.experiment.ScheduleConfig;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import java.util.HashMap;
import java.util.Map;

/** Masks that an arm makes for itself, round by round, each draw its own. */
final class OwnMasks implements Masks {
  private final Replicate replicate;
  private final PruneConfig prune;
  private final ScheduleConfig schedule;
  private final MaskPlan plan;
  private final Map<Integer, TaskBuilder> last = new HashMap<>();

  OwnMasks(Replicate replicate, PruneConfig prune) {
    this.replicate = replicate;
    this.prune = prune;
    this.schedule = prune.effectiveSchedule();
    this.plan = new MaskPlan(replicate, prune);
  }

  @Override
  public int rounds() {
    return schedule.rounds();
  }

  @Override
  public long prunable() {
    return MaskPlan.prunable(replicate.network(), prune);
  }

  @Override
  public boolean shrink() {
    return prune.shrink();
  }

  @Override
  public boolean fromDense() {
    return schedule.fromDense();
  }

  @Override
  public Made add(Spot spot, TaskBuilder trained) {
    Double density = schedule.density(spot.round());
    // Of the same weights the same scores, whatever the density, so that equal steps meet.
    MaskPlan.Cut fromDense = new MaskPlan.Cut("", 0, density);
    if (prune.at() == PruneConfig.At.INITIALISATION) {
      return new Made(plan.add(spot, fromDense, replicate.denseAt(0), null), replicate.dense());
    }
    if (schedule.fromDense()) {
      return new Made(plan.add(spot, fromDense, replicate.dense(), null), replicate.dense());
    }
    MaskPlan.Cut cut = new MaskPlan.Cut("", spot.round(), density);
    TaskBuilder mask = plan.add(spot, cut, trained, last.get(spot.draw()));
    last.put(spot.draw(), mask);
    return new Made(mask, trained);
  }
}
