package io.espalier.data.split;

import io.espalier.operator.TrainParameters.AugmentParameters;
import io.espalier.random.RandomSource;
import io.espalier.step.StepContext;
import org.jspecify.annotations.Nullable;

/**
 * Random changes to training images: a function of epoch and example alone, so that a resumed
 * training sees the same images and no generator has to be kept.
 */
public final class Augmentation {
  private final boolean flip;
  private final int padding;
  private final RandomSource random;

  /**
   * @param random stream {@code augment}; epoch and example are appended to its path
   * @throws IllegalArgumentException when the padding is negative
   */
  public Augmentation(AugmentParameters parameters, RandomSource random) {
    if (parameters.crop() < 0) {
      throw new IllegalArgumentException("crop: " + parameters.crop() + " (expected: >= 0)");
    }
    this.flip = parameters.flip();
    this.padding = parameters.crop();
    this.random = random;
  }

  /** What training parameters ask for, on the step's stream {@code augment}; null for nothing. */
  public static @Nullable Augmentation of(
      @Nullable AugmentParameters parameters, StepContext context) {
    return parameters == null ? null : new Augmentation(parameters, context.random("augment"));
  }

  /**
   * How an image is changed: first a window of its own size is cut out of the image in its black
   * frame, then it is mirrored.
   *
   * @param down pixels that the window lies below the image
   * @param right pixels that it lies to the right
   * @param flip whether left and right change places
   */
  record Move(int down, int right, boolean flip) {}

  /**
   * The change of one example.
   *
   * @param example its place in the data set's file
   */
  Move of(long epoch, int example) {
    RandomSource own = random.at(epoch).at(example);
    return new Move(offset(own.uniform(0)), offset(own.uniform(1)), flip && own.uniform(2) < 0.5);
  }

  private int offset(double uniform) {
    return (int) (uniform * (2 * padding + 1)) - padding;
  }
}
