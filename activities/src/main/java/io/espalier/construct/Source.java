package io.espalier.construct;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DescribedNetworks;
import io.espalier.catalog.setting.Named;
import io.espalier.model.NetworkSpec;
import io.espalier.model.layer.Dense;
import io.espalier.model.layer.Elementwise;
import io.espalier.model.layer.Flatten;
import io.espalier.model.layer.Layer;
import io.espalier.model.layer.Relu;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The random network that a ticket is looked for in, after Burkholz, "Most activation functions can
 * win the lottery without excessive depth" (2022): one layer more than the target has, with ρ
 * copies of every hidden neuron; or twice as many, with one copy, as Pensia et al. 2020 have it.
 *
 * @param target the network that is to be found in it
 * @param parts its layers, input side first
 * @param rule how neurons that read one value are put together
 */
record Source(NetworkSpec target, List<Part> parts, Univariate rule) {
  /** Scale of the weights that read constants. */
  private static final double FINEST = 1;

  /** How much smaller each further tier of constants is. */
  private static final double FINER = 32;

  /** How much larger than one neuron's offset the largest constants are. */
  private static final double COARSE = 16;

  /**
   * The source of a target.
   *
   * @param twofold whether it has twice as many layers instead of one more
   * @param rho values of each subset sum
   * @param sigma scale of the small weights of smooth non-linearities
   * @throws IllegalArgumentException when the target has other layers than dense ones with one
   *     non-linearity between them, saying what is expected
   */
  static Source of(NetworkSpec target, boolean twofold, int rho, double sigma) {
    List<Dense> dense = new ArrayList<>();
    Layer nonLinearity = null;
    for (int i = 0; i < target.layers().size(); i++) {
      Layer layer = target.layers().get(i);
      boolean activation = layer instanceof Elementwise;
      boolean afterDense = i > 0 && target.layers().get(i - 1) instanceof Dense;
      if (layer instanceof Dense one && !afterDense) {
        dense.add(one);
      } else if (activation && afterDense) {
        if (nonLinearity != null && !nonLinearity.equals(layer)) {
          throw misfit(layer);
        }
        nonLinearity = layer;
      } else if (!(layer instanceof Flatten && i == 0)) {
        throw misfit(layer);
      }
    }
    Univariate rule = Univariate.of(nonLinearity == null ? new Relu() : nonLinearity, rho, sigma);
    return new Source(target, parts(target, dense, rule, twofold, rho), rule);
  }

  private static IllegalArgumentException misfit(Layer layer) {
    return new IllegalArgumentException(
        "dense layers after a flatten, with one non-linearity between them all, not "
            + layer.label());
  }

  private static List<Part> parts(
      NetworkSpec target, List<Dense> dense, Univariate rule, boolean twofold, int rho) {
    List<Part> parts = new ArrayList<>();
    int values = target.inputSize();
    int width = values;
    for (int l = 0; l < dense.size(); l++) {
      String name = String.valueOf(dense.get(l).name());
      int units = dense.get(l).units();
      if (l == 0 || twofold) {
        Part inputs =
            new Part(
                name + "_inputs", null, values, rule.copies(), width, tiers(rule), rule.copies());
        parts.add(inputs);
        width = inputs.units();
      }
      boolean last = l == dense.size() - 1;
      // Where univariate neurons read it, they bring their own constants.
      List<Double> tiers = last || twofold ? List.of() : List.of(FINEST);
      Part sums =
          new Part(name, name, units, last || twofold ? 1 : rho, width, tiers, rule.copies());
      parts.add(sums);
      width = sums.units();
      values = units;
    }
    return List.copyOf(parts);
  }

  /** Constants have to take back the offsets of all neurons of a sum, and then the rest finely. */
  private static List<Double> tiers(Univariate rule) {
    List<Double> tiers = new ArrayList<>();
    if (rule.offset() != 0) {
      double scale = COARSE * rule.outScale() * Math.abs(rule.offset());
      while (scale > FINEST) {
        tiers.add(scale);
        scale /= FINER;
      }
    }
    tiers.add(FINEST);
    return List.copyOf(tiers);
  }

  /** The part that a part reads; null for the first. */
  @Nullable Part before(int part) {
    return part == 0 ? null : parts.get(part - 1);
  }

  /**
   * Its description, under which the catalog finds it.
   *
   * @param linear whether the first non-linearity is left out
   */
  String text(Catalog catalog, boolean linear) {
    List<Named> layers = new ArrayList<>();
    layers.add(named(new Flatten()));
    for (int i = 0; i < parts.size(); i++) {
      layers.add(named(new Dense(parts.get(i).units(), parts.get(i).name())));
      if (i < parts.size() - 1 && !(linear && i == 0)) {
        layers.add(named((Layer) rule.layer()));
      }
    }
    return ((DescribedNetworks) catalog.get("described-networks", DescribedNetworks.NAME))
        .text(target.inputShape(), target.classes(), layers, catalog);
  }

  private static Named named(Layer layer) {
    return new Named(layer.kind(), (Record) layer);
  }
}
