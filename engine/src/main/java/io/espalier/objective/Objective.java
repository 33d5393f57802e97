package io.espalier.objective;

import io.espalier.catalog.ObjectiveDescriptor;

/**
 * What a network is trained for: gives the loss of its logits. Register an implementation with
 * {@code @AutoService(Descriptor.class)} to add one.
 */
public interface Objective extends ObjectiveDescriptor {
  /**
   * The loss of one training; asked for once, on the thread that trains.
   *
   * @param context settings, label smoothing, and the teacher where the settings name one
   */
  Loss loss(ObjectiveContext context);
}
