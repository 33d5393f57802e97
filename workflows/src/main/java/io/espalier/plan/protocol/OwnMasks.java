package io.espalier.plan.protocol;

import io.espalier.experiment.PruneConfig;
import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import java.util.HashMap;
import java.util.Map;

/** Masks that an arm makes for itself, round by round, each draw its own. */
final class OwnMasks implements Masks {
  private final Replicate replicate;
  private final PruneConfig prune;
  private final MaskPlan plan;
  private final Map<Integer, TaskBuilder> last = new HashMap<>();

  OwnMasks(Replicate replicate, PruneConfig prune) {
    this.replicate = replicate;
    this.prune = prune;
    this.plan = new MaskPlan(replicate, prune);
  }

  @Override
  public int rounds() {
    return prune.roundCount();
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
  public Made add(Spot spot, TaskBuilder trained) {
    if (plan.atInitialisation()) {
      return new Made(plan.add(spot, replicate.denseAt(0), null), replicate.dense());
    }
    TaskBuilder mask = plan.add(spot, trained, last.get(spot.draw()));
    last.put(spot.draw(), mask);
    return new Made(mask, trained);
  }
}
