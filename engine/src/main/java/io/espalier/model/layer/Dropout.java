package io.espalier.model.layer;

import com.google.auto.service.AutoService;
import io.espalier.catalog.Descriptor;
import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import io.espalier.catalog.setting.Shorthand;
import io.espalier.random.RandomSource;

/**
 * Dropout (Srivastava et al. 2014) as PyTorch scales it: a training drops every value with
 * probability {@code rate} and divides the others by {@code 1 − rate}. Which ones is a function of
 * the seed, the iteration, the place of the example in its batch, the layer and the value, so a
 * training that is resumed drops what it would have dropped. Outside of a training it passes all.
 *
 * @param rate in [0, 1)
 */
@Doc("Drops values of a training at random and scales the others up; passes all in prediction.")
public record Dropout(
    @Doc("Probability of a value to be dropped.")
        @Range(min = 0, max = 1, below = true)
        @Default("0.5")
        @Shorthand
        double rate)
    implements Layer {
  /**
   * What the values of an example are multiplied by.
   *
   * @param example see {@link #example}
   * @param value its index, row-major
   */
  public float factor(RandomSource example, int value) {
    return example.uniform(value) < rate ? 0f : (float) (1 / (1 - rate));
  }

  /**
   * Where the draws for an example come from.
   *
   * @param iteration the source of an iteration of a training
   * @param node the layer's number in the {@link io.espalier.model.Graph}
   * @param example its place in the batch
   */
  public static RandomSource example(RandomSource iteration, int node, int example) {
    return iteration.at(node).at(example);
  }

  @Override
  public int[] after(int[] in) {
    return in;
  }

  @Override
  public boolean drawsRandomly() {
    return true;
  }

  @Override
  public Units passing() {
    return Units.APART;
  }

  /** What experiment files name it by. */
  @AutoService(Descriptor.class)
  public static final class Kind extends LayerKind {
    /** For the catalog. */
    public Kind() {
      super(Dropout.class);
    }
  }
}
