package io.espalier.construct;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fully connected layer of a source: blocks of copies, one block for each value that it stands
 * for, and after them neurons that read nothing and give constants.
 *
 * @param name prefix of its tensors
 * @param target the layer whose neurons it copies; null for neurons that read one value each
 * @param blocks values that it stands for
 * @param copies neurons of each block
 * @param reads values that it can read, the width of its weights
 * @param tiers scales of the weights that later read its constants, largest first
 * @param constants neurons of each tier
 */
record Part(
    String name,
    @Nullable String target,
    int blocks,
    int copies,
    int reads,
    List<Double> tiers,
    int constants) {

  boolean univariate() {
    return target == null;
  }

  /** Neurons in all. */
  int units() {
    return Math.addExact(Math.multiplyExact(blocks, copies), constants * tiers.size());
  }

  /** The neuron of a copy. */
  int unit(int block, int copy) {
    return block * copies + copy;
  }

  /** The neurons of a tier. */
  int[] tier(int tier) {
    int first = blocks * copies + tier * constants;
    int[] units = new int[constants];
    Arrays.setAll(units, k -> first + k);
    return units;
  }

  /** Neurons of blocks; those after them are constants. */
  int copied() {
    return blocks * copies;
  }

  String weight() {
    return name + ".weight";
  }

  String bias() {
    return name + ".bias";
  }

  /** Weights in all. */
  long weights() {
    return Math.multiplyExact((long) units(), reads);
  }
}
