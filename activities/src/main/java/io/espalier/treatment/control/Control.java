package io.espalier.treatment.control;

import io.espalier.catalog.ControlDescriptor;
import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * A mask to compare a mask with: what is left of its effect when only its counts are kept. Register
 * an implementation with {@code @AutoService(Descriptor.class)} to add one.
 */
public interface Control extends ControlDescriptor {
  /**
   * The control of a mask; the mask itself stays as it is. A pure function.
   *
   * @param random a source of its own for every replicate, round and draw
   * @param settings every value of {@link #settings()}, null where it has none
   */
  Mask of(Mask mask, RandomSource random, @Nullable Record settings);
}
