package io.espalier.construct;

import io.espalier.model.layer.Elementwise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How far a construction is from its target, layer by layer, on some examples, beside what it can
 * be at most, in double precision. With T the largest slope of φ, h what the target's layer before
 * gives and I the subset for a weight,
 *
 * <pre>
 *   e_l ≤ T (Σ_j (Σ_{k ∈ I_j} |v_k| s_k e_{l−1,j} + ε |h_j| + r_j) + ε)
 * </pre>
 *
 * where s_k is 1 for copies and T |w_k| for univariate neurons, and r_j what these are from linear:
 * 0 for ReLU, Σ c |v_k| |w_k h_j|³ for smooth ones. The last layer has no φ, so no T.
 */
public final class LayerErrors {
  /**
   * Of a layer of the target.
   *
   * @param layer its name
   * @param bound largest error of a neuron of an example that is possible
   * @param seen largest error that was seen
   * @param meanBound mean of the bounds over neurons and examples
   * @param meanSeen mean of the errors over copies and examples
   */
  public record Of(String layer, double bound, double seen, double meanBound, double meanSeen) {}

  private final Construction construction;
  private final Source source;
  private final double epsilon;
  private final int count;

  /** What the part before gives, {@code [unit][example]}, of target and source. */
  private double[][] targets;

  private double[][] sources;

  /** Bounds of what the part before stands for, {@code [value][example]}. */
  private double[][] bounds;

  private LayerErrors(
      Construction construction, Source source, double epsilon, float[] inputs, int count) {
    this.construction = construction;
    this.source = source;
    this.epsilon = epsilon;
    this.count = count;
    int size = inputs.length / count;
    this.targets = new double[size][count];
    for (int j = 0; j < size; j++) {
      for (int e = 0; e < count; e++) {
        targets[j][e] = inputs[e * size + j];
      }
    }
    this.sources = targets;
    this.bounds = new double[size][count];
  }

  /**
   * Errors of all layers of the target.
   *
   * @param inputs {@code [count, C, H, W]}
   */
  static List<Of> of(
      Construction construction, Source source, double epsilon, float[] inputs, int count) {
    LayerErrors errors = new LayerErrors(construction, source, epsilon, inputs, count);
    List<Of> all = new ArrayList<>();
    for (int p = 0; p < source.parts().size(); p++) {
      if (source.parts().get(p).univariate()) {
        errors.sources = errors.outputs(p, true);
      } else {
        all.add(errors.layer(p));
      }
    }
    return all;
  }

  /** What the source's part gives for what the part before has given. */
  private double[][] outputs(int p, boolean bent) {
    Part part = source.parts().get(p);
    SourceWeights weights = construction.weights();
    Elementwise layer = source.rule().layer();
    double[][] outputs = new double[part.units()][];
    for (int unit = 0; unit < part.units(); unit++) {
      boolean constant = unit >= part.copied();
      double[] sum = new double[count];
      if (construction.used(p, unit)) {
        Arrays.fill(sum, weights.bias(p, unit));
        for (int column = 0; column < part.reads() && !constant; column++) {
          if (weights.kept(p, unit, column)) {
            float w = weights.weight(p, unit, column);
            for (int e = 0; e < count; e++) {
              sum[e] += w * sources[column][e];
            }
          }
        }
        for (int e = 0; e < count && bent; e++) {
          sum[e] = layer.of(sum[e]);
        }
      }
      outputs[unit] = sum;
    }
    return outputs;
  }

  private Of layer(int p) {
    Part part = source.parts().get(p);
    boolean last = p == source.parts().size() - 1;
    double lipschitz = last ? 1 : source.rule().lipschitz();
    double[][] exact = exact(part, last);
    double[][] found = outputs(p, !last);
    double[][] above = new double[part.blocks()][count];
    double seen = 0;
    double sumSeen = 0;
    long copies = 0;
    for (int unit = 0; unit < part.copied(); unit++) {
      if (!construction.used(p, unit)) {
        continue;
      }
      int i = unit / part.copies();
      bound(p, unit, above[i], lipschitz);
      copies++;
      for (int e = 0; e < count; e++) {
        double error = Math.abs(found[unit][e] - exact[i][e]);
        seen = Math.max(seen, error);
        sumSeen += error;
      }
    }
    double bound = 0;
    double sumBound = 0;
    int bounded = 0;
    for (int i = 0; i < part.blocks(); i++) {
      for (int e = 0; e < count; e++) {
        bound = Math.max(bound, above[i][e]);
        sumBound += above[i][e];
        bounded += above[i][e] > 0 ? 1 : 0;
      }
    }
    targets = exact;
    sources = found;
    bounds = above;
    return new Of(
        Objects.requireNonNull(part.target()),
        bound,
        seen,
        sumBound / Math.max(1, bounded),
        sumSeen / Math.max(1, copies * count));
  }

  private double[][] exact(Part part, boolean last) {
    double[][] outputs = new double[part.blocks()][count];
    for (int i = 0; i < part.blocks(); i++) {
      Arrays.fill(outputs[i], construction.target().bias(part, i));
      for (int j = 0; j < targets.length; j++) {
        double w = construction.target().weight(part, i, j);
        for (int e = 0; e < count && w != 0; e++) {
          outputs[i][e] += w * targets[j][e];
        }
      }
      for (int e = 0; e < count && !last; e++) {
        outputs[i][e] = source.rule().layer().of(outputs[i][e]);
      }
    }
    return outputs;
  }

  /** Raises the bounds of a neuron to those of one of its copies. */
  private void bound(int p, int unit, double[] above, double lipschitz) {
    Part part = source.parts().get(p);
    Part before = Objects.requireNonNull(source.before(p));
    Univariate rule = source.rule();
    SourceWeights weights = construction.weights();
    int i = unit / part.copies();
    double[] sum = new double[count];
    for (int j = 0; j < before.blocks(); j++) {
      boolean wanted = construction.target().weight(part, i, j) != 0;
      for (int k = 0; k < before.copies() && wanted; k++) {
        int column = before.unit(j, k);
        if (!weights.kept(p, unit, column)) {
          continue;
        }
        double v = Math.abs(weights.weight(p, unit, column));
        double in = before.univariate() ? construction.in(p - 1, column) : 0;
        double passing = before.univariate() ? rule.lipschitz() * Math.abs(in) : 1;
        for (int e = 0; e < count; e++) {
          sum[e] += v * passing * bounds[j][e];
          if (before.univariate()) {
            sum[e] += rule.remainder(v, in, Math.abs(targets[j][e]));
          }
        }
      }
      for (int e = 0; e < count && wanted; e++) {
        sum[e] += epsilon * Math.abs(targets[j][e]);
      }
    }
    for (int e = 0; e < count; e++) {
      above[e] = Math.max(above[e], lipschitz * (sum[e] + epsilon));
    }
  }
}
