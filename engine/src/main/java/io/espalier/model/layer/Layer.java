package io.espalier.model.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One element of a network: a record whose components are its settings, as an experiment file
 * writes them (see {@link io.espalier.catalog.setting}). How many values it gets follows from the
 * layers before it.
 *
 * <p>Whoever walks over layers refuses those that it does not know: a layer that is left out would
 * be another network.
 */
public interface Layer {
  /** The name of its kind, as in an experiment file: {@code max_pool} for {@code MaxPool}. */
  default String kind() {
    return getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /**
   * The prefix of its tensors' names; null where it has none. A layer with tensors has a component
   * of this name: experiment files may leave it out, networks may not.
   */
  default @Nullable String name() {
    return null;
  }

  /** How it is called in messages: {@code conv1 (conv)}, or its kind alone. */
  default String label() {
    return name() == null ? kind() : name() + " (" + kind() + ")";
  }

  /**
   * The shape of what it gives for one example.
   *
   * @param in of what it gets, {@code [values]} or {@code [channels, height, width]}
   * @throws IllegalArgumentException when that does not fit, see {@link #misfit}
   */
  int[] after(int[] in);

  /**
   * Its parameters and buffers.
   *
   * @param in the shape of what it gets
   */
  default List<NetworkTensor> tensors(int[] in) {
    return List.of();
  }

  /**
   * Whether a training's passes through it draw random numbers; a plan then gives each training a
   * stream of them, see {@link io.espalier.engine.BatchSource#noise}.
   */
  default boolean drawsRandomly() {
    return false;
  }

  /** How units pass through it; unless it says so, they do not. */
  default Units passing() {
    return Units.UNKNOWN;
  }

  /**
   * The same layer with fewer units of its own.
   *
   * @param units at least 1
   * @throws IllegalStateException for a layer that is not {@link Units#WEIGHTED}
   */
  default Layer withUnits(int units) {
    throw new IllegalStateException("layer " + label() + " has no units of its own");
  }

  /** The same layer with every setting written out that follows from others where left out. */
  default Layer settled() {
    return this;
  }

  /** Says that a layer gets what it cannot take. */
  static IllegalArgumentException misfit(int[] in, String expected) {
    return new IllegalArgumentException(
        "gets " + Arrays.toString(in) + " (expected: " + expected + ")");
  }

  /**
   * Refuses anything but images.
   *
   * @throws IllegalArgumentException where that is not {@code [channels, height, width]}
   */
  static void requireImage(int[] in) {
    if (in.length != 3) {
      throw misfit(in, "[channels, height, width]");
    }
  }

  /**
   * Refuses sizes below 1.
   *
   * @throws IllegalArgumentException naming the first
   */
  static void requireSizes(int... sizes) {
    for (int size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException("size " + size + " (expected: >= 1)");
      }
    }
  }
}
