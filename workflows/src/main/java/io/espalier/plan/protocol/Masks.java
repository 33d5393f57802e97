package io.espalier.plan.protocol;

import io.espalier.plan.Replicate;
import io.espalier.plan.Spot;
import io.espalier.plan.TaskBuilder;
import io.espalier.plan.protocol.PruneAndTrain.Settings;
import java.util.Objects;

/** Where the masks of an arm come from. */
interface Masks {
  /** Those of the arm's own pruning, or another arm's. */
  static Masks of(Replicate replicate, Settings settings) {
    return settings.masksFrom() == null
        ? new OwnMasks(replicate, Objects.requireNonNull(settings.prune()))
        : new TakenMasks(replicate, settings.masksFrom(), settings.maskControl());
  }

  /**
   * A mask.
   *
   * @param task what makes it
   * @param scored the training whose weights were scored for it, the dense one where none was
   */
  record Made(TaskBuilder task, TaskBuilder scored) {}

  /** Number of rounds, the dense one not counted. */
  int rounds();

  /** Weights that could be removed. */
  long prunable();

  /** Whether what is pruned is taken out of the network. */
  boolean shrink();

  /**
   * Whether every round prunes the dense network anew, and so begins from what that has trained.
   */
  boolean fromDense();

  /**
   * Adds the tasks that make the mask of a round and draw.
   *
   * @param trained the draw's training in the round before
   */
  Made add(Spot spot, TaskBuilder trained);
}
