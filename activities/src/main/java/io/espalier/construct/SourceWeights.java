package io.espalier.construct;

import io.espalier.mask.Mask;
import io.espalier.random.RandomSource;
import io.espalier.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The random weights of a source, and which of them are kept. Weight {@code (row, column)} is a
 * function of the tensor's name, the row, the draw and the column alone. Biases are 0 but for those
 * of constants, U(−2, 2), which give φ(bias).
 */
final class SourceWeights {
  private static final double CONSTANT_SCALE = 2;

  private final Source source;
  private final RandomSource random;
  private final List<float[]> weights = new ArrayList<>();
  private final List<float[]> biases = new ArrayList<>();
  private final List<boolean[]> kept = new ArrayList<>();

  /** Draws all of them; none is kept yet. */
  SourceWeights(Source source, RandomSource random) {
    this.source = source;
    this.random = random;
    for (int p = 0; p < source.parts().size(); p++) {
      Part part = source.parts().get(p);
      int size = Math.toIntExact(part.weights());
      float[] own = new float[size];
      double[] scales = scales(p);
      for (int row = 0; row < part.units(); row++) {
        RandomSource draw = of(part, row, 0);
        for (int column = 0; column < scales.length; column++) {
          own[row * scales.length + column] = value(draw, column, scales[column]);
        }
      }
      weights.add(own);
      kept.add(new boolean[size]);
      float[] bias = new float[part.units()];
      RandomSource constants = random.at(part.bias());
      for (int unit = part.copied(); unit < bias.length; unit++) {
        bias[unit] = value(constants, unit, CONSTANT_SCALE);
      }
      biases.add(bias);
    }
  }

  /** Scales of the columns of a part's weights. */
  private double[] scales(int p) {
    Part part = source.parts().get(p);
    double[] scales = new double[part.reads()];
    Part before = source.before(p);
    boolean reading = part.univariate();
    double blocks =
        reading
            ? source.rule().inScale()
            : before != null && before.univariate() ? source.rule().outScale() : 1;
    Arrays.fill(scales, blocks);
    if (before != null && !reading) {
      for (int t = 0; t < before.tiers().size(); t++) {
        for (int unit : before.tier(t)) {
          scales[unit] = before.tiers().get(t);
        }
      }
    }
    return scales;
  }

  private RandomSource of(Part part, int row, int redraw) {
    return random.at(part.weight()).at(row).at(redraw);
  }

  private static float value(RandomSource draw, int index, double scale) {
    return (float) (scale * (2 * draw.uniform(index) - 1));
  }

  /** Draws some weights of a row anew. */
  void redraw(int p, int row, int[] columns, double scale, int redraw) {
    Part part = source.parts().get(p);
    RandomSource draw = of(part, row, redraw);
    for (int column : columns) {
      weights.get(p)[row * part.reads() + column] = value(draw, column, scale);
    }
  }

  float weight(int p, int row, int column) {
    return weights.get(p)[row * source.parts().get(p).reads() + column];
  }

  float bias(int p, int unit) {
    return biases.get(p)[unit];
  }

  boolean kept(int p, int row, int column) {
    return kept.get(p)[row * source.parts().get(p).reads() + column];
  }

  void keep(int p, int row, int column) {
    kept.get(p)[row * source.parts().get(p).reads() + column] = true;
  }

  /** What is kept; the arrays are shared. */
  Mask mask() {
    Map<String, int[]> shapes = new TreeMap<>();
    Map<String, boolean[]> flags = new TreeMap<>();
    for (int p = 0; p < kept.size(); p++) {
      Part part = source.parts().get(p);
      shapes.put(part.weight(), new int[] {part.units(), part.reads()});
      flags.put(part.weight(), kept.get(p));
    }
    return new Mask(shapes, flags);
  }

  /** All parameters of the source by name, whatever is kept; the arrays are shared. */
  SortedMap<String, Tensor> tensors() {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (int p = 0; p < weights.size(); p++) {
      Part part = source.parts().get(p);
      tensors.put(
          part.weight(), new Tensor(new int[] {part.units(), part.reads()}, weights.get(p)));
      tensors.put(part.bias(), new Tensor(new int[] {part.units()}, biases.get(p)));
    }
    return tensors;
  }
}
